import pRetry from 'p-retry';
import type {Address} from '../../base/address.js';
import {iterate} from '../../base/iterate.js';
import {tellAll} from '../../base/tell-all.js';
import {ConnectionFailure} from '../../protocol/failure.js';
import {failureInFull} from '../../protocol/failure-words.js';
import type {Policy} from '../../protocol/policy.js';
import {delayAfterFailure, drawSchedule, type Place, previewDelays, type Schedule} from '../../retry/backoff.js';
import type {OpenLink} from '../link/master-link.js';
import {
	type ConnectionEvent,
	type ConnectionState,
	goesOn,
	initialState,
	isInSession,
	type StopReason,
	transition,
} from './connection-state.js';
import {openSession, type Session} from './session.js';

export type ConnectionOptions = {
	readonly master: Address;
	readonly policy: Policy;
	/** The interval while heartbeats are failing. */
	readonly suspectIntervalMs: number;
	/** The address that the agent reports to its master. */
	readonly reportedAddress: string;
};

/** A fact, and the states before and after it. */
export type ConnectionFact = {
	readonly event: ConnectionEvent;
	readonly previous: ConnectionState;
	readonly state: ConnectionState;
};

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

/** How long a taken name may be that of a dying holder, before it refuses an agent that was never registered. */
const nameTakenGraceMs = 30_000;

/** How long leaving on purpose may take. */
const unregisterLimitMs = 1000;

/** How many of the delays to come are told with each wait. */
const previewedDelays = 6;

/** Aborts the wait of one run, so that the next can dial at once. */
class DialNow extends Error {
	override readonly name = 'DialNow';

	constructor(readonly place: Place) {
		super('Dial now');
	}
}

