import type {AddressInfo} from 'node:net';
import {createServer} from 'node:net';
import {setTimeout as wait} from 'node:timers/promises';
import {describe, expect} from 'vitest';
import {announcedDelays, timeOfLine} from '../helpers/log-lines.js';
import {type Program, waitForFact} from '../helpers/program.js';
import {test} from '../helpers/sandbox.js';

const limitMs = 60_000;

/** No state may delay an exit by more. */
const exitLimitMs = 2000;

/** A delay that was announced, until the attempt that follows it: never less, and little more on a machine that others use too. */
const timerSlackMs = 700;

/** Sends SIGTERM and resolves with how long the end took. */
async function terminate(program: Program): Promise<number> {
	const startedAt = performance.now();
	program.signal('SIGTERM');
	expect(await program.exit).toEqual({code: 0, signal: null});
	return performance.now() - startedAt;
}

describe('master restart', () => {
	test.concurrent('a killed master is noticed within 100 ms, lost within 3 s, and found again on its port', {
		timeout: limitMs,
		retry: 2,
	}, async ({sandbox}) => {
		const master = await sandbox.startMaster();
		const agent = sandbox.start('sloth-agent', [
			...['start', '--name', 'web-1', '--master', master.address],
			...['--jitter', '0', '--initial-delay', '500ms', '--max-delay', '4s'],
		]);
		await agent.waitForLine(/Agent active/u);
		const killedAt = Date.now();
		await master.kill();
		const suspected = await agent.waitForLine(/Heartbeat failed \(1\/3\): /u);
		expect(timeOfLine(suspected) - killedAt).toBeLessThan(100);
		await agent.waitForLine(/Heartbeat failed \(3\/3\): .*Nothing is listening at .* \(ECONNREFUSED\)/u);
		const lost = await agent.waitForLine(/ERROR Lost connection to master after 3 failed heartbeats/u);
		expect(timeOfLine(lost) - killedAt).toBeLessThan(3000);

		const last = await agent.waitForLine(/Reconnecting to master in 4s\.\.\./u);
		expect(announcedDelays(agent.lines)).toEqual(['500ms', '1s', '2s', '4s']);
		const announcements = agent.lines.filter((line) => line.includes('Reconnecting to master in'));
		const attempts = agent.lines.filter((line) => line.includes('Failed to connect to master at'));
		for (const [index, delayMs] of [500, 1000, 2000].entries()) {
			const gapMs = timeOfLine(attempts[index] ?? '') - timeOfLine(announcements[index] ?? '');
			expect(gapMs).toBeGreaterThanOrEqual(delayMs - 5);
			expect(gapMs).toBeLessThan(delayMs + timerSlackMs);
		}

		const from = agent.lines.indexOf(last);
		const next = await sandbox.startMaster(['--port', String(master.port)]);
		await next.waitForLine(/Registry read: 1 agents, 1 of them awaited/u);
		const back = await agent.waitForLine(/Agent registered with master at 127\.0\.0\.1:/u, {from});
		expect(timeOfLine(back) - timeOfLine(last)).toBeLessThan(4000 + timerSlackMs);
		await sandbox.waitForStatus('web-1', ({state}) => state === 'active');
		expect(await sandbox.list(master.address)).toMatchObject([{name: 'web-1', status: 'active', durable: true}]);
		const types = (await sandbox.events(master.address)).map(({type}) => type);
		expect(types.filter((type) => type === 'agent.registered')).toHaveLength(2);
		expect(types).not.toContain('agent.lost');
		expect(await terminate(agent)).toBeLessThan(exitLimitMs);
	});

	test.concurrent('a master that is back while heartbeats fail goes on with the same session', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		const master = await sandbox.startMaster();
		// Twice the default threshold: a busy machine may take longer than a second to start a master.
		const agent = sandbox.start('sloth-agent', [
			...['start', '--name', 'web-1', '--master', master.address, '--failure-threshold', '6'],
		]);
		await agent.waitForLine(/Agent active/u);
		const {session} = await sandbox.status('web-1');
		expect(session).not.toBeNull();
		await master.kill();
		await agent.waitForLine(/Heartbeat failed \(1\/6\): /u);
		await sandbox.startMaster(['--port', String(master.port)]);
		await agent.waitForLine(/Heartbeat recovered, connection stable/u);
		expect(await sandbox.status('web-1')).toMatchObject({state: 'active', session, failures: 0});
		expect(agent.lines.join('\n')).not.toMatch(/Lost connection|Reconnecting/u);
		const types = (await sandbox.events(master.address)).map(({type}) => type);
		expect(types.filter((type) => type === 'agent.registered')).toHaveLength(1);
		expect(types).not.toContain('agent.lost');
	});
});

