import {describe, expect, test, vi} from 'vitest';
import {FakeMaster, failure, silence} from '../../helpers/fake-link.js';
import {connect, stopTheClock, types, untilActive} from './connection-fixture.js';

stopTheClock();

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
		const {connection, facts, finished, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(afterMs);
		facts.length = 0;
		await stop();
		expect(await finished).toEqual({type: 'asked', by: 'SIGTERM'});
		// Neither a failure nor a wait is told of a stop.
		expect(types(facts)).toEqual(['stopped']);
		expect(connection.state.type).toBe('stopped');
		expect(fake.open.size).toBe(0);
	});

	test.each([
		[
			'a connection',
			(fake: FakeMaster, work: () => Promise<void>) => {
				fake.onDial = work;
			},
		],
		[
			'a session',
			(fake: FakeMaster, work: () => Promise<void>) => {
				fake.onRegister = work;
			},
		],
	] as const)('in the turn in which %s is granted leaves nothing behind', async (_name, prepare) => {
		const fake = new FakeMaster();
		let grant: (() => void) | undefined;
		prepare(
			fake,
			() =>
				new Promise((resolve) => {
					grant = resolve;
				}),
		);
		// A link that has its answer when the stop comes.
		const {signal} = new AbortController();
		const {connection, facts, finished, abort} = connect(
			fake,
			{},
			() => 0,
			(to, options) => fake.openLink(to, {...options, signal}),
		);
		await vi.advanceTimersByTimeAsync(11_000);
		expect(grant).toBeDefined();
		grant?.();
		abort();
		await vi.advanceTimersByTimeAsync(0);
		expect(await finished).toEqual({type: 'asked', by: 'SIGTERM'});
		expect(connection.state.type).toBe('stopped');
		expect(fake.open.size).toBe(0);
		expect(fake.unregistered).toHaveLength(fake.registrations);
		expect(types(facts)).not.toContain('retry-scheduled');
	});

	test('by a fault of ours is told to the caller, and leaves nothing behind either', async () => {
		const fake = new FakeMaster();
		const {connection, finished} = connect(fake);
		const rejected = expect(finished).rejects.toThrow('a fault of ours');
		await vi.advanceTimersByTimeAsync(12_000);
		fake.onBeat = () => {
			throw new TypeError('a fault of ours');
		};
		await vi.advanceTimersByTimeAsync(5000);
		await rejected;
		expect(connection.state.type).toBe('stopped');
		expect(fake.open.size).toBe(0);
		expect(fake.unregistered).toEqual(['session-1']);
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

test.each(['heartbeat-acknowledged', 'heartbeat-failed'])(
	'a stop by a reader of %s is heeded at once',
	async (type) => {
		const fake = new FakeMaster();
		const {connection, finished, abort} = connect(fake);
		await vi.advanceTimersByTimeAsync(12_000);
		connection.subscribe(({event}) => {
			if (event.type === type) {
				abort();
			}
		});
		if (type === 'heartbeat-failed') {
			fake.kill();
		}

		await vi.advanceTimersByTimeAsync(4000);
		expect(connection.state.type).toBe('stopped');
		expect(await finished).toEqual({type: 'asked', by: 'SIGTERM'});
	},
);
