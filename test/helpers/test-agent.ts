import {randomUUID} from 'node:crypto';
import {type Connection, createConnection} from '../../source/agent/connection/connection.js';
import type {ConnectionFact} from '../../source/agent/connection/connection-facts.js';
import type {ConnectionState, StopReason} from '../../source/agent/connection/connection-state.js';
import {createOpenLink} from '../../source/agent/link/open-link.js';
import type {Address} from '../../source/base/address.js';
import {defaultPolicy, type Policy} from '../../source/protocol/policy.js';
import {waitFor} from './closing.js';

/** Times that suit a test, without jitter. A master judges by them: late after 200 ms, lost after 800 ms, grace 1.5 s. */
export const shortPolicy: Policy = {
	...defaultPolicy,
	initialDelayMs: 100,
	maxDelayMs: 400,
	jitter: 0,
	heartbeatIntervalMs: 100,
	heartbeatTimeoutMs: 500,
	connectTimeoutMs: 500,
};

export type TestAgentOptions = {
	readonly name?: string;
	readonly installId?: string;
	readonly instanceId?: string;
	readonly reportedAddress?: string;
	readonly policy?: Partial<Policy>;
	readonly suspectIntervalMs?: number;
};

/** A real connection in this process, over real gRPC. */
export type TestAgent = {
	readonly name: string;
	readonly connection: Connection;
	/** Every fact since its start. */
	readonly facts: readonly ConnectionFact[];
	readonly finished: Promise<StopReason>;
	readonly stop: () => Promise<StopReason>;
	/** Resolves when it is in that state, at most 10 s later. */
	readonly reaches: (type: ConnectionState['type']) => Promise<void>;
	/** Resolves when that many heartbeats in a row are acknowledged. */
	readonly hasStreak: (streak: number) => Promise<void>;
	/** Resolves when that many more heartbeats are acknowledged, from now on. */
	readonly beats: (times: number) => Promise<void>;
	/** The delays that were announced, in order. */
	readonly delays: () => readonly number[];
	readonly types: () => readonly string[];
};

export function startAgent(master: Address, options: TestAgentOptions = {}): TestAgent {
	const {name = 'web-1', reportedAddress = 'host-1:0', suspectIntervalMs = 50} = options;
	const policy = {...shortPolicy, ...options.policy};
	const openLink = createOpenLink({
		agentName: name,
		agentAddress: reportedAddress,
		installId: options.installId ?? `install-of-${name}`,
		instanceId: options.instanceId ?? randomUUID(),
		protocolVersion: 1,
		policy,
		version: '1.2.3',
	});
	const connection = createConnection({master, policy, suspectIntervalMs, reportedAddress}, {openLink});
	const facts: ConnectionFact[] = [];
	connection.subscribe((fact) => facts.push(fact));
	const controller = new AbortController();
	const finished = connection.run(controller.signal);
	const told = () => `${name}: ${facts.map(({event}) => event.type).join(', ')}`;
	return {
		name,
		connection,
		facts,
		finished,
		stop() {
			controller.abort('the test ends');
			return finished;
		},
		reaches: (type) =>
			waitFor(
				() => connection.state.type === type,
				() => `${type}. ${told()}`,
			),
		hasStreak: (streak) =>
			waitFor(
				() => connection.state.type === 'active' && connection.state.streak >= streak,
				() => `a streak of ${streak}. ${told()}`,
			),
		beats(times) {
			const count = () => facts.filter(({event}) => event.type === 'heartbeat-acknowledged').length;
			const goal = count() + times;
			return waitFor(
				() => count() >= goal,
				() => `${times} more heartbeats. ${told()}`,
			);
		},
		delays: () => facts.flatMap(({event}) => (event.type === 'retry-scheduled' ? [event.delayMs] : [])),
		types: () => facts.map(({event}) => event.type),
	};
}
