import type {Address} from '../../base/address.js';
import {ConnectionFailure} from '../../protocol/failure.js';
import type {Policy} from '../../protocol/policy.js';
import type {MasterLink, OpenLink, Registration} from '../link/master-link.js';
import {
	type ConnectionEvent,
	type ConnectionState,
	isInSession,
	nextStreak,
	type SessionReference,
} from './connection-state.js';

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
	readonly state: () => ConnectionState;
	readonly emit: (event: ConnectionEvent) => void;
	/** Numbers the sessions of this process. */
	readonly nextNumber: () => number;
};

/**
Opens a session: dials, registers, and beats from then on. Throws a `ConnectionFailure` if either fails.

Suspicion is fast, judgement is the same. When the link breaks, or a heartbeat fails, the next heartbeat is a real
dial: the old connection is closed, a fresh one goes on with the session by its id. While heartbeats fail they repeat
after the suspect interval, shortened by up to half so that a fleet does not strike in one instant.

A link that breaks before it has settled is a failed heartbeat itself, and as many of them in a row as heartbeats may
fail are the loss: a master, or a proxy, that accepts and drops would otherwise be dialled again without a pause.
*/
export async function openSession(options: SessionOptions): Promise<Session> {
	const {master, policy, signal, state, emit} = options;
	/** Undefined while the connection is under suspicion: the next heartbeat dials. */
	let link: MasterLink | undefined;
	/** What the link told since the last heartbeat began. */
	let told: ConnectionFailure | undefined;
	let wake = () => {};
	/** A link has settled when it has carried so many heartbeats: at least two, so that one interval has passed. */
	const settledAfter = Math.max(2, policy.failureThreshold);
	/** Heartbeats acknowledged on this link. */
	let carried = 0;
	/** Links in a row that broke before they had settled. */
	let youngBreaks = 0;

	const dropLink = () => {
		link?.close();
		link = undefined;
		told = undefined;
		carried = 0;
	};

	const open = (limitMs: number) =>
		options.openLink(master, {
			limitMs,
			signal,
			onEnd(failure) {
				told = failure;
				wake();
			},
		});

	const register = async (on: MasterLink, replaces?: number): Promise<[Registration, SessionReference]> => {
		const registration = await on.register(policy.connectTimeoutMs);
		const reference = {number: options.nextNumber(), id: registration.sessionId};
		const {reportedAddress} = options;
		emit({type: 'registered', at: performance.now(), session: reference, reportedAddress, replaces});
		return [registration, reference];
	};

	const first = await open(policy.connectTimeoutMs);
	link = first;
	let [registration, reference] = await register(first).catch((error: unknown) => {
		first.close();
		throw error;
	});

	/** Resolves with the round trip. */
	const beat = async (): Promise<number> => {
		if (told !== undefined && (told.failure.kind !== 'unreachable' || carried < settledAfter)) {
			const failure = told;
			told = undefined;
			throw failure;
		}

		if (told !== undefined) {
			dropLink();
		}

		const current = state();
		const report = {
			streak: nextStreak(current),
			roundTripMs: current.type === 'active' ? current.roundTripMs : 0,
		};
		if (link !== undefined) {
			return link.beat(report, policy.heartbeatTimeoutMs);
		}

		const startedAt = performance.now();
		link = await open(policy.heartbeatTimeoutMs);
		link.resume(registration);
		return link.beat(report, Math.max(1, policy.heartbeatTimeoutMs - (performance.now() - startedAt)));
	};

	const pause = (delayMs: number) =>
		new Promise<void>((resolve) => {
			const proceed = () => {
				clearTimeout(timer);
				wake = () => {};
				resolve();
			};

			const timer = setTimeout(proceed, delayMs);
			wake = proceed;
			// Told, or stopped, before this wait began.
			if (told !== undefined || signal.aborted) {
				proceed();
			}
		});

	/** A master that forgets the session twice before it acknowledges one heartbeat would be a hot loop. */
	let forgotten = false;

	/** Takes a failed heartbeat. Resolves with the reason when the session is lost, or with the wait until the next. */
	const takeFailure = async ({failure}: ConnectionFailure): Promise<ConnectionFailure | number> => {
		let reason = failure;
		if (reason.kind === 'unknown-session' && !forgotten && link !== undefined) {
			try {
				[registration, reference] = await register(link, reference.number);
				forgotten = true;
				told = undefined;
				return 0;
			} catch (error) {
				if (!(error instanceof ConnectionFailure)) {
					throw error;
				}

				reason = error.failure;
			}
		}

		const at = performance.now();
		const session = reference.number;
		if (reason.kind !== 'unreachable') {
			emit({type: 'session-ended', at, session, reason});
			return new ConnectionFailure(reason);
		}

		youngBreaks += link !== undefined && carried < settledAfter ? 1 : 0;
		dropLink();
		const current = state();
		const failures = (isInSession(current) ? current.failures : 0) + 1;
		if (failures < policy.failureThreshold && youngBreaks >= policy.failureThreshold) {
			emit({type: 'session-ended', at, session, reason});
			return new ConnectionFailure(reason);
		}

		emit({type: 'heartbeat-failed', at, session, failures, threshold: policy.failureThreshold, reason});
		return failures >= policy.failureThreshold
			? new ConnectionFailure(reason)
			: options.suspectIntervalMs * (1 - 0.5 * options.random());
	};

	const beatUntilLost = async (onStable: () => void): Promise<ConnectionFailure> => {
		for (;;) {
			signal.throwIfAborted();
			const startedAt = performance.now();
			let delayMs: number;
			try {
				const roundTripMs = await beat();
				forgotten = false;
				carried++;
				youngBreaks = carried < settledAfter ? youngBreaks : 0;
				emit({type: 'heartbeat-acknowledged', at: performance.now(), session: reference.number, roundTripMs});
				const current = state();
				if (current.type === 'active' && current.streak >= policy.failureThreshold) {
					onStable();
				}

				delayMs = policy.heartbeatIntervalMs - (performance.now() - startedAt);
			} catch (error) {
				if (signal.aborted || !(error instanceof ConnectionFailure)) {
					throw error;
				}

				const outcome = await takeFailure(error);
				if (outcome instanceof ConnectionFailure) {
					return outcome;
				}

				delayMs = outcome;
			}

			await pause(Math.max(0, delayMs));
		}
	};

	let onStable = () => {};
	const becameStable = new Promise<void>((resolve) => {
		onStable = resolve;
	});
	// Once for the session: to begin and to end listening with every wait is a good part of what a heartbeat costs.
	const onAbort = () => wake();
	signal.addEventListener('abort', onAbort, {once: true});
	const lost = beatUntilLost(onStable).finally(() => signal.removeEventListener('abort', onAbort));
	const lostBefore = lost.then((failure) => {
		throw failure;
	});
	const stable = Promise.race([becameStable, lostBefore]);
	// Whoever waits hears of it; an abort may come when nobody does.
	stable.catch(() => {});

	return {
		stable,
		lost,
		beatNow: () => wake(),
		async unregister(limitMs) {
			await link?.unregister(limitMs).catch(() => {});
		},
		close: dropLink,
	};
}
