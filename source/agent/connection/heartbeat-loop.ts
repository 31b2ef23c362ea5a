import type {Alarm} from '../../base/alarm.js';
import {ConnectionFailure} from '../../protocol/failures/connection-failure.js';

/** What one heartbeat after the other needs. */
export type HeartbeatLoopOptions = {
	readonly intervalMs: number;
	readonly signal: AbortSignal;
	/** Its ring cuts the wait for the next heartbeat short. */
	readonly alarm: Alarm;
	/** True where the next heartbeat is due at once. */
	readonly isDue: () => boolean;
	/** Sends one. Throws a `ConnectionFailure` where it fails. */
	readonly beat: () => Promise<void>;
	/** Takes a failed one. Resolves with the wait until the next, or with why the session is lost. */
	readonly takeFailure: (failure: ConnectionFailure) => Promise<number | ConnectionFailure>;
};

/**
Sends a heartbeat every interval, from the beginning of one to the beginning of the next, until the session is lost. Resolves
with the reason. Rejects with the signal's reason on an abort.
*/
export async function beatUntilLost(options: HeartbeatLoopOptions): Promise<ConnectionFailure> {
	const {intervalMs, signal, alarm, isDue, beat, takeFailure} = options;
	// Once for the session: to begin and to end listening with every wait is a good part of what a heartbeat costs.
	signal.addEventListener('abort', alarm.ring, {once: true});
	try {
		for (;;) {
			signal.throwIfAborted();
			const startedAt = performance.now();
			let delayMs: number;
			try {
				await beat();
				delayMs = intervalMs - (performance.now() - startedAt);
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

			// Told, or stopped, before this wait began.
			if (!isDue() && !signal.aborted) {
				await alarm.wait(Math.max(0, delayMs));
			}
		}
	} finally {
		signal.removeEventListener('abort', alarm.ring);
	}
}
