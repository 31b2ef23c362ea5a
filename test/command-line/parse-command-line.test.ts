import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {ProgramDefinition} from '../../source/command-line/option-table.js';
import {type CommandLineInput, parseCommandLine} from '../../source/command-line/parse-command-line.js';
import {UsageError} from '../../source/command-line/usage-error.js';
import {duration, integer, path, toggle, type ValueKind} from '../../source/command-line/values.js';

const anything: ValueKind<string> = {
	placeholder: 'TEXT',
	json: 'string',
	expected: () => 'a text',
	read: (text) => (text === '' ? undefined : text),
};

const program = {
	name: 'sloth-test',
	summary: 'A program.',
	commands: [
		{name: 'start', description: 'Start.'},
		{name: 'show', arguments: ['NAME'], description: 'Show.'},
	],
	options: [
		{key: 'name', kind: anything, description: '', group: 'A', commands: ['start', 'show']},
		{
			key: 'heartbeatInterval',
			kind: duration({minimum: '100ms', example: '5s'}),
			default: '5s',
			description: '',
			group: 'A',
			commands: ['start'],
		},
		{key: 'limit', kind: integer(1, 9), default: '3', description: '', group: 'A', commands: ['start']},
		{key: 'daemon', kind: toggle, default: 'false', description: '', group: 'A', commands: ['start']},
		{key: 'config', kind: path('FILE'), description: '', group: 'A', commands: ['start']},
		{key: 'json', kind: toggle, default: 'false', description: '', group: 'A', commands: ['show']},
	],
} as const satisfies ProgramDefinition;

function parse(argv: readonly string[], {environment = {}, ...rest}: Partial<CommandLineInput> = {}) {
	return parseCommandLine(program, {argv, environment, workingDirectory: '/home/me', ...rest});
}

function valuesOf(argv: readonly string[], input: Partial<CommandLineInput> = {}) {
	const parsed = parse(argv, input);
	if (parsed.command !== 'start') {
		throw new Error(`Not a start: ${parsed.command}`);
	}

	return parsed.values;
}

function refusalOf(argv: readonly string[], input: Partial<CommandLineInput> = {}): string {
	try {
		parse(argv, input);
	} catch (error) {
		if (error instanceof UsageError) {
			return error.message;
		}

		throw error;
	}

	throw new Error('Nothing was refused');
}

const withFile = (content: unknown): Partial<CommandLineInput> => ({
	environment: {SLOTH_CONFIG: 'sloth.json'},
	readFile: (file) => (file === '/home/me/sloth.json' ? JSON.stringify(content) : `not ${file}`),
});

test('takes the first command and the defaults where nothing is given', () => {
	expect(parse([])).toEqual({
		command: 'start',
		values: {name: undefined, heartbeatInterval: 5000, limit: 3, daemon: false, config: undefined},
		given: new Map(),
		words: [],
	});
});

test('a flag wins over the environment, that over the config file, that over the default', () => {
	const {environment, readFile} = withFile({heartbeatInterval: '1s', limit: 1, name: 'file'});
	const all = {...environment, SLOTH_LIMIT: '2', SLOTH_NAME: 'environment'};
	expect(valuesOf(['--name', 'flag'], {environment: all, readFile})).toEqual({
		name: 'flag',
		limit: 2,
		heartbeatInterval: 1000,
		daemon: false,
		config: '/home/me/sloth.json',
	});
});

test('takes the config file of the flag over that of the environment', () => {
	const read: string[] = [];
	const readFile = (file: string) => {
		read.push(file);
		return '{}';
	};
	valuesOf(['--config', 'flag.json'], {environment: {SLOTH_CONFIG: 'environment.json'}, readFile});
	expect(read).toEqual(['/home/me/flag.json']);
});

test('tells where each value was given', () => {
	const {environment, readFile} = withFile({limit: 4});
	const parsed = parse(['--heartbeat-interval', '2s'], {environment: {...environment, SLOTH_NAME: 'n'}, readFile});
	expect(parsed.command === 'start' && Object.fromEntries(parsed.given)).toEqual({
		config: {where: '`SLOTH_CONFIG`', text: 'sloth.json'},
		limit: {where: '`limit` in /home/me/sloth.json', text: '4', shown: '4'},
		heartbeatInterval: {where: '`--heartbeat-interval`', text: '2s'},
		name: {where: '`SLOTH_NAME`', text: 'n'},
	});
});

