import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type Connection, type ConnectionFact, createConnection} from '../../source/agent/connection.js';
import {defaultPolicy, type Policy} from '../../source/protocol/policy.js';
import {FakeMaster, failure} from '../helpers/fake-link.js';

const master = {host: 'master.example', port: 50_050};

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	expect(vi.getTimerCount()).toBe(0);
	vi.useRealTimers();
});

/** A connection to a fake master with the real defaults, without jitter unless the test wants it. */
function connect(fake: FakeMaster, policy: Partial<Policy> = {}, random = () => 0) {
	const connection = createConnection(
		{
			master,
			policy: {...defaultPolicy, jitter: 0, ...policy},
			suspectIntervalMs: 1000,
			reportedAddress: 'agent.example:0',
		},
		{openLink: fake.openLink, random},
	);
	const facts: ConnectionFact[] = [];
	connection.subscribe(fact => facts.push(fact));
	const controller = new AbortController();
	const finished = connection.run(controller.signal);
	return {
		connection,
		facts,
		finished,
		stop: async () => {
			controller.abort('SIGTERM');
			await vi.advanceTimersByTimeAsync(0);
			return finished;
		},
	};
}

/** The delays that were announced, in order. */
function delays(facts: readonly ConnectionFact[]): number[] {
	return facts.flatMap(({event}) => (event.type === 'retry-scheduled' ? [event.delayMs] : []));
}

function types(facts: readonly ConnectionFact[]): string[] {
	return facts.map(({event}) => event.type);
}

async function untilActive(connection: Connection) {
	await vi.waitUntil(() => connection.state.type === 'active', {interval: 10});
}

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
		expect(new Set(gaps.map(gap => Math.round(gap)))).toEqual(new Set([60_000]));
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
			throw failure('refused', 'SUPERSEDED');
		};
		fake.onBeat = () => {
			throw failure('unreachable', 'ENDED');
		};
		await vi.advanceTimersByTimeAsync(400_000);
		expect(delays(facts).slice(0, 6)).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000]);
		expect(facts.filter(({event}) => event.type === 'registered').length).toBeGreaterThan(3);
		await stop();
	});
});

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
