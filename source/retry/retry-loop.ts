import pRetry from 'p-retry';
import {delayAfterFailure, type Schedule} from './backoff.js';

/** The wait that follows on a failure. */
export type Wait = {
	/** Why. */
	readonly error: Error;
	/** The number of the failure in this run, from 1. */
	readonly failures: number;
	readonly delayMs: number;
};

export type RetryOptions<Result> = {
	readonly schedule: Schedule;
	/** Its abort ends the run, with its reason: a wait at once, an attempt when the attempt heeds it. */
	readonly signal: AbortSignal;
	/** Failure number one of the run, which has happened already: the run begins with its wait. */
	readonly loss?: Error | undefined;
	readonly attempt: () => Promise<Result>;
	/** False: this failure ends the run. Asked of each but for the loss. */
	readonly isRetried: (error: Error) => boolean;
	/** Called as each wait begins. */
	readonly onWait: (wait: Wait) => void;
};

/**
One run of the schedule: attempts until one succeeds, for ever. Rejects with a failure that is not to be retried, or with the
signal's reason.

p-retry drives it. What of it is easy to miss: it calls `onFailedAttempt` with the abort's reason when a run is aborted during
an attempt; its context carries no delay, which is computed here from the same numbers; a TypeError that is no network error
ends it for good, so attempts throw a class of ours.
*/
export function retryUntilDone<Result>(options: RetryOptions<Result>): Promise<Result> {
	const {schedule, signal, attempt} = options;
	let loss = options.loss;
	let endsRun = false;
	return pRetry(
		async () => {
			if (loss !== undefined) {
				throw loss;
			}

			return attempt();
		},
		{
			...schedule,
			retries: Number.POSITIVE_INFINITY,
			signal,
			onFailedAttempt({error, retriesConsumed}) {
				endsRun = signal.aborted || (error !== loss && !options.isRetried(error));
				loss = undefined;
				if (!endsRun) {
					const failures = retriesConsumed + 1;
					options.onWait({error, failures, delayMs: delayAfterFailure(schedule, failures)});
				}
			},
			shouldRetry: () => !endsRun,
		},
	);
}
