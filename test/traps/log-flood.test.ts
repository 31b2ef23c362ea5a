import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createConnection} from '../../source/agent/connection/connection.js';
import {createNarrator, type Line} from '../../source/agent/story/narrator.js';
import {defaultPolicy} from '../../source/protocol/policy.js';
import {FakeMaster, failure} from '../helpers/fake-link.js';

const dayMs = 24 * 3_600_000;

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
});

/** The lines of a day, at the real defaults, which begins after a stable session. */
async function linesOfDay(trouble: (fake: FakeMaster) => void): Promise<{lines: readonly Line[]; attempts: number}> {
	const fake = new FakeMaster();
	const connection = createConnection(
		{
			master: {host: 'master.example', port: 50_050},
			policy: defaultPolicy,
			suspectIntervalMs: 1000,
			reportedAddress: 'host-1:0',
		},
		{openLink: fake.openLink},
	);
	const lines: Line[] = [];
	const tell = createNarrator({threshold: 3});
	const controller = new AbortController();
	let attempts = 0;
	connection.subscribe((fact) => {
		attempts += fact.event.type === 'connecting' ? 1 : 0;
		lines.push(...tell(fact).filter(({level}) => level !== 'debug'));
	});
	const finished = connection.run(controller.signal);
	await vi.advanceTimersByTimeAsync(30_000);
	expect(connection.state.type).toBe('active');
	lines.length = 0;
	attempts = 0;
	trouble(fake);
	await vi.advanceTimersByTimeAsync(dayMs);
	const told = [...lines];
	controller.abort('the test ends');
	await vi.advanceTimersByTimeAsync(0);
	await finished;
	return {lines: told, attempts};
}

test('a day offline costs at most 30 lines at info', async () => {
	const {lines, attempts} = await linesOfDay((fake) => fake.kill());
	expect(attempts).toBeGreaterThan(1400);
	expect(lines.length).toBeLessThanOrEqual(30);
	expect(lines.filter(({message}) => message.startsWith('Still reconnecting')).length).toBeGreaterThanOrEqual(11);
});

test('so does a day in which every attempt fails for another reason than the one before', async () => {
	const {lines, attempts} = await linesOfDay((fake) => {
		fake.kill();
		let turn = 0;
		fake.onDial = () => {
			turn++;
			throw failure('unreachable', turn % 2 === 0 ? 'ECONNREFUSED' : 'TIMEOUT');
		};
	});
	expect(attempts).toBeGreaterThan(1400);
	expect(lines.length).toBeLessThanOrEqual(30);
});

test('a day with a master that accepts, registers and drops is told in few lines too', async () => {
	const {lines, attempts} = await linesOfDay((fake) => {
		fake.cut();
		fake.onBeat = () => {
			throw failure('unreachable', 'ENDED');
		};
	});
	expect(attempts).toBeGreaterThan(1000);
	expect(lines.length).toBeLessThanOrEqual(200);
});

test('a day with a link that breaks young each time is told in few lines too', async () => {
	const {lines} = await linesOfDay((fake) => {
		const dial = fake.onDial;
		fake.onDial = () => {
			setTimeout(() => fake.cut(), 200);
			return dial();
		};
		fake.cut();
	});
	expect(lines.length).toBeLessThanOrEqual(200);
});

test('a day in which every second heartbeat fails is told in few lines too', async () => {
	const {lines} = await linesOfDay((fake) => {
		let turn = 0;
		fake.onBeat = () => {
			turn++;
			if (turn % 2 === 0) {
				throw failure('unreachable', 'TIMEOUT');
			}
		};
	});
	expect(lines.length).toBeLessThanOrEqual(200);
});
