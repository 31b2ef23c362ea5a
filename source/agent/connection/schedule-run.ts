import type {Policy} from '../../protocol/policy.js';
import {drawSchedule, type Place, type Schedule} from '../../retry/backoff.js';
import {retryUntilDone, type Wait} from '../../retry/retry-loop.js';

/** Ends a run whose wait somebody cut short: the next one begins at its place, and dials at once. */
export class DialNow extends Error {
	override readonly name = 'DialNow';

	constructor(readonly place: Place) {
		super('Dial now');
	}
}

export type ScheduleRunOptions = {
	readonly policy: Policy;
	readonly random: () => number;
	/** Its signal is that of the connection: an attempt that somebody wants at once is one already. */
	readonly attempt: (signal: AbortSignal) => Promise<void>;
	readonly isRetried: (error: Error) => boolean;
	/** A wait begins, in a schedule that was drawn for this run. */
	readonly onWait: (wait: Wait, schedule: Schedule) => void;
};

/** Runs of the reconnect policy, of which one goes on at a time. */
export type ScheduleRun = {
	/**
	From failure to failure until an attempt succeeds. A `loss` is its first failure. Rejects with what is not retried, with
	`DialNow`, or with the signal's reason.
	*/
	readonly run: (loss: Error | undefined, place: Place, signal: AbortSignal) => Promise<void>;
	/** Cuts the wait that goes on short. The next run begins the schedule anew, or keeps its place in it. */
	readonly dialNow: (from: 'first-delay' | 'this-place') => void;
};

/** Each run draws a schedule of its own, which differs from agent to agent. */
export function createScheduleRun({policy, random, attempt, isRetried, onWait}: ScheduleRunOptions): ScheduleRun {
	/** The place of the delay that follows the one that runs. */
	let nextPlace: Place = 0;
	let abortWait: (place: Place) => void = () => {};
	return {
		async run(loss, place, signal) {
			signal.throwIfAborted();
			const schedule = drawSchedule(policy, random, place);
			const controller = new AbortController();
			const stop = () => controller.abort(signal.reason);
			signal.addEventListener('abort', stop, {once: true});
			abortWait = (from) => controller.abort(new DialNow(from));
			try {
				await retryUntilDone({
					schedule,
					signal: controller.signal,
					loss,
					attempt: () => attempt(signal),
					isRetried,
					onWait(wait) {
						nextPlace = place === 'longest' ? place : place + wait.failures;
						onWait(wait, schedule);
					},
				});
			} finally {
				abortWait = () => {};
				signal.removeEventListener('abort', stop);
			}
		},
		dialNow: (from) => abortWait(from === 'first-delay' ? 0 : nextPlace),
	};
}
