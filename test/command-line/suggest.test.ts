import {expect, test} from 'vitest';
import {suggest} from '../../source/command-line/suggest.js';

const flags = ['--name', '--master', '--max-delay', '--heartbeat-interval', '--heartbeat-timeout', '--json'];

test.each([
	['--mster', '--master'],
	['--masetr', '--master'],
	['--heartbeatInterval', '--heartbeat-interval'],
	['--heartbeat_timeout', '--heartbeat-timeout'],
	['--MAXDELAY', '--max-delay'],
	['-name', '--name'],
	['--jsno', '--json'],
])('suggests for %s the flag %s', (given, expected) => {
	expect(suggest(given, flags)).toBe(expected);
});

test.each(['--x', '--port', '--', '', '--colour', `--${'m'.repeat(1000)}`])('suggests nothing for %s', (given) => {
	expect(suggest(given, flags)).toBeUndefined();
});
