import fc from 'fast-check';
import {afterEach, beforeEach, expect, type MockInstance, test, vi} from 'vitest';
import {version} from '../../source/base/version.js';
import {flagOf} from '../../source/command-line/option-table.js';
import type {CommandLineInput} from '../../source/command-line/parse-command-line.js';
import {UsageError} from '../../source/command-line/usage-error.js';
import {parseMasterCommand} from '../../source/master/cli.js';
import {masterProgram} from '../../source/master/options.js';

let written: readonly MockInstance[] = [];

beforeEach(() => {
	written = [
		vi.spyOn(process.stdout, 'write').mockReturnValue(true),
		vi.spyOn(process.stderr, 'write').mockReturnValue(true),
		vi.spyOn(console, 'log').mockReturnValue(),
		vi.spyOn(console, 'error').mockReturnValue(),
		vi.spyOn(process, 'exit').mockImplementation(() => {
			throw new Error('The parser ended the process');
		}),
	];
});

afterEach(() => {
	for (const spy of written) {
		expect(spy).not.toHaveBeenCalled();
	}

	vi.restoreAllMocks();
});

const display = {isPlain: false, isScreen: false, hasColour: true, isAscii: false, isMotionless: false};
const localMaster = {host: 'localhost', port: 50_050};

function parse(argv: readonly string[], input: Partial<CommandLineInput> = {}) {
	return parseMasterCommand({
		argv,
		environment: {},
		workingDirectory: '/home/me',
		defaultDataDirectory: '/home/ann/.local/share/sloth-master',
		readFile: () => '{}',
		...input,
	});
}

test('starts with the documented defaults', () => {
	expect(parse([])).toEqual({
		command: 'start',
		options: {
			port: 50_050,
			host: '127.0.0.1',
			dataDirectory: '/home/ann/.local/share/sloth-master',
			keepEventsMs: 2_592_000_000,
			display,
			isReadOnly: false,
			isDaemon: false,
			log: {file: undefined, format: 'text', level: 'info'},
		},
	});
});

test('takes every option from flags', () => {
	const argv = [
		...['--port', '0', '--host', '::', '--data-dir', 'data', '--keep-events', '1d', '--daemon', '--plain'],
		...['--screen', '--no-color', '--ascii', '--no-motion', '--read-only'],
		...['--log-file', 'm.log', '--log-format', 'json', '--log-level', 'warn', '--config', 'sloth.json'],
	];
	for (const option of masterProgram.options.filter(({commands}) => commands.some((command) => command === 'start'))) {
		expect(argv).toContain(flagOf(option.key));
	}

	expect(parse(argv)).toEqual({
		command: 'start',
		options: {
			port: 0,
			host: '::',
			dataDirectory: '/home/me/data',
			keepEventsMs: 86_400_000,
			display: {isPlain: true, isScreen: true, hasColour: false, isAscii: true, isMotionless: true},
			isReadOnly: true,
			isDaemon: true,
			log: {file: '/home/me/m.log', format: 'json', level: 'warn'},
		},
	});
});

test('takes options from the environment and from a config file', () => {
	const parsed = parse([], {
		environment: {SLOTH_DATA_DIR: '/srv/sloth', SLOTH_CONFIG: '/etc/sloth.json'},
		readFile: () => JSON.stringify({port: 7, dataDir: '/ignored', keepEvents: '90d'}),
	});
	expect(parsed).toMatchObject({options: {port: 7, dataDirectory: '/srv/sloth', keepEventsMs: 7_776_000_000}});
});

test('reads the commands for a local master', () => {
	expect(parse(['stop'])).toEqual({command: 'stop', dataDirectory: '/home/ann/.local/share/sloth-master'});
	expect(parse(['stop', '--data-dir', '/d'])).toEqual({command: 'stop', dataDirectory: '/d'});
	expect(parse(['status', '--data-dir', 'd', '--json'])).toEqual({
		command: 'status',
		dataDirectory: '/home/me/d',
		isJson: true,
	});
});

