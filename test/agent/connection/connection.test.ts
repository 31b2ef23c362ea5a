import {describe, expect, test, vi} from 'vitest';
import {FakeMaster, failure} from '../../helpers/fake-link.js';
import {connect, delays, stopTheClock, types, untilActive} from './connection-fixture.js';

stopTheClock();

describe('a master that is there', () => {
	test('is registered with, the first heartbeat follows at once', async () => {
		const fake = new FakeMaster();
		const {connection, facts, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(0);
		expect(types(facts)).toEqual(['connecting', 'registered', 'heartbeat-acknowledged']);
		expect(connection.state).toMatchObject({type: 'active', streak: 1, roundTripMs: 12, failures: 0});
		await stop();
	});

	test('is told when the agent leaves on purpose', async () => {
		const fake = new FakeMaster();
		const {connection, stop} = connect(fake);
		await untilActive(connection);
		expect(await stop()).toEqual({type: 'asked', by: 'SIGTERM'});
		expect(fake.unregistered).toEqual(['session-1']);
		expect(connection.state.type).toBe('stopped');
		expect(fake.open.size).toBe(0);
	});

	test('gets one heartbeat in each interval', async () => {
		const fake = new FakeMaster();
		const {stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(50_000);
		expect(fake.beats).toBe(11);
		await stop();
	});
});

describe('a master that dies', () => {
	test('is suspected at once, and lost after three real dials', async () => {
		const fake = new FakeMaster();
		const {connection, facts, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(20_000);
		const diedAt = performance.now();
		const dialsBefore = fake.dials;
		facts.length = 0;
		fake.kill();
		await vi.advanceTimersByTimeAsync(0);
		expect(connection.state).toMatchObject({type: 'active', failures: 1, failure: {code: 'ECONNREFUSED'}});
		await vi.advanceTimersByTimeAsync(2000);
		expect(fake.dials - dialsBefore).toBe(3);
		expect(types(facts)).toEqual(['heartbeat-failed', 'heartbeat-failed', 'heartbeat-failed', 'retry-scheduled']);
		expect(facts[2]?.state.type).toBe('connection-lost');
		expect((facts[2]?.event.at ?? 0) - diedAt).toBe(2000);
		expect(connection.state).toMatchObject({type: 'reconnecting', attempt: 1, delayMs: 5000, outage: {endedStreak: 5}});
		await stop();
	});

	test('and is back within the second of suspicion keeps the session', async () => {
		const fake = new FakeMaster();
		const {connection, facts, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(20_000);
		fake.kill();
		await vi.advanceTimersByTimeAsync(500);
		fake.revive();
		facts.length = 0;
		await vi.advanceTimersByTimeAsync(1000);
		expect(types(facts)).toEqual(['heartbeat-acknowledged']);
		expect(connection.state).toMatchObject({type: 'active', streak: 1, failures: 0, session: {number: 1}});
		expect(fake.registrations).toBe(1);
		await stop();
	});

	test('for long is tried after 5, 10, 20, 40, 60, 60 … s, for ever', async () => {
		const fake = new FakeMaster();
		const {facts, connection, stop} = connect(fake);
		await untilActive(connection);
		await vi.advanceTimersByTimeAsync(20_000);
		fake.kill();
		await vi.advanceTimersByTimeAsync(1100 * 60_000);
		const announced = delays(facts);
		expect(announced.length).toBeGreaterThan(1000);
		expect(announced.slice(0, 6)).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000]);
		expect(new Set(announced.slice(4))).toEqual(new Set([60_000]));
		const gaps = fake.dialTimes.slice(-1000).map((time, index, all) => time - (all[index - 1] ?? time - 60_000));
		expect(new Set(gaps.map((gap) => Math.round(gap)))).toEqual(new Set([60_000]));
		await stop();
	});

	test('and comes back finds the schedule reset, once the session was stable', async () => {
		const fake = new FakeMaster();
		const {facts, connection, stop} = connect(fake);
		await untilActive(connection);
		fake.kill();
		await vi.advanceTimersByTimeAsync(200_000);
		fake.revive();
		await vi.advanceTimersByTimeAsync(100_000);
		expect(connection.state.type).toBe('active');
		facts.length = 0;
		fake.kill();
		await vi.advanceTimersByTimeAsync(10_000);
		expect(delays(facts).slice(0, 2)).toEqual([5000, 10_000]);
		await stop();
	});

	test('as soon as it has registered an agent does not reset the schedule', async () => {
		const fake = new FakeMaster();
		const {facts, connection, stop} = connect(fake);
		await untilActive(connection);
		await vi.advanceTimersByTimeAsync(20_000);
		facts.length = 0;
		fake.kill();
		fake.onDial = () => {};
		fake.onBeat = () => {
			throw failure('unreachable', 'ENDED');
		};
		await vi.advanceTimersByTimeAsync(400_000);
		expect(delays(facts).slice(0, 6)).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000]);
		expect(facts.filter(({event}) => event.type === 'registered').length).toBeGreaterThan(3);
		await stop();
	});
});

test('a master that takes an agent and drops it is one outage, whose attempts are counted on', async () => {
	const fake = new FakeMaster();
	const {connection, facts, stop} = connect(fake);
	await vi.advanceTimersByTimeAsync(20_000);
	fake.kill();
	const lostAt = performance.now();
	fake.onDial = () => {};
	await vi.advanceTimersByTimeAsync(200_000);
	const scheduled = facts.flatMap(({event}) => (event.type === 'retry-scheduled' ? [event.attempt] : []));
	expect(scheduled.length).toBeGreaterThan(4);
	expect(scheduled).toEqual(scheduled.map((_, index) => index + 1));
	const {state} = connection;
	expect(state.type === 'reconnecting' && state.outage).toMatchObject({wasConnected: true, endedStreak: 5});
	expect(state.type === 'reconnecting' && state.outage.since - lostAt).toBeLessThan(3000);
	await stop();
});

test('events are an iteration that begins where it was asked for and ends with the connection', async () => {
	const fake = new FakeMaster();
	const {connection, stop} = connect(fake);
	const seen: string[] = [];
	const reading = (async () => {
		for await (const {event} of connection.events()) {
			seen.push(event.type);
		}
	})();
	await vi.advanceTimersByTimeAsync(5000);
	await stop();
	await reading;
	expect(seen).toEqual(['registered', 'heartbeat-acknowledged', 'heartbeat-acknowledged', 'stopped']);
});

test('a reader that throws ends neither the connection nor the other readers', async () => {
	const fake = new FakeMaster();
	const warnings: unknown[] = [];
	const warn = vi.spyOn(process, 'emitWarning').mockImplementation((warning) => warnings.push(warning));
	const {connection, facts, stop} = connect(fake);
	connection.subscribe(() => {
		throw new Error('a fault in drawing');
	});
	await vi.advanceTimersByTimeAsync(20_000);
	expect(connection.state).toMatchObject({type: 'active', streak: 5});
	expect(facts).toHaveLength(7);
	expect(String(warnings[0])).toContain('a fault in drawing');
	await stop();
	warn.mockRestore();
});