/**
Creates the connection.

p-retry drives the reconnect policy, and one of its attempts is one *stable session*: dial, register, beat until
`failureThreshold` heartbeats in a row were acknowledged. A session that dies before that is a failed attempt, so a
master that accepts and drops does not reset the schedule. A loss is failure number one of the next run: that run's
first call throws it without dialling, so the first delay is the initial delay.
*/
export function createConnection(
	options: ConnectionOptions,
	{openLink, random = Math.random}: {readonly openLink: OpenLink; readonly random?: () => number},
): Connection {
	const {master, policy} = options;
	const listeners = new Set<(fact: ConnectionFact) => void>();
	let state: ConnectionState = initialState;
	let session: Session | undefined;
	let sessionNumber = 0;
	let wasRegistered = false;
	/** Since when every attempt found the name taken. */
	let nameTakenSince: number | undefined;
	/** Attempts since the connection was lost, or since the start. */
	let attempt = 0;
	let lastHintAt = Number.NEGATIVE_INFINITY;
	let dialNow: (place: Place) => void = () => {};
	/** The place of the delay that follows the one that runs. */
	let nextPlace: Place = 0;

	const emit = (event: ConnectionEvent) => {
		const next = transition(state, event);
		if (next === undefined) {
			return;
		}

		const fact: ConnectionFact = {event, previous: state, state: next};
		state = next;
		wasRegistered ||= next.type === 'registered';
		attempt = next.type === 'connection-lost' && !goesOn(next) ? 0 : attempt;
		tellAll(listeners, fact);
	};

	/** True where trying again after the next delay of the schedule is pointless. */
	const isRefusal = ({failure}: ConnectionFailure) =>
		failure.kind === 'name-taken'
			? wasRegistered || performance.now() - (nameTakenSince ?? performance.now()) > nameTakenGraceMs
			: failure.kind === 'refused' || failure.kind === 'stop-requested';

	const becomeStable = async (signal: AbortSignal) => {
		attempt++;
		emit({type: 'connecting', at: performance.now(), master, attempt});
		session = await openSession({
			...options,
			openLink,
			random,
			signal,
			state: () => state,
			emit,
			nextNumber: () => ++sessionNumber,
		});
		await session.stable;
	};

	/** Tells the wait that follows on failure number `failures` of a run. */
	const scheduleRetry = ({failure: reason}: ConnectionFailure, schedule: Schedule, failures: number) => {
		session?.close();
		const at = performance.now();
		const delayMs = delayAfterFailure(schedule, failures);
		const nextDelaysMs = previewDelays(schedule, failures + 1, previewedDelays);
		emit({
			type: 'retry-scheduled',
			at,
			master,
			attempt: attempt + 1,
			delayMs,
			retryAt: at + delayMs,
			nextDelaysMs,
			reason,
		});
	};

	/** One run of p-retry: from failure to failure until a session is stable. Throws a refusal, or `DialNow`. */
	const runSchedule = async (loss: ConnectionFailure | undefined, place: Place, signal: AbortSignal) => {
		signal.throwIfAborted();
		const schedule = drawSchedule(policy, random, place);
		const controller = new AbortController();
		const stop = () => controller.abort(signal.reason);
		signal.addEventListener('abort', stop, {once: true});
		dialNow = (from) => controller.abort(new DialNow(from));
		let pendingLoss = loss;
		let endsRun = false;
		try {
			await pRetry(
				async () => {
					if (pendingLoss !== undefined) {
						throw pendingLoss;
					}

					await becomeStable(signal);
				},
				{
					...schedule,
					retries: Number.POSITIVE_INFINITY,
					signal: controller.signal,
					onFailedAttempt({error, retriesConsumed}) {
						// An abort during an attempt comes here too, with the abort's reason.
						if (controller.signal.aborted || !(error instanceof ConnectionFailure)) {
							endsRun = true;
							return;
						}

						nameTakenSince = error.failure.kind === 'name-taken' ? (nameTakenSince ?? performance.now()) : undefined;
						endsRun = error !== pendingLoss && isRefusal(error);
						pendingLoss = undefined;
						if (!endsRun) {
							nextPlace = place === 'longest' ? place : place + retriesConsumed + 1;
							scheduleRetry(error, schedule, retriesConsumed + 1);
						}
					},
					shouldRetry: () => !endsRun,
				},
			);
		} finally {
			dialNow = () => {};
			signal.removeEventListener('abort', stop);
		}
	};

	/** Runs until the master or the signal ends it. */
	const hold = async (signal: AbortSignal): Promise<StopReason> => {
		let loss: ConnectionFailure | undefined;
		let place: Place = 0;
		for (;;) {
			try {
				await runSchedule(loss, place, signal);
				loss = await session?.lost;
			} catch (error) {
				if (error instanceof DialNow && !signal.aborted) {
					({place} = error);
					loss = undefined;
					continue;
				}

				if (!(error instanceof ConnectionFailure) || signal.aborted) {
					throw error;
				}

				loss = error;
			}

			if (loss?.failure.kind === 'stop-requested') {
				return {type: 'asked', by: failureInFull(loss.failure)};
			}

			const refused = loss !== undefined && isRefusal(loss);
			if (loss !== undefined && refused && !wasRegistered) {
				return {type: 'refused', failure: loss.failure};
			}

			// A refusal cannot lengthen a delay within a run: it ended the run, and this one begins at the longest.
			place = refused ? 'longest' : 0;
		}
	};

	const subscribe = (listener: (fact: ConnectionFact) => void) => {
		listeners.add(listener);
		return () => listeners.delete(listener);
	};

	const cutShort = (place: Place) => {
		if (state.type === 'reconnecting') {
			dialNow(place);
		} else if (isInSession(state)) {
			session?.beatNow();
		}
	};

	return {
		get state() {
			return state;
		},
		events: () => iterate(subscribe, ({state: reached}) => reached.type === 'stopped'),
		subscribe,
		async run(signal) {
			let reason: StopReason = {type: 'asked', by: 'an unexpected error'};
			try {
				reason = await hold(signal);
			} catch (error) {
				if (!signal.aborted) {
					throw error;
				}

				reason = {type: 'asked', by: String(signal.reason)};
			} finally {
				await session?.unregister(unregisterLimitMs);
				session?.close();
				emit({type: 'stopped', at: performance.now(), reason});
			}

			return reason;
		},
		retryNow: () => cutShort(0),
		hint() {
			const now = performance.now();
			if (now - lastHintAt >= policy.initialDelayMs) {
				lastHintAt = now;
				cutShort(nextPlace);
			}
		},
	};
}