test('a flag that stands alone turns on, and --no- turns off what the environment turned on', () => {
	expect(valuesOf(['--daemon']).daemon).toBe(true);
	expect(valuesOf(['--daemon=false']).daemon).toBe(false);
	expect(valuesOf([], {environment: {SLOTH_DAEMON: 'yes'}}).daemon).toBe(true);
	expect(valuesOf(['--no-daemon'], {environment: {SLOTH_DAEMON: 'yes'}}).daemon).toBe(false);
});

test('a flag that stands alone does not swallow the word after it', () => {
	expect(parse(['--json', 'show', 'true'])).toMatchObject({command: 'show', words: ['true'], values: {json: true}});
});

test('ignores variables of other commands and of other programs', () => {
	expect(parse(['show', 'x'], {environment: {SLOTH_LIMIT: 'many', SLOTH_COLOUR: 'red', HOME: ''}})).toMatchObject({
		command: 'show',
		values: {name: undefined, json: false},
	});
});

test('everything after -- is a word', () => {
	expect(parse(['--', 'show', '--json'])).toMatchObject({command: 'show', words: ['--json'], values: {json: false}});
	expect(parse(['show', '--', '--'])).toMatchObject({words: ['--']});
});

test('words that look like numbers stay as they were written', () => {
	expect(parse(['show', '007'])).toMatchObject({words: ['007']});
	expect(parse(['show', '1e3'])).toMatchObject({words: ['1e3']});
});

test('every value of a flag arrives as it was given', () => {
	const text = fc.oneof(
		fc.string({minLength: 1}),
		fc.constantFrom('"a"', "'", '-5', '-x', 'true', '__proto__', '[]', 'a=b'),
	);
	fc.assert(
		fc.property(text, (given) => {
			expect(valuesOf([`--name=${given}`]).name).toBe(given);
			fc.pre(!given.startsWith('--'));
			expect(valuesOf(['--name', given]).name).toBe(given);
		}),
	);
});

test('every word after -- arrives as it was given', () => {
	fc.assert(
		fc.property(fc.string(), (given) => {
			expect(parse(['show', '--', given])).toMatchObject({words: [given]});
		}),
	);
});

test('help and version win over everything but an unknown flag', () => {
	expect(parse(['--help'])).toEqual({command: 'help'});
	expect(parse(['-h'])).toEqual({command: 'help'});
	expect(parse(['show', '--help', '--help'])).toEqual({command: 'help'});
	expect(parse(['shwo', '--limit', '99', '--version'])).toEqual({command: 'version'});
	expect(refusalOf(['--help', '--colour'])).toMatch(/^Unknown flag/u);
});

test.each([
	[
		['--heartbeat-interval', '5'],
		'Expected `--heartbeat-interval` to be a duration of at least 100ms such as 5s, got "5"',
	],
	[
		['--heartbeat-interval', '-5s'],
		'Expected `--heartbeat-interval` to be a duration of at least 100ms such as 5s, got "-5s"',
	],
	[
		['--heartbeat-interval'],
		'Expected `--heartbeat-interval` to be a duration of at least 100ms such as 5s, got nothing',
	],
	[['--limit', '--daemon'], 'Expected `--limit` to be a whole number from 1 to 9, got the flag "--daemon"'],
	[['--limit', '--', '5'], 'Expected `--limit` to be a whole number from 1 to 9, got nothing'],
	[['--limit='], 'Expected `--limit` to be a whole number from 1 to 9, got ""'],
	[['--name', ''], 'Expected `--name` to be a text, got ""'],
	[['--name', 'a', '--name', 'b'], 'Expected `--name` to be given once, got "a" and "b"'],
	[['--daemon', '--no-daemon'], 'Expected `--daemon` to be given once, got "true" and "false"'],
	[['--daemon=maybe'], 'Expected `--daemon` to have no value, got "maybe"'],
	[['--no-daemon=true'], 'Expected `--no-daemon` to have no value, got "true"'],
	[['--no-name'], 'Unknown flag `--no-name`. Did you mean --name?'],
	[['--heartbeatInterval=5s'], 'Unknown flag `--heartbeatInterval`. Did you mean --heartbeat-interval?'],
	[['--colour'], 'Unknown flag `--colour`. `sloth-test --help` lists the flags'],
	[['--__proto__.x=1'], 'Unknown flag `--__proto__.x`. `sloth-test --help` lists the flags'],
	[['-5'], 'Unknown flag `-5`. `sloth-test --help` lists the flags'],
	[['--json'], 'Unknown flag `--json` for the command `start`'],
	[['strat'], 'Unknown command "strat". Did you mean start?'],
	[['help'], 'Unknown command "help". Did you mean --help?'],
	[['dance'], 'Unknown command "dance". The commands are start, show'],
	[[''], 'Unknown command "". The commands are start, show'],
	[['start', 'x'], 'Expected nothing after `sloth-test start`, got "x"'],
	[['show'], 'Expected `sloth-test show` to be followed by NAME, got nothing'],
	[['show', 'a', 'b'], 'Expected nothing after `sloth-test show NAME`, got "b"'],
])('refuses %j in one line', (argv, message) => {
	expect(refusalOf(argv)).toBe(message);
});

