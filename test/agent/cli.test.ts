import fc from 'fast-check';
import {afterEach, beforeEach, expect, type MockInstance, test, vi} from 'vitest';
import {nameFromHost, parseAgentCommand} from '../../source/agent/cli.js';
import {agentProgram} from '../../source/agent/options.js';
import {version} from '../../source/base/version.js';
import {flagOf} from '../../source/command-line/option-table.js';
import type {CommandLineInput} from '../../source/command-line/parse-command-line.js';
import {UsageError} from '../../source/command-line/usage-error.js';
import {defaultPolicy} from '../../source/protocol/policy.js';

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

const stateDirectory = '/home/ann/.local/state/sloth-agent';

function parse(argv: readonly string[], input: Partial<CommandLineInput> = {}) {
	return parseAgentCommand({
		argv,
		environment: {},
		workingDirectory: '/home/me',
		stateDirectory,
		hostName: 'web 1',
		readFile: () => '{}',
		...input,
	});
}

const usualDisplay = {isPlain: false, isScreen: false, hasColour: true, isAscii: false, isMotionless: false};

function optionsOf(argv: readonly string[], input: Partial<CommandLineInput> = {}) {
	const parsed = parse(argv, input);
	if (parsed.command !== 'start') {
		throw new Error(`Not a start: ${parsed.command}`);
	}

	return parsed.options;
}

test('starts with the documented defaults', () => {
	expect(parse([])).toEqual({
		command: 'start',
		options: {
			name: 'web-1',
			stateDirectory,
			master: {host: 'localhost', port: 50_050},
			port: undefined,
			bindAddress: '127.0.0.1',
			reportAddress: {host: 'web-1', port: 0},
			policy: defaultPolicy,
			suspectIntervalMs: 1000,
			isDaemon: false,
			display: usualDisplay,
			log: {file: undefined, format: 'text', level: 'info'},
		},
	});
});

test('takes every option from flags', () => {
	const argv = [
		...['start', '--name', 'db-1', '--master', '[::1]:7', '--port', '0', '--bind-address', '::', '--report-address'],
		...['db-1.example:9', '--initial-delay', '1s', '--max-delay', '2m', '--backoff-factor', '1.5', '--jitter', '0'],
		...['--heartbeat-interval', '500ms', '--heartbeat-timeout', '1.5s', '--suspect-interval', '100ms'],
		...['--failure-threshold', '100', '--connect-timeout', '3s', '--daemon', '--plain', '--log-file', 'a.log'],
		...['--log-format', 'json', '--log-level', 'debug', '--config', 'sloth.json'],
		...['--screen', '--no-color', '--ascii', '--no-motion'],
	];
	for (const option of agentProgram.options.filter(({commands}) => commands.some((command) => command === 'start'))) {
		expect(argv).toContain(flagOf(option.key));
	}

	expect(optionsOf(argv)).toEqual({
		name: 'db-1',
		stateDirectory,
		master: {host: '::1', port: 7},
		port: 0,
		bindAddress: '::',
		reportAddress: {host: 'db-1.example', port: 9},
		policy: {
			initialDelayMs: 1000,
			maxDelayMs: 120_000,
			backoffFactor: 1.5,
			jitter: 0,
			heartbeatIntervalMs: 500,
			heartbeatTimeoutMs: 1500,
			failureThreshold: 100,
			connectTimeoutMs: 3000,
		},
		suspectIntervalMs: 100,
		isDaemon: true,
		display: {isPlain: true, isScreen: true, hasColour: false, isAscii: true, isMotionless: true},
		log: {file: '/home/me/a.log', format: 'json', level: 'debug'},
	});
});

test('takes options from the environment and from a config file', () => {
	const options = optionsOf(['--config', 'sloth.json'], {
		environment: {SLOTH_MASTER: 'master.example', SLOTH_FAILURE_THRESHOLD: '5'},
		readFile: () => JSON.stringify({jitter: 0, failureThreshold: 4, port: 50_051, plain: true, maxDelay: '5m'}),
	});
	expect(options).toMatchObject({
		master: {host: 'master.example', port: 50_050},
		port: 50_051,
		display: {isPlain: true},
		policy: {jitter: 0, failureThreshold: 5, maxDelayMs: 300_000},
	});
});

test('reports the port that it listens on unless another is named', () => {
	expect(optionsOf(['--port', '50051']).reportAddress).toEqual({host: 'web-1', port: 50_051});
	expect(optionsOf(['--port', '50051', '--report-address', 'nat.example']).reportAddress).toEqual({
		host: 'nat.example',
		port: 50_051,
	});
	expect(optionsOf(['--port', '50051', '--report-address', 'nat.example:80']).reportAddress.port).toBe(80);
	expect(optionsOf(['--report-address', 'nat.example']).reportAddress.port).toBe(0);
});

test('suspects no slower than it beats, unless told so, which is refused', () => {
	expect(optionsOf(['--heartbeat-interval', '500ms']).suspectIntervalMs).toBe(500);
	expect(() => parse(['--heartbeat-interval', '500ms', '--suspect-interval', '1s'])).toThrow(
		new UsageError('Expected `--suspect-interval` to be at most the heartbeat interval (500ms), got "1s"'),
	);
	expect(() => parse([], {environment: {SLOTH_SUSPECT_INTERVAL: '6s'}})).toThrow(
		new UsageError('Expected `SLOTH_SUSPECT_INTERVAL` to be at most the heartbeat interval (5s), got "6s"'),
	);
});

