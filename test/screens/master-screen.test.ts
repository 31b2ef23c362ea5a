import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect} from 'vitest';
import {freePort} from '../helpers/ports.js';
import {isProcessRunning, type Program} from '../helpers/program.js';
import type {Sandbox} from '../helpers/sandbox.js';
import {countOf, leaveAlternate, type TerminalProgram, test} from './screen-program.js';

const limitMs = 60_000;
const endLimitMs = 3000;

/** Late after one second, lost after three and a half. */
const policy = ['--heartbeat-interval', '500ms', '--heartbeat-timeout', '2s', '--suspect-interval', '500ms'];

const waysOut: ReadonlyArray<readonly [string, (master: TerminalProgram) => void]> = [
	['SIGTERM', ({pid}) => process.kill(pid, 'SIGTERM')],
	['SIGHUP', ({pid}) => process.kill(pid, 'SIGHUP')],
	['two ctrl-c', (master) => master.press('\u0003\u0003')],
];

/** An agent with plain lines. */
function startAgent(sandbox: Sandbox, name: string, master: string): Program {
	return sandbox.start('sloth-agent', ['start', '--plain', '--name', name, ...policy, '--master', master]);
}

describe("the master's screen", {concurrent: true}, () => {
	test.concurrent('shows agents as they are, stops one by s and removes one by d, and asks before it stops itself', {
		timeout: limitMs,
	}, async ({sandbox, terminals}) => {
		const port = await freePort();
		const address = `127.0.0.1:${port}`;
		const master = terminals.start('sloth-master', ['start', '--port', String(port)]);
		await master.shows('No agent has registered yet.', `sloth-agent --master ${address}`, address, 'plaintext');

		const [web, db, api] = ['web-1', 'db-1', 'api-1'].map((name) => startAgent(sandbox, name, address));
		await master.shows(/● ACTIVE +web-1 /u, /● ACTIVE +db-1 /u, /● ACTIVE +api-1 /u, '● 3 active', '3 agents');
		await web?.kill();
		await master.shows(/! LATE +web-1 /u, '! 1 late', /lost in \d+ s/u);
		await master.shows(/× LOST +web-1 /u, '× 1 lost', '● 2 active');

		// The list is: web-1, which is the worst and selected, api-1, db-1.
		master.press('jj');
		await master.shows(/^▸ ● ACTIVE +db-1 /mu);
		master.paste('sy');
		master.press('s');
		await master.shows('Stop db-1? It unregisters and exits;', 'y/N');
		master.paste('y');
		master.press('n');
		await master.waitFor('the question is withdrawn', (text) => !text.includes('y/N'));
		expect(await isProcessRunning(db?.pid ?? 0)).toBe(true);
		master.press('s');
		await master.shows('Stop db-1?');
		master.press('y');
		expect(await db?.exit).toEqual({code: 0, signal: null});
		await master.shows(/○ STOPPED +db-1 /u, '○ 1 stopped');

		master.press('g');
		await master.shows(/^▸ × LOST +web-1 /mu);
		master.press('d');
		await master.shows('Remove web-1?', 'esc keeps it.', 'Type its name:');
		// What does not match removes nothing.
		master.press('web\r');
		await master.shows(/Type its name: web/u);
		master.press('-1\r');
		await master.waitFor('web-1 is gone', (text) => text.includes('2 agents') && !/LOST +web-1/u.test(text));
		expect((await sandbox.list(address)).map(({name}) => name).toSorted()).toEqual(['api-1', 'db-1']);

		master.press('q');
		await master.shows('Stop this master? 1 agent loses it until it is back. y/N');
		master.press('\u001B');
		await master.waitFor('the question is withdrawn', (text) => !text.includes('y/N'));
		expect(await sandbox.list(address)).toHaveLength(2);
		master.press('q');
		await master.shows('Stop this master?');
		master.press('y');
		expect(await master.waitForExit()).toEqual({exitCode: 0, signal: 0});
		expect(master.screenType).toBe('normal');
		expect(countOf(master.written, leaveAlternate)).toBe(1);
		expect(master.text).toMatch(/^Master at 127\.0\.0\.1:\d+ stopped, up .* 2 agents: 1 active, 1 stopped\./mu);
		await api?.waitForLine(/Reconnecting to master/u);
	});

	test.concurrent('stops in order when its terminal is closed, and its agents know', {timeout: limitMs}, async ({
		sandbox,
		terminals,
	}) => {
		const port = await freePort();
		const master = terminals.start('sloth-master', ['start', '--port', String(port)]);
		await master.shows('No agent has registered yet.');
		const agent = startAgent(sandbox, 'web-1', `127.0.0.1:${port}`);
		await master.shows(/● ACTIVE +web-1 /u);
		master.hangUp();
		expect(await master.waitForEnd()).toBeLessThan(endLimitMs);
		expect(await master.waitForExit()).toEqual({exitCode: 0, signal: 0});
		const log = readFileSync(join(sandbox.dataDirectory, 'master.log'), 'utf8');
		expect(log).toMatch(/INFO {2}Master stops: (?:the terminal was closed|SIGHUP)/u);
		expect(log).toMatch(/INFO {2}Master stopped\n$/u);
		await agent.waitForLine(/Reconnecting to master/u);
		await sandbox.waitForStatus('web-1', ({state}) => state === 'reconnecting');
	});

	test.concurrent.for(waysOut)(
		'%s: it ends, and the terminal is given back',
		{timeout: limitMs},
		async ([, leave], {terminals}) => {
			const master = terminals.start('sloth-master', ['start', '--port', '0']);
			await master.shows('No agent has registered yet.');
			leave(master);
			expect(await master.waitForEnd()).toBeLessThan(endLimitMs);
			expect(await master.waitForExit()).toEqual({exitCode: 0, signal: 0});
			expect(master.screenType).toBe('normal');
		},
	);
});

