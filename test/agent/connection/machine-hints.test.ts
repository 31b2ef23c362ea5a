import {syncBuiltinESMExports} from 'node:module';
import os from 'node:os';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {watchMachine} from '../../../source/agent/connection/machine-hints.js';
import {defaultPolicy} from '../../../source/protocol/policy.js';
import {FakeMaster, failure} from '../../helpers/fake-link.js';
import {connect, delays, stopTheClock} from './connection-fixture.js';

stopTheClock();

describe('a hint of the machine', () => {
	test('cuts the wait short and keeps the place in the schedule', async () => {
		const fake = new FakeMaster();
		const {facts, connection, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(20_000);
		fake.kill();
		await vi.advanceTimersByTimeAsync(20_000);
		expect(connection.state).toMatchObject({type: 'reconnecting', delayMs: 20_000});
		facts.length = 0;
		connection.hint();
		await vi.advanceTimersByTimeAsync(0);
		expect(delays(facts)).toEqual([40_000]);
		await stop();
	});

	test('counts at most once per initial delay', async () => {
		const fake = new FakeMaster();
		const {connection, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(20_000);
		fake.kill();
		await vi.advanceTimersByTimeAsync(300_000);
		const {dials} = fake;
		for (let second = 0; second < 50; second++) {
			connection.hint();
			await vi.advanceTimersByTimeAsync(1000);
		}

		expect(fake.dials - dials).toBe(10);
		await stop();
	});
});

test('a hint that finds nothing to cut short does not count', async () => {
	const fake = new FakeMaster();
	const {connection, stop} = connect(fake);
	await vi.advanceTimersByTimeAsync(20_000);
	fake.kill();
	await vi.advanceTimersByTimeAsync(100_000);
	let failDial = () => {};
	fake.onDial = () =>
		new Promise((_resolve, reject) => {
			failDial = () => reject(failure());
		});
	connection.retryNow();
	await vi.advanceTimersByTimeAsync(0);
	expect(connection.state.type).toBe('connecting');
	connection.hint();
	failDial();
	fake.kill();
	await vi.advanceTimersByTimeAsync(1000);
	expect(connection.state.type).toBe('reconnecting');
	const {dials} = fake;
	connection.hint();
	await vi.advanceTimersByTimeAsync(0);
	expect(fake.dials).toBe(dials + 1);
	await stop();
});

describe('the machine', () => {
	const actual = {uptime: os.uptime, networkInterfaces: os.networkInterfaces};

	/** What the system tells, as the agent reads it. */
	function machineTells(told: Partial<typeof actual>): void {
		Object.assign(os, told);
		syncBuiltinESMExports();
	}

	function networkWith(...addresses: readonly string[]) {
		return () => ({eth0: addresses.map((address) => ({address, internal: address.startsWith('127.')}))}) as never;
	}

	const usualNetwork = networkWith('127.0.0.1', '10.0.0.7', 'fe80::7');

	/** The machine's clock goes with the monotonic one, but for the time that it slept. */
	function uptimeWith(sleptMs: number) {
		return () => (performance.now() + sleptMs) / 1000;
	}

	beforeEach(() => {
		machineTells({uptime: uptimeWith(0), networkInterfaces: usualNetwork});
	});

	afterEach(() => {
		machineTells(actual);
	});

	/** An agent whose next attempt is far away, on a machine that is watched. */
	async function reconnecting() {
		const fake = new FakeMaster();
		const {connection, stop} = connect(fake);
		const unwatch = watchMachine(connection, defaultPolicy.heartbeatIntervalMs);
		await vi.advanceTimersByTimeAsync(20_000);
		fake.kill();
		await vi.advanceTimersByTimeAsync(200_000);
		expect(connection.state).toMatchObject({type: 'reconnecting', delayMs: 60_000});
		connection.retryNow();
		await vi.advanceTimersByTimeAsync(40_000);
		expect(connection.state).toMatchObject({type: 'reconnecting', delayMs: 40_000});
		return {
			fake,
			dialsBefore: fake.dials,
			end: async () => {
				unwatch();
				await stop();
			},
		};
	}

	test.each([
		['woke from sleep', () => machineTells({uptime: uptimeWith(60_000)})],
		['has another network', () => machineTells({networkInterfaces: networkWith('192.168.1.16')})],
		['has lost its network', () => machineTells({networkInterfaces: networkWith()})],
		['continued this process', () => process.emit('SIGCONT')],
	])('that %s cuts a wait short, once', async (_name, happen) => {
		const {fake, dialsBefore, end} = await reconnecting();
		await vi.advanceTimersByTimeAsync(4000);
		expect(fake.dials).toBe(dialsBefore);
		happen();
		await vi.advanceTimersByTimeAsync(2000);
		expect(fake.dials).toBe(dialsBefore + 1);
		await vi.advanceTimersByTimeAsync(10_000);
		expect(fake.dials).toBe(dialsBefore + 1);
		await end();
	});

	test('what can be read at last is no news', async () => {
		const fail = () => {
			throw new Error('EMFILE');
		};
		machineTells({uptime: fail, networkInterfaces: fail});
		const {fake, dialsBefore, end} = await reconnecting();
		machineTells({uptime: uptimeWith(0), networkInterfaces: usualNetwork});
		await vi.advanceTimersByTimeAsync(10_000);
		expect(fake.dials).toBe(dialsBefore);
		await end();
	});

	test.each([
		[
			'tells its addresses in another order',
			() => machineTells({networkInterfaces: networkWith('fe80::7', '127.0.0.1', '10.0.0.7')}),
		],
		['slept for less than a second', () => machineTells({uptime: uptimeWith(900)})],
		[
			'cannot tell anything',
			() => {
				const fail = () => {
					throw new Error('EMFILE');
				};
				machineTells({uptime: fail, networkInterfaces: fail});
			},
		],
	])('that %s is no news', async (_name, happen) => {
		const {fake, dialsBefore, end} = await reconnecting();
		happen();
		await vi.advanceTimersByTimeAsync(10_000);
		machineTells({uptime: uptimeWith(0), networkInterfaces: usualNetwork});
		await vi.advanceTimersByTimeAsync(5000);
		expect(fake.dials).toBe(dialsBefore);
		await end();
	});

	test.each([
		[defaultPolicy.heartbeatIntervalMs, 0],
		[60_000, 1],
	])('that woke while heartbeats of %d ms are acknowledged brings %d more', async (heartbeatIntervalMs, more) => {
		const fake = new FakeMaster();
		const {connection, stop} = connect(fake, {heartbeatIntervalMs});
		const unwatch = watchMachine(connection, heartbeatIntervalMs);
		await vi.advanceTimersByTimeAsync(2 * heartbeatIntervalMs + 100);
		const {beats} = fake;
		machineTells({uptime: uptimeWith(60_000)});
		await vi.advanceTimersByTimeAsync(4000);
		expect(fake.beats - beats).toBe(more);
		unwatch();
		await stop();
	});

	test('that is watched no more is not listened to', async () => {
		const listeners = process.listenerCount('SIGCONT');
		const {end} = await reconnecting();
		expect(process.listenerCount('SIGCONT')).toBe(listeners + 1);
		await end();
		expect(process.listenerCount('SIGCONT')).toBe(listeners);
	});
});
