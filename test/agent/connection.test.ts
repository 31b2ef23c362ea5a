import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type Connection, type ConnectionFact, createConnection} from '../../source/agent/connection.js';
import {defaultPolicy, type Policy} from '../../source/protocol/policy.js';
import {FakeMaster, failure, silence} from '../helpers/fake-link.js';

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
	connection.subscribe((fact) => facts.push(fact));
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

describe('a refusal', () => {
	test('before the first registration ends the agent, with the reason', async () => {
		const fake = new FakeMaster();
		fake.onRegister = () => {
			throw failure('refused', 'PERMISSION_DENIED');
		};
		const {finished, connection} = connect(fake);
		await vi.advanceTimersByTimeAsync(0);
		expect(await finished).toMatchObject({type: 'refused', failure: {code: 'PERMISSION_DENIED'}});
		expect(connection.state.type).toBe('stopped');
		expect(fake.open.size).toBe(0);
	});

	test('after it is tried again at the longest delay, and heals without a restart', async () => {
		const fake = new FakeMaster();
		const {facts, connection, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(20_000);
		facts.length = 0;
		fake.onRegister = () => {
			throw failure('refused', 'PERMISSION_DENIED');
		};
		fake.cut(failure('refused', 'REMOVED'));
		await vi.advanceTimersByTimeAsync(0);
		expect(connection.state).toMatchObject({type: 'reconnecting', delayMs: 60_000, reason: {code: 'REMOVED'}});
		expect(fake.open.size).toBe(0);
		await vi.advanceTimersByTimeAsync(60_000);
		expect(connection.state).toMatchObject({delayMs: 60_000, reason: {code: 'PERMISSION_DENIED'}});
		await vi.advanceTimersByTimeAsync(240_000);
		expect(new Set(delays(facts))).toEqual(new Set([60_000]));
		fake.onRegister = () => {};
		await vi.advanceTimersByTimeAsync(60_000);
		expect(connection.state.type).toBe('active');
		await stop();
	});

	test('for a taken name waits 30 s for a dying holder before it ends an agent that was never registered', async () => {
		const fake = new FakeMaster();
		fake.onRegister = () => {
			throw failure('name-taken', 'ALREADY_EXISTS');
		};
		const {finished, facts} = connect(fake);
		await vi.advanceTimersByTimeAsync(34_000);
		expect(delays(facts)).toEqual([5000, 10_000, 20_000]);
		await vi.advanceTimersByTimeAsync(2000);
		expect(await finished).toMatchObject({type: 'refused', failure: {code: 'ALREADY_EXISTS'}});
	});

	test('for a taken name that is free again within them is forgotten', async () => {
		const fake = new FakeMaster();
		fake.onRegister = () => {
			throw failure('name-taken', 'ALREADY_EXISTS');
		};
		const {connection, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(10_000);
		fake.onRegister = () => {};
		await vi.advanceTimersByTimeAsync(10_000);
		expect(connection.state.type).toBe('active');
		await stop();
	});
});

describe('a master that forgot the session', () => {
	test('is registered with again at once, on the same connection, and that is no failure', async () => {
		const fake = new FakeMaster();
		const {facts, connection, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(20_000);
		facts.length = 0;
		fake.cut(failure('unknown-session', 'UNKNOWN_SESSION'));
		await vi.advanceTimersByTimeAsync(0);
		expect(types(facts)).toEqual(['registered', 'heartbeat-acknowledged']);
		expect(connection.state).toMatchObject({type: 'active', streak: 1, session: {number: 2}});
		expect(fake.dials).toBe(1);
		await stop();
	});

	test('and always forgets is no hot loop', async () => {
		const fake = new FakeMaster();
		fake.onBeat = () => {
			throw failure('unknown-session', 'UNKNOWN_SESSION');
		};
		const {facts, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(60_000);
		expect(delays(facts)).toEqual([5000, 10_000, 20_000, 40_000]);
		expect(fake.registrations).toBeLessThanOrEqual(8);
		await stop();
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

describe('a stop', () => {
	test.each([
		[
			'while it dials',
			(fake: FakeMaster) => {
				fake.onDial = silence;
			},
			100,
		],
		[
			'while it registers',
			(fake: FakeMaster) => {
				fake.onRegister = silence;
			},
			100,
		],
		[
			'while its first heartbeat is out',
			(fake: FakeMaster) => {
				fake.onBeat = silence;
			},
			100,
		],
		[
			'while it waits for its next attempt',
			(fake: FakeMaster) => {
				fake.onDial = () => {
					throw failure();
				};
			},
			2000,
		],
		['while it is active', () => {}, 7000],
	] as const)('%s ends everything at once', async (_name, prepare, afterMs) => {
		const fake = new FakeMaster();
		prepare(fake);
		const {connection, finished, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(afterMs);
		await stop();
		expect(await finished).toEqual({type: 'asked', by: 'SIGTERM'});
		expect(connection.state.type).toBe('stopped');
		expect(fake.open.size).toBe(0);
	});

	test('that the master asks for unregisters and ends', async () => {
		const fake = new FakeMaster();
		const {finished, connection} = connect(fake);
		await untilActive(connection);
		fake.cut(failure('stop-requested', 'STOP_REQUESTED'));
		await vi.advanceTimersByTimeAsync(0);
		expect(await finished).toMatchObject({type: 'asked'});
		expect(fake.unregistered).toEqual(['session-1']);
		expect(fake.open.size).toBe(0);
	});
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

test('the grace of a taken name begins when it is found taken, not when the agent starts', async () => {
	const fake = new FakeMaster();
	fake.onDial = () => {
		throw failure();
	};
	const {connection, stop} = connect(fake);
	await vi.advanceTimersByTimeAsync(70_000);
	fake.onDial = () => {};
	fake.onRegister = () => {
		throw failure('name-taken', 'ALREADY_EXISTS');
	};
	await vi.advanceTimersByTimeAsync(6000);
	expect(connection.state).toMatchObject({type: 'reconnecting', reason: {code: 'ALREADY_EXISTS'}});
	fake.onRegister = () => {};
	await vi.advanceTimersByTimeAsync(60_000);
	expect(connection.state.type).toBe('active');
	await stop();
});