test('reads what is to be watched', () => {
	expect(parse(['watch'])).toEqual({command: 'watch', master: localMaster, display, isReadOnly: false});
	expect(parse(['watch', '--master', 'm:1', '--read-only', '--ascii'])).toEqual({
		command: 'watch',
		master: {host: 'm', port: 1},
		display: {...display, isAscii: true},
		isReadOnly: true,
	});
});

test('reads the queries', () => {
	expect(parse(['list'])).toEqual({command: 'list', master: localMaster, isJson: false, statuses: undefined});
	expect(parse(['list', '--master', 'm:1', '--json', '--status', 'active,lost'])).toEqual({
		command: 'list',
		master: {host: 'm', port: 1},
		isJson: true,
		statuses: ['active', 'lost'],
	});
	expect(parse(['info', '007', '--json'])).toEqual({command: 'info', master: localMaster, name: '007', isJson: true});
	expect(parse(['remove', 'a', '--force'])).toEqual({
		command: 'remove',
		master: localMaster,
		name: 'a',
		isForced: true,
	});
	expect(parse(['events'])).toEqual({
		command: 'events',
		master: localMaster,
		agentName: undefined,
		isFollowing: false,
		limit: 100,
		isJson: false,
	});
	expect(parse(['events', '--agent', 'a', '--follow', '--limit', '5', '--json'])).toMatchObject({
		agentName: 'a',
		isFollowing: true,
		limit: 5,
		isJson: true,
	});
	expect(parse(['--version'])).toEqual({command: 'version', text: version});
});

test.each([
	[['--port', '65536'], 'Expected `--port` to be a port from 0 (a free one) to 65535, got "65536"'],
	[
		['--host', 'a:1'],
		'Expected `--host` to be a host name or an IP address, without a port, such as 127.0.0.1 or ::1, got "a:1"',
	],
	[['--keep-events', '30'], 'Expected `--keep-events` to be a duration of at least 1s such as 30d, got "30"'],
	[['--data-dir', ''], 'Expected `--data-dir` to be the path of a directory, got ""'],
	[
		['list', '--status', 'active,dead'],
		'Expected `--status` to be one or more of active, late, lost, stopped, awaited, separated by commas, got "active,dead"',
	],
	[['info'], 'Expected `sloth-master info` to be followed by NAME, got nothing'],
	[
		['info', 'a b'],
		'Expected NAME to be 1 to 253 ASCII letters, digits, ".", "-" or "_", the first a letter or digit, got "a b"',
	],
	[['remove', 'a', 'b'], 'Expected nothing after `sloth-master remove NAME`, got "b"'],
	[['list', '--force'], 'Unknown flag `--force` for the command `list`'],
	[['events', '--limit', '0'], 'Expected `--limit` to be a whole number from 1 to 10000, got "0"'],
	[['events', '--limit', '10001'], 'Expected `--limit` to be a whole number from 1 to 10000, got "10001"'],
	[['lst'], 'Unknown command "lst". Did you mean list?'],
])('refuses %j in one line', (argv, message) => {
	expect(() => parse(argv)).toThrow(new UsageError(message));
});

test('keeps its help within 79 columns, with every flag in it', () => {
	const parsed = parse(['list', '--help']);
	const text = parsed.command === 'help' ? parsed.text : '';
	expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(79);
	for (const {key} of masterProgram.options) {
		expect(text).toContain(`  ${flagOf(key)}`);
	}

	expect(text).toMatchSnapshot();
});

test('no command line makes it print, exit or throw anything but a one-line UsageError', () => {
	const flags = masterProgram.options.map(({key}) => flagOf(key));
	const text = fc.oneof(fc.string({unit: 'binary'}), fc.constantFrom('5s', '1', 'a', 'true', '', '-', '--', '-5'));
	const token = fc.oneof(
		text,
		fc.constantFrom(...flags, ...masterProgram.commands.map(({name}) => name)),
		fc.tuple(fc.constantFrom(...flags), text).map(([name, value]) => `${name}=${value}`),
	);
	fc.assert(
		fc.property(fc.array(token, {maxLength: 8}), (argv) => {
			try {
				parse(argv);
			} catch (error) {
				expect(error).toBeInstanceOf(UsageError);
				expect(String(error)).toMatch(/^UsageError: \P{Cc}+$/u);
			}
		}),
		{numRuns: 500},
	);
});