describe('sloth-master watch', {concurrent: true}, () => {
	test.concurrent('says when it has lost its master, holds the list still, and comes back', {timeout: limitMs}, async ({
		sandbox,
		terminals,
	}) => {
		const port = String(await freePort());
		const master = await sandbox.startMaster(['--port', port]);
		startAgent(sandbox, 'web-1', master.address);
		const watch = terminals.start('sloth-master', ['watch', '--master', master.address]);
		await watch.shows('sloth-master watch', /● ACTIVE +web-1 /u, 'in contact since', 'q leave');
		await master.kill();
		await watch.shows(/▲ NO CONTACT with this master for \d+ s\. Below: as it stood at \d\d:\d\d:\d\d/u, 'r retry');
		expect(watch.text).toMatch(/● ACTIVE +web-1 /u);
		const next = await sandbox.startMaster(['--port', port]);
		watch.press('r');
		await watch.waitFor(
			'the contact is back',
			(text) => !text.includes('NO CONTACT') && text.includes('in contact since'),
		);
		watch.press('q');
		expect(await watch.waitForExit()).toEqual({exitCode: 0, signal: 0});
		expect(watch.text).toContain(`Left the master at ${next.address}, which runs on.`);
		expect(await isProcessRunning(next.pid)).toBe(true);
	});

	test.concurrent('with --read-only has no key that acts on an agent, not even in the help', {
		timeout: limitMs,
	}, async ({sandbox, terminals}) => {
		const master = await sandbox.startMaster();
		const agent = startAgent(sandbox, 'web-1', master.address);
		const [reader, actor] = [['--read-only'], []].map((flags) =>
			terminals.start('sloth-master', ['watch', ...flags, '--master', master.address]),
		);
		if (reader === undefined || actor === undefined) {
			throw new Error('There are two');
		}

		await actor.shows(/● ACTIVE +web-1 /u, 's stop', 'd remove');
		await reader.shows(/● ACTIVE +web-1 /u, '/ filter', 'q leave', 'plaintext, read-only');
		expect(reader.text).not.toMatch(/s stop|d remove/u);
		reader.press('s');
		reader.press('y');
		reader.press('d');
		reader.press('?');
		actor.press('?');
		await actor.shows('Asks the selected agent to stop.', 'Forgets the selected agent.');
		await reader.shows('Filters the list', 'Leaves this screen.');
		expect(reader.text).not.toMatch(/to stop|Forgets/u);
		expect(await isProcessRunning(agent.pid)).toBe(true);
		expect(await sandbox.list(master.address)).toMatchObject([{name: 'web-1', status: 'active'}]);
	});
});

describe('sloth-agent watch', {concurrent: true}, () => {
	test.concurrent('shows the agent that runs as a daemon, and leaves it alone', {timeout: limitMs}, async ({
		sandbox,
		terminals,
	}) => {
		const master = await sandbox.startMaster();
		const started = await sandbox.run('sloth-agent', [
			...['--name', 'web-1', '--daemon', '--initial-delay', '40s', ...policy, '--master', master.address],
		]);
		const pid = Number(/PID (?<pid>\d+)/u.exec(started.stdout)?.groups?.['pid']);
		const watch = terminals.start('sloth-agent', ['watch']);
		await watch.shows('sloth-agent watch  web-1', '● ACTIVE', 'All good.', 'q leave');
		await master.kill();
		await watch.shows('▲ RECONNECTING', /in \d+ s, at \d\d:\d\d:\d\d/u, 'r retry now');
		watch.press('q');
		expect(await watch.waitForExit()).toEqual({exitCode: 0, signal: 0});
		expect(watch.screenType).toBe('normal');
		expect(await sandbox.status('web-1')).toMatchObject({pid, state: 'reconnecting'});

		const again = terminals.start('sloth-agent', ['watch', '--name', 'web-1']);
		await again.shows('▲ RECONNECTING');
		process.kill(pid, 'SIGKILL');
		await again.shows('× NOT RUNNING', 'This agent ended without a word.');
		again.press('\u0003');
		expect(await again.waitForExit()).toEqual({exitCode: 0, signal: 0});
	});
});

test.concurrent.for(['sloth-agent', 'sloth-master'] as const)(
	'%s watch ends with its terminal',
	{
		timeout: limitMs,
	},
	async (program, {sandbox, terminals}) => {
		const master = await sandbox.startMaster();
		const agent = startAgent(sandbox, 'web-1', master.address);
		await agent.waitForLine(/Agent active/u);
		const flags = program === 'sloth-agent' ? [] : ['--master', master.address];
		const watch = terminals.start(program, ['watch', ...flags]);
		await watch.shows('ACTIVE', 'web-1');
		watch.hangUp();
		expect(await watch.waitForEnd()).toBeLessThan(endLimitMs);
		expect(await watch.waitForExit()).toEqual({exitCode: 0, signal: 0});
		expect(await sandbox.list(master.address)).toMatchObject([{name: 'web-1', status: 'active'}]);
	},
);
