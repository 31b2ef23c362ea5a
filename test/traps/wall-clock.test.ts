import {afterEach, describe, expect, test, vi} from 'vitest';
import {createConnection} from '../../source/agent/connection/connection.js';
import {defaultPolicy} from '../../source/protocol/policy.js';
import {closeAfterEach, pass} from '../helpers/closing.js';
import {FakeMaster, failure} from '../helpers/fake-link.js';
import {createMemoryStore} from '../helpers/memory-store.js';
import {startAgent} from '../helpers/test-agent.js';
import {TestMaster} from '../helpers/test-master.js';

const closing = closeAfterEach();
const hourMs = 3_600_000;

afterEach(() => {
	vi.useRealTimers();
});

function failAfter(delayMs: number): () => Promise<void> {
	return () =>
		new Promise((_resolve, reject) => {
			setTimeout(reject, delayMs, failure('unreachable', 'TIMEOUT'));
		});
}

/** What brings a connection with the real defaults into each of its states, on a fake clock. */
const states = {
	connecting: {
		prepare: (fake: FakeMaster) => {
			fake.onDial = failAfter(10_000);
		},
		enter: () => vi.advanceTimersByTimeAsync(100),
	},
	registered: {
		prepare: (fake: FakeMaster) => {
			fake.onBeat = failAfter(5000);
		},
		enter: () => vi.advanceTimersByTimeAsync(100),
	},
	active: {prepare: () => {}, enter: () => vi.advanceTimersByTimeAsync(16_000)},
	reconnecting: {
		prepare: () => {},
		enter: async (fake: FakeMaster) => {
			await vi.advanceTimersByTimeAsync(16_000);
			fake.kill();
			await vi.advanceTimersByTimeAsync(5000);
		},
	},
} as const;

describe.each(Object.keys(states) as (keyof typeof states)[])('in the state %s', (type) => {
	test.each([
		['forward', hourMs],
		['back', -hourMs],
	])('a jump of the wall clock by an hour %s changes nothing', async (_name, jumpMs) => {
		vi.useFakeTimers();
		const run = async (jump: () => void) => {
			const fake = new FakeMaster();
			const connection = createConnection(
				{
					master: {host: 'master.example', port: 50_050},
					policy: {...defaultPolicy, jitter: 0},
					suspectIntervalMs: 1000,
					reportedAddress: 'host-1:0',
				},
				{openLink: fake.openLink, random: () => 0},
			);
			const {prepare, enter} = states[type];
			prepare(fake);
			const startedAt = performance.now();
			const facts: [string, number][] = [];
			connection.subscribe(({event}) => facts.push([event.type, Math.round(event.at - startedAt)]));
			const controller = new AbortController();
			const finished = connection.run(controller.signal);
			await enter(fake);
			expect(connection.state.type).toBe(type);
			const before = connection.state;
			jump();
			await vi.advanceTimersByTimeAsync(0);
			expect(connection.state).toBe(before);
			await vi.advanceTimersByTimeAsync(180_000);
			controller.abort('the test ends');
			await vi.advanceTimersByTimeAsync(0);
			await finished;
			return facts;
		};

		const undisturbed = await run(() => {});
		expect(undisturbed.length).toBeGreaterThan(2);
		expect(await run(() => vi.setSystemTime(Date.now() + jumpMs))).toEqual(undisturbed);
	});
});

test.each([
	['forward', hourMs],
	['back', -hourMs],
])('a jump by an hour %s is noticed by neither side of a real connection', async (_name, jumpMs) => {
	vi.useFakeTimers({toFake: ['Date'], shouldAdvanceTime: false});
	const master = closing(await TestMaster.create(async () => createMemoryStore()), (one) => one.close());
	await master.start();
	const agent = closing(startAgent(master.address), (one) => one.stop());
	await agent.hasStreak(3);
	vi.setSystemTime(Date.now() + jumpMs);
	await agent.hasStreak(8);
	await pass(300);
	expect(new Set(agent.types())).toEqual(new Set(['connecting', 'registered', 'heartbeat-acknowledged']));
	expect(await master.info(agent.name)).toMatchObject({liveness: 'active', reason: ''});
	expect(master.lines.filter((line) => / is (?:late|lost)/u.test(line))).toEqual([]);
});
