import type {Address} from '../../base/address.js';
import {createAlarm} from '../../base/alarm.js';
import {ConnectionFailure} from '../../protocol/failures/connection-failure.js';
import type {Failure} from '../../protocol/failures/failure.js';
import type {Policy} from '../../protocol/policy.js';
import type {BeatReport, OpenLink, Registration} from '../link/master-link.js';
import type {ConnectionFacts} from './connection-facts.js';
import {type ConnectionEvent, isInSession, nextStreak, type SessionReference} from './connection-state.js';
import {beatUntilLost} from './heartbeat-loop.js';
import {openSessionLink, type SessionLink} from './session-link.js';

/** One session: from its registration until it is lost. */
export type Session = {
	/** Resolves when the session has become stable, rejects with a `ConnectionFailure` when it is lost before. */
	readonly stable: Promise<void>;
	/** Resolves with the reason when the session is lost. Rejects with the signal's reason on an abort. */
	readonly lost: Promise<ConnectionFailure>;
	/** Does not wait for the interval. */
	readonly beatNow: () => void;
	/** Tells the master that the agent leaves on purpose, where it can be told. Never throws. */
	readonly unregister: (limitMs: number) => Promise<void>;
	/** Ends the connection. Idempotent. */
	readonly close: () => void;
};

export type SessionOptions = {
	readonly master: Address;
	readonly policy: Policy;
	readonly suspectIntervalMs: number;
	readonly reportedAddress: string;
	readonly openLink: OpenLink;
	readonly random: () => number;
	readonly signal: AbortSignal;
	readonly facts: Pick<ConnectionFacts, 'state' | 'emit'>;
	/** Numbers the sessions of this process. */
	readonly nextNumber: () => number;
};

/** What the master has granted. */
type Grant = {
	readonly registration: Registration;
	readonly reference: SessionReference;
	/**
	It took the place of one that the master forgot, and no heartbeat was acknowledged since. A master that forgets twice before
	it acknowledges one heartbeat would be a hot loop: the second time is a loss.
	*/
	readonly isReplacement: boolean;
};

/**
Opens a session: dials, registers, and beats from then on. Throws a `ConnectionFailure` if either fails.

Suspicion is fast, judgement is the same. When the link breaks, or a heartbeat fails, the next heartbeat is a real
dial: the old connection is closed, a fresh one goes on with the session by its id. While heartbeats fail they repeat
after the suspect interval, shortened by up to half so that a fleet does not strike in one instant. As many links in a row
that break before they have settled as heartbeats may fail are the loss.
*/
export async function openSession(options: SessionOptions): Promise<Session> {
	const {master, policy, signal} = options;
	const alarm = createAlarm();
	const link = await openSessionLink(
		{
			open: (limitMs, onEnd) => options.openLink(master, {limitMs, signal, onEnd}),
			// At least two, so that one interval has passed.
			settledAfter: Math.max(2, policy.failureThreshold),
			onEnd: alarm.ring,
		},
		policy.connectTimeoutMs,
	);
	try {
		const grant = await register(options, link);
		const {beat, takeFailure, stable} = holdSession(options, link, grant);
		const lost = beatUntilLost({
			intervalMs: policy.heartbeatIntervalMs,
			signal,
			alarm,
			isDue: link.hasEnded,
			beat,
			takeFailure,
		});
		const becameStable = Promise.race([
			stable,
			lost.then((failure) => {
				throw failure;
			}),
		]);
		// Whoever waits hears of it; an abort may come when nobody does.
		becameStable.catch(() => {});
		return {stable: becameStable, lost, beatNow: alarm.ring, unregister: link.unregister, close: link.drop};
	} catch (error) {
		link.drop();
		throw error;
	}
}

async function register(
	{policy, reportedAddress, nextNumber, facts}: SessionOptions,
	link: SessionLink,
	replaces?: number,
): Promise<Grant> {
	const registration = await link.register(policy.connectTimeoutMs);
	const reference = {number: nextNumber(), id: registration.sessionId};
	const event = {type: 'registered', at: performance.now(), session: reference, reportedAddress, replaces} as const;
	if (!facts.emit(event)) {
		throw refusedEvent(event);
	}

	return {registration, reference, isReplacement: replaces !== undefined};
}

/** What heartbeats do to the session that was granted. */
function holdSession(options: SessionOptions, link: SessionLink, first: Grant) {
	const {policy, facts} = options;
	const {failureThreshold} = policy;
	let grant = first;
	let onStable = () => {};
	const stable = new Promise<void>((resolve) => {
		onStable = resolve;
	});

	const numberOf = () => grant.reference.number;
	const tell = (event: ConnectionEvent) => {
		if (!facts.emit(event)) {
			throw refusedEvent(event);
		}
	};

	const end = (reason: Failure): ConnectionFailure => {
		tell({type: 'session-ended', at: performance.now(), session: numberOf(), reason});
		return new ConnectionFailure(reason);
	};

	/** Registers again on the same connection. Resolves with why it was not granted. */
	const replace = async (): Promise<Failure | undefined> => {
		try {
			grant = await register(options, link, grant.reference.number);
			return undefined;
		} catch (error) {
			if (error instanceof ConnectionFailure) {
				return error.failure;
			}

			throw error;
		}
	};

	return {
		stable,
		async beat(): Promise<void> {
			const roundTripMs = await link.beat(grant.registration, reportOf(facts), policy.heartbeatTimeoutMs);
			grant = grant.isReplacement ? {...grant, isReplacement: false} : grant;
			tell({type: 'heartbeat-acknowledged', at: performance.now(), session: numberOf(), roundTripMs});
			const state = facts.state();
			if (state.type === 'active' && state.streak >= failureThreshold) {
				onStable();
			}
		},
		async takeFailure({failure}: ConnectionFailure): Promise<number | ConnectionFailure> {
			let reason = failure;
			if (reason.kind === 'unknown-session' && !grant.isReplacement && link.isOpen()) {
				const refusal = await replace();
				if (refusal === undefined) {
					return 0;
				}

				reason = refusal;
			}

			if (reason.kind !== 'unreachable') {
				return end(reason);
			}

			link.drop();
			const state = facts.state();
			const failures = (isInSession(state) ? state.failures : 0) + 1;
			if (failures < failureThreshold && link.youngBreaks() >= failureThreshold) {
				return end(reason);
			}

			tell({
				type: 'heartbeat-failed',
				at: performance.now(),
				session: numberOf(),
				failures,
				threshold: failureThreshold,
				reason,
			});
			return failures >= failureThreshold
				? new ConnectionFailure(reason)
				: options.suspectIntervalMs * (1 - 0.5 * options.random());
		},
	};
}

function reportOf({state}: Pick<ConnectionFacts, 'state'>): BeatReport {
	const current = state();
	return {streak: nextStreak(current), roundTripMs: current.type === 'active' ? current.roundTripMs : 0};
}

/** The state could not take what this session brought: it is none of the connection's any more, and closes. */
function refusedEvent({type}: ConnectionEvent): Error {
	return new Error(`The connection does not take "${type}" of this session`);
}
