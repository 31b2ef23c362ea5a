import type {OpenLink} from '../link/master-link.js';
import {type ConnectionFact, createConnectionFacts} from './connection-facts.js';
import {type ConnectionState, isInSession, type StopReason} from './connection-state.js';
import {createReconnectLoop, type ReconnectOptions} from './reconnect-loop.js';

export type ConnectionOptions = Omit<ReconnectOptions, 'openLink' | 'random'>;

/** An agent's connection to its master. */
export type Connection = {
	readonly state: ConnectionState;
	/** Every fact from now on, in order, until the connection has stopped. What a slow reader has not read waits in memory. */
	readonly events: () => AsyncIterableIterator<ConnectionFact>;
	/** Calls the listener with every fact, in its turn. Returns how to end that. */
	readonly subscribe: (listener: (fact: ConnectionFact) => void) => () => void;
	/**
	Holds the connection until it is stopped or refused, then unregisters and closes. Call it once.
	The signal's abort stops everything; its reason is who asked.
	*/
	readonly run: (signal: AbortSignal) => Promise<StopReason>;
	/** What a person asks for: dial at once and begin the schedule anew; in a session, beat at once. */
	readonly retryNow: () => void;
	/**
	What the machine noticed (another network, waking up): as `retryNow`, but it keeps the place in the schedule and
	counts at most once per initial delay, or a flapping interface would defeat the backoff.
	*/
	readonly hint: () => void;
};

/** How long leaving on purpose may take. */
const unregisterLimitMs = 1000;

/** Creates the connection: facts that are told, and the loop that makes them. */
export function createConnection(
	options: ConnectionOptions,
	{openLink, random = Math.random}: {readonly openLink: OpenLink; readonly random?: () => number},
): Connection {
	const facts = createConnectionFacts();
	const loop = createReconnectLoop({...options, openLink, random}, facts);
	let lastHintAt = Number.NEGATIVE_INFINITY;

	/** Returns whether there was anything to cut short. */
	const cutShort = (from: 'first-delay' | 'this-place'): boolean => {
		const state = facts.state();
		if (state.type === 'reconnecting') {
			loop.dialNow(from);
			return true;
		}

		if (isInSession(state)) {
			loop.session()?.beatNow();
			return true;
		}

		return false;
	};

	return {
		get state() {
			return facts.state();
		},
		events: facts.events,
		subscribe: facts.subscribe,
		async run(signal) {
			let reason: StopReason = {type: 'asked', by: 'an unexpected error'};
			try {
				reason = await loop.run(signal);
			} catch (error) {
				if (!signal.aborted) {
					throw error;
				}

				reason = {type: 'asked', by: String(signal.reason)};
			} finally {
				const session = loop.session();
				await session?.unregister(unregisterLimitMs);
				session?.close();
				facts.emit({type: 'stopped', at: performance.now(), reason});
			}

			return reason;
		},
		retryNow() {
			cutShort('first-delay');
		},
		hint() {
			const now = performance.now();
			if (now - lastHintAt >= options.policy.initialDelayMs && cutShort('this-place')) {
				lastHintAt = now;
			}
		},
	};
}