test.each([
	[['--max-delay', '4s'], 'Expected `--max-delay` to be at least the first delay (5s), got "4s"'],
	[
		['--max-delay', '4s', '--initial-delay', '9s'],
		'Expected `--max-delay` to be at least the first delay (9s), got "4s"',
	],
	[
		['--initial-delay', '2m'],
		'Expected `--initial-delay` to be at most the longest delay (60s; `--max-delay` changes it), got "2m"',
	],
	[
		['--bind-address', '::1'],
		'Expected `--bind-address` to come with `--port`, got "::1" alone: without a port the agent listens nowhere',
	],
	[
		['--heartbeat-interval', '5'],
		'Expected `--heartbeat-interval` to be a duration of at least 100ms such as 5s, got "5"',
	],
	[
		['--name', 'a b'],
		'Expected `--name` to be 1 to 253 ASCII letters, digits, ".", "-" or "_", the first a letter or digit, got "a b"',
	],
	[
		['--master', ':::'],
		'Expected `--master` to be HOST or HOST:PORT such as localhost:50050 or [::1]:50050, the port from 1 to 65535, got ":::"',
	],
	[['--jitter', '1.1'], 'Expected `--jitter` to be a number from 0 to 1, got "1.1"'],
	[['--backoff-factor', '0.5'], 'Expected `--backoff-factor` to be a number from 1 to 100, got "0.5"'],
	[['--failure-threshold', '0'], 'Expected `--failure-threshold` to be a whole number from 1 to 100, got "0"'],
	[['--port', '65536'], 'Expected `--port` to be a port from 0 (a free one) to 65535, got "65536"'],
	[['--log-level', 'trace'], 'Expected `--log-level` to be one of debug, info, warn, error, got "trace"'],
	[['--mster', 'x'], 'Unknown flag `--mster`. Did you mean --master?'],
	[['demo', '--name', 'x'], 'Unknown flag `--name` for the command `demo`'],
	[['start', '--json'], 'Unknown flag `--json` for the command `start`'],
])('refuses %j in one line', (argv, message) => {
	expect(() => parse(argv)).toThrow(new UsageError(message));
});

test('reads the other commands', () => {
	expect(parse(['demo'])).toEqual({command: 'demo', display: usualDisplay});
	expect(parse(['demo', '--ascii'])).toEqual({command: 'demo', display: {...usualDisplay, isAscii: true}});
	expect(parse(['watch'])).toEqual({command: 'watch', stateDirectory, name: undefined, display: usualDisplay});
	expect(parse(['watch', '--name', 'a', '--no-color', '--no-motion'])).toEqual({
		command: 'watch',
		stateDirectory,
		name: 'a',
		display: {...usualDisplay, hasColour: false, isMotionless: true},
	});
	expect(parse(['status'])).toEqual({command: 'status', stateDirectory, name: undefined, isJson: false});
	expect(parse(['status', '--name', 'a', '--json'])).toEqual({
		command: 'status',
		stateDirectory,
		name: 'a',
		isJson: true,
	});
	expect(parse(['--name=a', 'stop'])).toEqual({command: 'stop', stateDirectory, name: 'a'});
	expect(parse(['retry'], {environment: {SLOTH_NAME: 'b'}})).toEqual({command: 'retry', stateDirectory, name: 'b'});
	expect(parse(['--version'])).toEqual({command: 'version', text: version});
});

test.each([
	['web-1.example', 'web-1.example'],
	["Ann's MacBook", 'Ann-s-MacBook'],
	['_hidden', 'hidden'],
	['日本', 'agent'],
	['', 'agent'],
	['h'.repeat(300), 'h'.repeat(253)],
])('makes the host name %o the name %o', (hostName, name) => {
	expect(nameFromHost(hostName)).toBe(name);
});

test('prints the same help for every command', () => {
	expect(parse(['status', '--help'])).toEqual(parse(['--help']));
});

test('keeps its help within 79 columns, with every flag in it', () => {
	const parsed = parse(['--help']);
	const text = parsed.command === 'help' ? parsed.text : '';
	expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(79);
	for (const {key} of agentProgram.options) {
		expect(text).toContain(`  ${flagOf(key)}`);
	}

	expect(text).toMatchSnapshot();
});

test('no command line makes it print, exit or throw anything but a one-line UsageError', () => {
	const flags = ['help', 'version', ...agentProgram.options.map(({key}) => key)].map((key) => flagOf(key));
	const text = fc.oneof(fc.string({unit: 'binary'}), fc.constantFrom('5s', '1', 'a', 'true', '', '-', '--', '-5'));
	const flag = fc.constantFrom(
		...flags,
		...flags.map((name) => name.replace('--', '--no-')),
		'--__proto__',
		'--constructor',
	);
	const token = fc.oneof(
		text,
		flag,
		fc.tuple(flag, text).map(([name, value]) => `${name}=${value}`),
		fc.constantFrom(...agentProgram.commands.map(({name}) => name)),
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
