import {describe, expect, test, vi} from 'vitest';
import type {Registration} from '../../../source/agent/link/master-link.js';
import {FakeMaster, failure, silence} from '../../helpers/fake-link.js';
import {connect, delays, failAfter, stopTheClock, types, untilActive} from './connection-fixture.js';

stopTheClock();

describe('jitter', () => {
	test('shortens every delay of a run by the same share, at the cap too', async () => {
		const fake = new FakeMaster();
		const {facts, connection, stop} = connect(fake, {jitter: 0.2}, () => 0.5);
		await untilActive(connection);
		await vi.advanceTimersByTimeAsync(20_000);
		fake.kill();
		await vi.advanceTimersByTimeAsync(400_000);
		expect(delays(facts).slice(0, 6)).toEqual([4500, 9000, 18_000, 36_000, 54_000, 54_000]);
		await stop();
	});
});

describe('a run of the schedule', () => {
	test('draws its jitter anew', async () => {
		const fake = new FakeMaster();
		let share = 0.5;
		const {facts, connection, stop} = connect(fake, {jitter: 0.2}, () => share);
		await untilActive(connection);
		await vi.advanceTimersByTimeAsync(20_000);
		fake.kill();
		await vi.advanceTimersByTimeAsync(50_000);
		// Within a run nothing is drawn.
		share = 1;
		await vi.advanceTimersByTimeAsync(50_000);
		expect(delays(facts)).toEqual([4500, 9000, 18_000, 36_000, 54_000]);
		fake.revive();
		await vi.advanceTimersByTimeAsync(100_000);
		expect(connection.state).toMatchObject({type: 'active', failures: 0});
		facts.length = 0;
		fake.kill();
		await vi.advanceTimersByTimeAsync(20_000);
		expect(delays(facts)).toEqual([4000, 8000, 16_000]);
		await stop();
	});
});

describe('suspicion', () => {
	test.each([
		[0, 2000],
		[0.5, 1500],
		[1, 1000],
	])('with a draw of %d lasts for %d ms, so that a fleet does not dial in one instant', async (draw, lastsMs) => {
		const fake = new FakeMaster();
		const {facts, connection, stop} = connect(fake, {}, () => draw);
		await vi.advanceTimersByTimeAsync(20_000);
		facts.length = 0;
		const diedAt = performance.now();
		fake.kill();
		await vi.advanceTimersByTimeAsync(lastsMs - 1);
		expect(connection.state).toMatchObject({type: 'active', failures: 2});
		await vi.advanceTimersByTimeAsync(1);
		expect(facts.map(({event}) => [event.type, event.at - diedAt])).toEqual([
			['heartbeat-failed', 0],
			['heartbeat-failed', lastsMs / 2],
			['heartbeat-failed', lastsMs],
			['retry-scheduled', lastsMs],
		]);
		await stop();
	});

	test('of a silent network follows the limit of each heartbeat, and dials anew each time', async () => {
		const fake = new FakeMaster();
		const {facts, connection, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(20_000);
		facts.length = 0;
		const dialsBefore = fake.dials;
		const silentSince = performance.now();
		const timesOut = () => failAfter(5000);
		fake.onBeat = timesOut;
		fake.onDial = timesOut;
		await vi.advanceTimersByTimeAsync(26_000);
		// The heartbeat that is due after five seconds, then two dials.
		expect(facts.slice(0, 4).map(({event}) => [event.type, event.at - silentSince])).toEqual([
			['heartbeat-failed', 10_000],
			['heartbeat-failed', 16_000],
			['heartbeat-failed', 22_000],
			['retry-scheduled', 22_000],
		]);
		expect(fake.dials - dialsBefore).toBe(2);
		expect(fake.open.size).toBe(0);
		expect(connection.state.type).toBe('reconnecting');
		await stop();
	});

	test('goes on with the session by its id, over a connection of its own', async () => {
		const fake = new FakeMaster();
		const resumed: (string | undefined)[] = [];
		const {connection, stop} = connect(
			fake,
			{},
			() => 0,
			async (to, options) => {
				const link = await fake.openLink(to, options);
				const {resume} = link;
				return Object.assign(link, {
					resume(registration: Registration) {
						resumed.push(registration.sessionId);
						resume(registration);
					},
				});
			},
		);
		await vi.advanceTimersByTimeAsync(20_000);
		fake.cut();
		await vi.advanceTimersByTimeAsync(0);
		expect(resumed).toEqual(['session-1']);
		expect(fake).toMatchObject({dials: 2, registrations: 1});
		expect(fake.open.size).toBe(1);
		expect(connection.state).toMatchObject({type: 'active', failures: 0, session: {id: 'session-1'}});
		await stop();
		expect(fake.unregistered).toEqual(['session-1']);
	});
});

describe('retry now', () => {
	test('ends a wait, dials at once and begins the schedule anew', async () => {
		const fake = new FakeMaster();
		const {facts, connection, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(20_000);
		fake.kill();
		await vi.advanceTimersByTimeAsync(60_000);
		expect(connection.state).toMatchObject({type: 'reconnecting', delayMs: 40_000});
		facts.length = 0;
		connection.retryNow();
		await vi.advanceTimersByTimeAsync(0);
		expect(types(facts)).toEqual(['connecting', 'retry-scheduled']);
		expect(delays(facts)).toEqual([5000]);
		await stop();
	});

	test('in a session beats at once', async () => {
		const fake = new FakeMaster();
		const {connection, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(21_000);
		const {beats} = fake;
		connection.retryNow();
		await vi.advanceTimersByTimeAsync(0);
		expect(fake.beats).toBe(beats + 1);
		await stop();
	});

	test('while heartbeats fail does not wait for the suspect interval, and judges the same', async () => {
		const fake = new FakeMaster();
		const {connection, facts, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(20_000);
		fake.kill();
		await vi.advanceTimersByTimeAsync(100);
		expect(connection.state).toMatchObject({type: 'active', failures: 1});
		facts.length = 0;
		connection.retryNow();
		await vi.advanceTimersByTimeAsync(0);
		expect(connection.state).toMatchObject({type: 'active', failures: 2});
		fake.revive();
		connection.retryNow();
		await vi.advanceTimersByTimeAsync(0);
		expect(types(facts)).toEqual(['heartbeat-failed', 'heartbeat-acknowledged']);
		expect(connection.state).toMatchObject({type: 'active', session: {number: 1}});
		await stop();
	});

	test('before a first heartbeat was acknowledged beats at once as well', async () => {
		const fake = new FakeMaster();
		fake.onBeat = () => {
			throw failure('unreachable', 'TIMEOUT');
		};
		const {connection, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(100);
		expect(connection.state).toMatchObject({type: 'registered', failures: 1});
		fake.onBeat = () => {};
		connection.retryNow();
		await vi.advanceTimersByTimeAsync(0);
		expect(connection.state).toMatchObject({type: 'active', streak: 1});
		await stop();
	});

	test('while it connects does nothing', async () => {
		const fake = new FakeMaster();
		fake.onDial = silence;
		const {connection, facts, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(1000);
		connection.retryNow();
		await vi.advanceTimersByTimeAsync(1000);
		expect(types(facts)).toEqual(['connecting']);
		expect(fake.dials).toBe(1);
		await stop();
	});
});
