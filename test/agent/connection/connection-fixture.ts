import {afterEach, beforeEach, expect, vi} from 'vitest';
import {type Connection, createConnection} from '../../../source/agent/connection/connection.js';
import type {ConnectionFact} from '../../../source/agent/connection/connection-facts.js';
import {defaultPolicy, type Policy} from '../../../source/protocol/policy.js';
import {type FakeMaster, failure} from '../../helpers/fake-link.js';

/** Tests on a clock of their own, none of which leaves a timer behind. */
export function stopTheClock(): void {
	beforeEach(() => {
		vi.useFakeTimers();
	});

	afterEach(() => {
		expect(vi.getTimerCount()).toBe(0);
		vi.useRealTimers();
	});
}

export const master = {host: 'master.example', port: 50_050};

/** A connection to a fake master with the real defaults, without jitter unless the test wants it. */
export function connect(fake: FakeMaster, policy: Partial<Policy> = {}, random = () => 0, openLink = fake.openLink) {
	const connection = createConnection(
		{
			master,
			policy: {...defaultPolicy, jitter: 0, ...policy},
			suspectIntervalMs: 1000,
			reportedAddress: 'agent.example:0',
		},
		{openLink, random},
	);
	const facts: ConnectionFact[] = [];
	connection.subscribe((fact) => facts.push(fact));
	const controller = new AbortController();
	const finished = connection.run(controller.signal);
	return {
		connection,
		facts,
		finished,
		abort: () => controller.abort('SIGTERM'),
		stop: async () => {
			controller.abort('SIGTERM');
			await vi.advanceTimersByTimeAsync(0);
			return finished;
		},
	};
}

/** Work that fails as a call to a silent peer does, at its limit. */
export function failAfter(limitMs: number): Promise<never> {
	return new Promise((_resolve, reject) => {
		setTimeout(reject, limitMs, failure('unreachable', 'TIMEOUT'));
	});
}

/** The delays that were announced, in order. */
export function delays(facts: readonly ConnectionFact[]): number[] {
	return facts.flatMap(({event}) => (event.type === 'retry-scheduled' ? [event.delayMs] : []));
}

export function types(facts: readonly ConnectionFact[]): string[] {
	return facts.map(({event}) => event.type);
}

export async function untilActive(connection: Connection) {
	await vi.waitUntil(() => connection.state.type === 'active', {interval: 10});
}
