import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {waitForFact} from '../helpers/program.js';
import {type Sandbox, scriptOf, test} from '../helpers/sandbox.js';
import {PtyProgram} from '../terminal/pty-program.js';

const limitMs = 90_000;

/** The built master in a pseudo-terminal. It reports nothing: what would be the report's file is its command. */
async function onTerminal(
	sandbox: Sandbox,
	[command, ...flags]: readonly [string, ...(readonly string[])],
	use: (program: PtyProgram) => Promise<void>,
): Promise<void> {
	const program = new PtyProgram({
		script: scriptOf('sloth-master'),
		reportFile: command,
		flags,
		environment: sandbox.environment,
	});
	try {
		await use(program);
	} finally {
		await program.close();
	}
}

/** The port that the master's header shows. */
function portOf(program: PtyProgram): string {
	return /127\.0\.0\.1:(?<port>\d+) {3}plaintext/u.exec(program.text)?.groups?.['port'] ?? '';
}

test('a master in a terminal shows its fleet, logs to its data directory, and asks before it stops', {
	timeout: limitMs,
}, async ({sandbox}) => {
	await onTerminal(sandbox, ['start', '--port', '0'], async (program) => {
		await program.waitForText('No agent has registered yet.');
		expect(program.screenType).toBe('alternate');
		const master = `127.0.0.1:${portOf(program)}`;
		const agent = sandbox.start('sloth-agent', ['start', '--plain', '--name', 'web-1', '--master', master]);
		await program.waitForText('● ACTIVE  web-1');
		await agent.kill();
		await program.waitForText('! LATE    web-1');
		await program.waitForText('its connection broke');
		program.pty.write('q');
		await program.waitForText('Stop this master?');
		program.pty.write('n');
		await waitForFact('the question is gone', () => !program.text.includes('Stop this master?'));
		program.pty.write('qy');
		expect(await program.waitForExit()).toMatchObject({exitCode: 0});
		expect(program.screenType).toBe('normal');
		expect(program.text).toMatch(/Master at 127\.0\.0\.1:\d+ stopped, up .*1 agent: 1 late/u);
	});
	const log = readFileSync(join(sandbox.dataDirectory, 'master.log'), 'utf8');
	expect(log).toMatch(/Master listens at[\s\S]*Agent web-1 registered[\s\S]*Master stops: asked at its screen/u);
});

test('two ctrl-c that arrive at once stop a master at once', {timeout: limitMs}, async ({sandbox}) => {
	await onTerminal(sandbox, ['start', '--port', '0'], async (program) => {
		await program.waitForText('No agent has registered yet.');
		program.pty.write('\u0003\u0003');
		expect(await program.waitForExit()).toMatchObject({exitCode: 0});
		expect(program.screenType).toBe('normal');
	});
});

test('a watch knows the death of its master and its return, and leaves on q', {timeout: limitMs}, async ({sandbox}) => {
	const master = await sandbox.startMaster();
	const agent = sandbox.start('sloth-agent', ['start', '--plain', '--name', 'web-1', '--master', master.address]);
	await agent.waitForLine(/Agent active/u);
	await onTerminal(sandbox, ['watch', '--master', master.address, '--read-only'], async (program) => {
		await program.waitForText('● ACTIVE  web-1');
		expect(program.text).not.toContain('s stop');
		await master.kill();
		await program.waitForText('▲ NO CONTACT with this master for');
		expect(program.text).toContain('● ACTIVE  web-1');
		await sandbox.startMaster(['--port', String(master.port)]);
		program.pty.write('r');
		await program.waitForText('in contact since');
		program.resize(40, 12);
		await program.waitForText('1-1 of 1');
		program.pty.write('q');
		expect(await program.waitForExit()).toMatchObject({exitCode: 0});
		expect(program.screenType).toBe('normal');
		// It is longer than a row.
		expect(program.text.replaceAll('\n', '')).toContain('which runs on.');
		// `3J` would take the scrollback of whoever started it.
		expect(program.written).not.toContain('\u001B[3J');
	});
	expect(existsSync(join(sandbox.dataDirectory, 'master.log'))).toBe(false);
});

test('a watch on a pipe prints one line an event', {timeout: limitMs}, async ({sandbox}) => {
	const master = await sandbox.startMaster();
	const watch = sandbox.start('sloth-master', ['watch', '--master', master.address]);
	await watch.waitForLine(/INFO {5}contact {10}In contact with/u);
	const agent = sandbox.start('sloth-agent', ['start', '--plain', '--name', 'web-1', '--master', master.address]);
	await watch.waitForLine(/INFO {5}agent\.registered web-1 registered from/u);
	await agent.waitForLine(/Agent active/u);
	await agent.kill();
	await watch.waitForLine(/WARNING {2}agent\.late {7}web-1 is late: its connection broke/u);
	await master.kill();
	await watch.waitForLine(/ERROR {4}no contact {7}/u);
	watch.signal('SIGTERM');
	expect(await watch.exit).toEqual({code: 0, signal: null});
});
