import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect} from 'vitest';
import {breakingEnd} from '../helpers/breaking-end.js';
import type {Sandbox} from '../helpers/sandbox.js';
import {startSilentServer} from '../helpers/silent-server.js';
import {countOf, leaveAlternate, type TerminalProgram, test} from './screen-program.js';

const limitMs = 60_000;

/** No process is left after so long, whatever its terminal and its master do. */
const endLimitMs = 3000;

const waysOut: ReadonlyArray<readonly [string, (agent: TerminalProgram) => void]> = [
	['SIGTERM', ({pid}) => process.kill(pid, 'SIGTERM')],
	['SIGHUP', ({pid}) => process.kill(pid, 'SIGHUP')],
	['two ctrl-c', (agent) => agent.press('\u0003\u0003')],
	['the closing of its terminal', (agent) => agent.hangUp()],
];

/** Where the agent finds what brings it into a state. */
const masters: ReadonlyArray<readonly [string, (sandbox: Sandbox) => Promise<string>]> = [
	['active', async (sandbox) => (await sandbox.startMaster()).address],
	['reconnecting', async () => '127.0.0.1:1'],
	[
		'connecting',
		async (sandbox) => {
			const server = await startSilentServer();
			sandbox.onDispose(server.close);
			return `127.0.0.1:${server.port}`;
		},
	],
];

describe.each(waysOut)('%s ends the agent', {concurrent: true}, (way, leave) => {
	for (const [state, openMaster] of masters) {
		test.concurrent(`that is ${state}`, {timeout: limitMs}, async ({sandbox, terminals}) => {
			const master = await openMaster(sandbox);
			const agent = terminals.startAgent(['--connect-timeout', '40s', '--master', master]);
			await agent.shows(new RegExp(` [●▲○] ${state.toUpperCase()} `, 'u'));
			leave(agent);
			expect(await agent.waitForEnd()).toBeLessThan(endLimitMs);
			expect(await agent.waitForExit()).toEqual({exitCode: 0, signal: 0});
			if (way !== 'the closing of its terminal') {
				expect(agent.screenType).toBe('normal');
				expect(countOf(agent.written, leaveAlternate)).toBe(1);
				expect(agent.text).toMatch(/^Agent web-1: stopped at /mu);
			}

			if (state === 'active') {
				expect(await sandbox.list(master)).toMatchObject([{name: 'web-1', status: 'stopped'}]);
			}
		});
	}
});

test.concurrent('the closing of its terminal ends the agent that writes plain lines', {timeout: limitMs}, async ({
	terminals,
}) => {
	const agent = terminals.startAgent(['--plain', '--master', '127.0.0.1:1']);
	await agent.shows(/Reconnecting to master/u);
	agent.hangUp();
	expect(await agent.waitForEnd()).toBeLessThan(endLimitMs);
	expect(await agent.waitForExit()).toEqual({exitCode: 0, signal: 0});
});

test.concurrent('a second start says who is there, and nothing of it is in the log of the first', {
	timeout: limitMs,
}, async ({sandbox, terminals}) => {
	const first = terminals.startAgent(['--master', '127.0.0.1:1']);
	await first.shows(/ ▲ RECONNECTING /u);
	const second = terminals.startAgent(['--master', '127.0.0.1:1']);
	expect(await second.waitForExit()).toEqual({exitCode: 4, signal: 0});
	expect(second.text).toContain('An agent named "web-1" runs on this machine already.');
	const log = readFileSync(join(sandbox.stateDirectory, 'web-1', 'agent.log'), 'utf8');
	expect(log).toContain('Reconnecting to master');
	expect(log).not.toContain('ERROR');
});

describe.skipIf(process.platform !== 'linux')(
	'an agent whose end fails leaves the screen before it says so',
	{
		concurrent: true,
	},
	() => {
		test.concurrent('that runs', {timeout: limitMs}, async ({sandbox, terminals}) => {
			const agent = terminals.startAgent(['--master', '127.0.0.1:1'], {environment: breakingEnd(sandbox.directory)});
			await agent.shows(/ ▲ RECONNECTING /u);
			process.kill(agent.pid, 'SIGTERM');
			expect(await agent.waitForExit()).toEqual({exitCode: 1, signal: 0});
			expect(agent.screenType).toBe('normal');
			expect(agent.text).toContain('sloth-agent: Unexpected error: the end is broken. Log: ');
			expect(countOf(agent.written, leaveAlternate)).toBe(1);
			expect(readFileSync(join(sandbox.stateDirectory, 'web-1', 'agent.log'), 'utf8')).toContain('the end is broken');
		});

		test.concurrent('of the demo, whose master and files go too', {timeout: limitMs}, async ({sandbox, terminals}) => {
			const demo = terminals.start('sloth-agent', ['demo'], {environment: breakingEnd(sandbox.directory)});
			await demo.shows(/ ● ACTIVE /u);
			demo.press('\u0003');
			expect(await demo.waitForExit()).toEqual({exitCode: 1, signal: 0});
			expect(demo.screenType).toBe('normal');
			expect(demo.text).toContain('sloth-agent: Unexpected error: the end is broken');
			expect(readdirSync(sandbox.environment['TMPDIR'] ?? '')).toEqual([]);
		});
	},
);
