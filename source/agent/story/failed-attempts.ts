import {assertNever} from '../../base/assert-never.js';
import type {Failure} from '../../protocol/failures/failure.js';
import type {ConnectionFact} from '../connection/connection-facts.js';
import {goesOn} from '../connection/connection-state.js';

/** What happened in one outage. Times are of the monotonic clock. */
export type FailedAttempts = {
	/** How the connection was lost. Undefined where this process has never been connected. */
	readonly loss: {readonly at: number; readonly failures: number; readonly reason: Failure} | undefined;
	/** The newest of the failed attempts. */
	readonly failed: readonly FailedAttempt[];
	/** How many attempts failed. */
	readonly count: number;
	/** How many of the last of them failed for the same reason. */
	readonly sameReason: number;
	/** How long the wait before the attempt that runs was. */
	readonly waitedMs: number | undefined;
};

export type FailedAttempt = {
	readonly at: number;
	readonly attempt: number;
	/** Undefined for the first attempt of all, which waits for nothing. */
	readonly afterMs: number | undefined;
	readonly reason: Failure;
};

const mostFailedAttempts = 100;

export const noFailedAttempts: FailedAttempts = {
	loss: undefined,
	failed: [],
	count: 0,
	sameReason: 0,
	waitedMs: undefined,
};

/** Folds one fact into what happened. */
export function foldFailedAttempts(
	failedAttempts: FailedAttempts,
	{event, previous, state}: ConnectionFact,
): FailedAttempts {
	if (state.type === 'connection-lost') {
		const failures = event.type === 'heartbeat-failed' ? event.failures : 0;
		const loss = {at: state.since, failures, reason: state.reason};
		// A session that no heartbeat confirmed is one more failed attempt of the same outage.
		return goesOn(state) ? failedAttempts : {...noFailedAttempts, loss};
	}

	switch (event.type) {
		case 'connecting':
			return previous.type === 'reconnecting'
				? {...failedAttempts, waitedMs: Math.min(previous.delayMs, Math.round(event.at - previous.since))}
				: noFailedAttempts;
		case 'retry-scheduled': {
			if (previous.type === 'connection-lost' && !goesOn(previous)) {
				return failedAttempts;
			}

			// A refusal tells its wait anew: the attempt has been counted.
			if (previous.type === 'reconnecting') {
				return failedAttempts;
			}

			const {reason} = event;
			const isSame = failedAttempts.failed.at(-1)?.reason.code === reason.code;
			const attempt = {at: event.at, attempt: event.attempt - 1, afterMs: failedAttempts.waitedMs, reason};
			return {
				...failedAttempts,
				failed: [...failedAttempts.failed, attempt].slice(-mostFailedAttempts),
				count: failedAttempts.count + 1,
				sameReason: isSame ? failedAttempts.sameReason + 1 : 1,
			};
		}

		case 'registered':
		case 'heartbeat-acknowledged':
		case 'heartbeat-failed':
		case 'session-ended':
		case 'stopped':
			return failedAttempts;
		default:
			return assertNever(event);
	}
}