describe('long outage', {concurrent: true}, () => {
	test.concurrent('the schedule is exact without jitter, goes on at its cap, and begins anew after a stable session', {
		timeout: limitMs,
		retry: 1,
	}, async ({sandbox}) => {
		const earlier = await sandbox.startMaster();
		await earlier.kill();
		const agent = sandbox.start('sloth-agent', [
			...['start', '--name', 'web-1', '--master', earlier.address, '--log-level', 'debug', '--jitter', '0'],
			...['--initial-delay', '100ms', '--max-delay', '800ms', '--heartbeat-interval', '100ms'],
			...['--suspect-interval', '50ms'],
		]);
		await agent.waitForLine(/Connecting to master at .* attempt=8$/u);
		const dials = agent.lines.filter((line) => line.includes('Connecting to master at')).map(timeOfLine);
		for (const [index, delayMs] of [100, 200, 400, 800, 800, 800, 800].entries()) {
			const gapMs = (dials[index + 1] ?? 0) - (dials[index] ?? 0);
			expect(gapMs).toBeGreaterThanOrEqual(delayMs - 5);
			expect(gapMs).toBeLessThan(delayMs + timerSlackMs);
		}

		// What repeats is folded.
		expect(announcedDelays(agent.lines)).toEqual(['100ms', '200ms', '400ms', '800ms']);
		const master = await sandbox.startMaster(['--port', String(earlier.port)]);
		await agent.waitForLine(/Heartbeat recovered, connection stable outage=/u);
		const from = agent.lines.length;
		await master.kill();
		await agent.waitForLine(/Reconnecting to master in 200ms/u, {from});
		expect(announcedDelays(agent.lines.slice(from))).toEqual(['100ms', '200ms']);
	});
});

describe('a process that stands still', {concurrent: true}, () => {
	test.concurrent('a frozen agent is lost to its master, and comes back within a second, without a burst of heartbeats', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		const master = await sandbox.startMaster();
		const intervalMs = 200;
		const agent = sandbox.start('sloth-agent', [
			...['start', '--name', 'frozen', '--master', master.address, '--jitter', '0', '--initial-delay', '10s'],
			...['--heartbeat-interval', `${intervalMs}ms`, '--heartbeat-timeout', '2s'],
		]);
		const {session} = await sandbox.waitForStatus('frozen', ({streak}) => streak >= 3);
		agent.signal('SIGSTOP');
		// Silent for 3 intervals and the timeout: 2.6 s, 13 heartbeats.
		await master.waitForLine(/ERROR Agent frozen is lost: no heartbeat for [23] s/u);
		expect(await sandbox.list(master.address)).toMatchObject([{name: 'frozen', status: 'lost', streak: 0}]);
		const from = master.lines.length;
		const continuedAt = performance.now();
		const continuedAtWall = Date.now();
		agent.signal('SIGCONT');
		const back = await master.waitForLine(/Agent frozen is active|Agent frozen registered/u, {from});
		expect(timeOfLine(back) - continuedAtWall).toBeLessThan(1000);
		const {streak} = await sandbox.waitForStatus(
			'frozen',
			(status) => status.state === 'active' && status.session !== session,
		);
		expect(streak).toBeLessThanOrEqual(2 + (performance.now() - continuedAt) / intervalMs);
		const events = (await sandbox.events(master.address)).map(({type}) => type);
		expect(events.filter((type) => type === 'agent.lost')).toHaveLength(1);
		expect(events.filter((type) => type === 'agent.registered')).toHaveLength(2);
	});

	test.concurrent('an agent that was frozen for less goes on with its session: one heartbeat at once, then in its rhythm', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		const master = await sandbox.startMaster();
		const intervalMs = 1000;
		const agent = sandbox.start('sloth-agent', [
			...['start', '--name', 'drowsy', '--master', master.address, '--heartbeat-interval', `${intervalMs}ms`],
			...['--heartbeat-timeout', '10s', '--failure-threshold', '50'],
		]);
		await sandbox.waitForStatus('drowsy', ({streak}) => streak >= 2);
		agent.signal('SIGSTOP');
		const from = master.lines.length;
		await master.waitForLine(/WARN {2}Agent drowsy is late/u);
		// Now the silence is two intervals long; let it be five.
		await wait(3 * intervalMs);
		const [frozen] = await sandbox.list(master.address);
		const continuedAt = performance.now();
		agent.signal('SIGCONT');
		await master.waitForLine(/Agent drowsy is active: it beats again/u, {from, limitMs: 1500});
		const before = frozen?.streak ?? 0;
		const {streak} = await sandbox.waitForStatus('drowsy', (status) => status.streak > before);
		const elapsedMs = performance.now() - continuedAt;
		// A heartbeat may have been under way when it froze.
		expect(streak - before).toBeLessThanOrEqual(2 + elapsedMs / intervalMs);
		const events = (await sandbox.events(master.address)).map(({type}) => type);
		expect(events.filter((type) => type === 'agent.registered')).toHaveLength(1);
	});

	test.concurrent('a master that stood still declares nobody lost that gave up on it, and the really dead right after the grace', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		const master = await sandbox.startMaster();
		const names = ['a', 'b', 'c', 'd', 'dead'];
		const agents = names.map((name) =>
			sandbox.start('sloth-agent', [
				...['start', '--name', name, '--master', master.address, '--heartbeat-interval', '300ms'],
				...['--heartbeat-timeout', '500ms', '--initial-delay', '4s', '--max-delay', '4s', '--jitter', '0'],
				...['--connect-timeout', '1s', '--suspect-interval', '200ms'],
			]),
		);
		// The longest delay, the limits of connecting and registering, and an interval.
		const graceMs = 4000 + 2 * 1000 + 300;
		await Promise.all(agents.map((agent) => agent.waitForLine(/Agent active/u)));
		master.signal('SIGSTOP');
		await Promise.all(agents.map((agent) => agent.waitForLine(/Lost connection to master/u)));
		await agents.at(-1)?.kill();
		// They wait for 4 s now. Without the grace each is lost after 1.4 s of silence.
		const continuedAt = Date.now();
		master.signal('SIGCONT');
		const lost = await master.waitForLine(/ is lost: /u);
		expect(lost).toMatch(/ERROR Agent dead is lost/u);
		expect(timeOfLine(lost) - continuedAt).toBeGreaterThan(graceMs - 1000);
		expect(timeOfLine(lost) - continuedAt).toBeLessThan(graceMs + 2000);
		const list = await sandbox.list(master.address);
		expect(list.map(({name, status}) => `${name} ${status}`)).toEqual([
			...['a active', 'b active', 'c active', 'd active', 'dead lost'],
		]);
		const events = await sandbox.events(master.address);
		expect(events.filter(({type}) => type === 'agent.lost').map(({agent}) => agent)).toEqual(['dead']);
	});
});

