import {expect, test} from 'vitest';
import {agentProgram} from '../../source/agent/options.js';
import {
	environmentNameOf,
	flagOf,
	type OptionDefinition,
	optionRows,
	type ProgramDefinition,
} from '../../source/command-line/option-table.js';
import {choice, toggle} from '../../source/command-line/values.js';
import {masterProgram} from '../../source/master/options.js';

test('makes the flag and the environment variable from the key', () => {
	expect(flagOf('heartbeatInterval')).toBe('--heartbeat-interval');
	expect(environmentNameOf('heartbeatInterval')).toBe('SLOTH_HEARTBEAT_INTERVAL');
	expect(flagOf('name')).toBe('--name');
	expect(environmentNameOf('name')).toBe('SLOTH_NAME');
});

test('makes rows that can stand in a Markdown table', () => {
	const options: readonly OptionDefinition[] = [
		{key: 'logFormat', kind: choice(['text', 'json']), default: 'text', description: 'a|b', group: 'Log', commands: []},
		{key: 'name', kind: choice(['x'], 'NAME'), defaultWords: 'host name', description: 'who', group: '', commands: []},
		{key: 'json', kind: toggle, default: 'false', description: 'print JSON', group: '', commands: []},
	];
	expect(optionRows(options)).toEqual([
		{flag: '`--log-format text\\|json`', default: 'text', meaning: 'a\\|b'},
		{flag: '`--name NAME`', default: 'host name', meaning: 'who'},
		{flag: '`--json`', default: '', meaning: 'print JSON'},
	]);
});

const programs: readonly ProgramDefinition[] = [agentProgram, masterProgram];

test.each(programs)('$name has defaults that its own checks accept', ({options}) => {
	for (const option of options) {
		if (option.default !== undefined) {
			expect(option.kind.read(option.default), option.key).toBeDefined();
		}
	}
});

test.each(programs)('$name has each key once, and only commands that exist', ({options, commands}) => {
	expect(new Set(options.map(({key}) => key)).size).toBe(options.length);
	const names = commands.map(({name}) => name);
	for (const option of options) {
		expect(names, option.key).toEqual(expect.arrayContaining([...option.commands]));
		expect(option.commands.length, option.key).toBeGreaterThan(0);
	}
});