test.each([
	[
		{SLOTH_HEARTBEAT_INTERVAL: '5'},
		'Expected `SLOTH_HEARTBEAT_INTERVAL` to be a duration of at least 100ms such as 5s, got "5"',
	],
	[{SLOTH_NAME: ''}, 'Expected `SLOTH_NAME` to be a text, got ""'],
	[{SLOTH_DAEMON: 'on'}, 'Expected `SLOTH_DAEMON` to be 1, true or yes, or 0, false or no, got "on"'],
])('refuses the environment %j in one line', (environment, message) => {
	expect(refusalOf([], {environment})).toBe(message);
});

test.each([
	[
		{heartbeatInterval: '5'},
		'Expected `heartbeatInterval` in /home/me/sloth.json to be a duration of at least 100ms such as 5s, got "5"',
	],
	[
		{heartbeatInterval: 5},
		'Expected `heartbeatInterval` in /home/me/sloth.json to be a JSON string: a duration of at least 100ms such as 5s, got 5',
	],
	[{limit: '5'}, 'Expected `limit` in /home/me/sloth.json to be a JSON number: a whole number from 1 to 9, got "5"'],
	[{limit: 1.5}, 'Expected `limit` in /home/me/sloth.json to be a whole number from 1 to 9, got 1.5'],
	[{daemon: 'yes'}, 'Expected `daemon` in /home/me/sloth.json to be true or false, got "yes"'],
	[{name: null}, 'Expected `name` in /home/me/sloth.json to be a JSON string: a text, got null'],
	[{name: ['a']}, 'Expected `name` in /home/me/sloth.json to be a JSON string: a text, got an array'],
	[{name: {}}, 'Expected `name` in /home/me/sloth.json to be a JSON string: a text, got an object'],
	[
		{heartbeat_interval: '5s'},
		'Unknown key `heartbeat_interval` in /home/me/sloth.json. Did you mean heartbeatInterval?',
	],
	[{json: true}, 'Unknown key `json` in /home/me/sloth.json'],
	[{config: 'other.json'}, 'Unknown key `config` in /home/me/sloth.json'],
	[JSON.parse('{"__proto__": 1}'), 'Unknown key `__proto__` in /home/me/sloth.json'],
	[['a'], 'Expected the config file /home/me/sloth.json to hold a JSON object, got an array'],
	[null, 'Expected the config file /home/me/sloth.json to hold a JSON object, got null'],
])('refuses the config file %j in one line', (content, message) => {
	expect(refusalOf([], withFile(content))).toBe(message);
});

test('refuses a wrong value also where another one overrides it', () => {
	expect(refusalOf(['--limit', '5'], withFile({limit: 10}))).toMatch(/^Expected `limit` in/u);
	expect(refusalOf(['--limit', '5'], {environment: {SLOTH_LIMIT: '10'}})).toMatch(/^Expected `SLOTH_LIMIT`/u);
});

test('says why a config file cannot be read', () => {
	expect(refusalOf(['--config', '/nowhere/sloth.json'])).toBe(
		'Cannot read the config file /nowhere/sloth.json: it does not exist (ENOENT)',
	);
	expect(refusalOf(['--config', '/'])).toBe('Cannot read the config file /: it is a directory (EISDIR)');
	expect(refusalOf(['--config', 'a'], {readFile: () => '{"name": '})).toMatch(
		/^Expected the config file \/home\/me\/a to be valid JSON: .+$/u,
	);
});

test('reads a config file that begins with a byte order mark', () => {
	expect(valuesOf(['--config', 'a'], {readFile: () => '\uFEFF{"limit": 7}'}).limit).toBe(7);
});

test('shows a hostile value on one bounded line', () => {
	const hostile = `\u001B[31m\n\u202E${'x'.repeat(100_000)}`;
	for (const argv of [[`--limit=${hostile}`], [`--${hostile}`], [hostile], ['start', hostile], ['--config', hostile]]) {
		const message = refusalOf(argv);
		expect(message).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u);
		expect(message.length).toBeLessThan(400);
	}
});

test('an error carries the exit code of a wrong command line', () => {
	expect(new UsageError('x')).toMatchObject({name: 'UsageError', exitCode: 2, message: 'x'});
});