describe('SIGTERM ends an agent within two seconds, with exit code 0', {concurrent: true}, () => {
	test.concurrent('while it connects to a server that never answers', {timeout: limitMs, retry: 1}, async ({
		sandbox,
	}) => {
		const silent = createServer();
		sandbox.onDispose(() => {
			silent.close();
		});
		const accepted = new Promise<void>((resolve) => {
			silent.on('connection', (socket) => {
				socket.on('error', () => {});
				socket.resume();
				resolve();
			});
		});
		await new Promise<void>((resolve) => {
			silent.listen(0, '127.0.0.1', resolve);
		});
		const {port} = silent.address() as AddressInfo;
		const agent = sandbox.start('sloth-agent', ['start', '--name', 'web-1', '--master', `127.0.0.1:${port}`]);
		await accepted;
		expect(await sandbox.status('web-1')).toMatchObject({state: 'connecting'});
		expect(await terminate(agent)).toBeLessThan(exitLimitMs);
	});

	test.concurrent('while it waits for its next attempt', {timeout: limitMs, retry: 1}, async ({sandbox}) => {
		const agent = sandbox.start('sloth-agent', ['start', '--name', 'web-1', '--master', '127.0.0.1:1']);
		await agent.waitForLine(/Reconnecting to master in /u);
		expect(await sandbox.status('web-1')).toMatchObject({state: 'reconnecting'});
		expect(await terminate(agent)).toBeLessThan(exitLimitMs);
	});

	test.concurrent('while it is active, and its master knows that it left', {timeout: limitMs, retry: 1}, async ({
		sandbox,
	}) => {
		const master = await sandbox.startMaster();
		const agent = sandbox.start('sloth-agent', ['start', '--name', 'web-1', '--master', master.address]);
		await agent.waitForLine(/Agent active/u);
		expect(await terminate(agent)).toBeLessThan(exitLimitMs);
		await master.waitForLine(/Agent web-1 is stopped: it left on purpose/u);
		expect(await sandbox.list(master.address)).toMatchObject([{name: 'web-1', status: 'stopped'}]);
	});

	test.concurrent('while heartbeats fail', {timeout: limitMs, retry: 1}, async ({sandbox}) => {
		const master = await sandbox.startMaster();
		const agent = sandbox.start('sloth-agent', ['start', '--name', 'web-1', '--master', master.address]);
		await agent.waitForLine(/Agent active/u);
		await master.kill();
		await agent.waitForLine(/Heartbeat failed \(1\/3\)/u);
		expect(await terminate(agent)).toBeLessThan(exitLimitMs);
		expect(agent.lines.join('\n')).not.toContain('Lost connection');
	});

	test.concurrent('while its master stands still', {timeout: limitMs, retry: 1}, async ({sandbox}) => {
		const master = await sandbox.startMaster();
		const agent = sandbox.start('sloth-agent', ['start', '--name', 'web-1', '--master', master.address]);
		await agent.waitForLine(/Agent active/u);
		master.signal('SIGSTOP');
		await waitForFact('the master stands still', async () => (await stateOf(master.pid)) === 'T');
		expect(await terminate(agent)).toBeLessThan(exitLimitMs);
	});
});

async function stateOf(pid: number): Promise<string | undefined> {
	const {readFile} = await import('node:fs/promises');
	return /\) (?<state>\w)/u.exec(await readFile(`/proc/${pid}/stat`, 'utf8'))?.groups?.['state'];
}
