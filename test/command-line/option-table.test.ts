import {expect, test} from 'vitest';
import {agentProgram} from '../../source/agent/options.js';
import {environmentNameOf, flagOf, type ProgramDefinition} from '../../source/command-line/option-table.js';
import {masterProgram} from '../../source/master/options.js';

test('makes the flag and the environment variable from the key', () => {
	expect(flagOf('heartbeatInterval')).toBe('--heartbeat-interval');
	expect(environmentNameOf('heartbeatInterval')).toBe('SLOTH_HEARTBEAT_INTERVAL');
	expect(flagOf('name')).toBe('--name');
	expect(environmentNameOf('name')).toBe('SLOTH_NAME');
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
