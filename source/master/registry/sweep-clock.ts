/** What one sweep may judge by. */
export type SweepTime = {
	/**
	The time of the sweep before. Silence is judged by it, not by the time of this sweep: what had reached this process
	by then was read in between, whereas a heartbeat that came in since may still be queued.
	*/
	readonly judgedAtMs: number;
	/** How long this process stood still before this sweep; 0 where the sweep came in time. */
	readonly stalledMs: number;
};

/**
A clock that stands still while the process does (SIGSTOP, a blocked event loop, a paused machine), so that all
deadlines move by the stall. It runs for two sweep intervals at most from one sweep to the next.
*/
export type SweepClock = {
	/** This clock's time. It never runs backwards. */
	readonly read: (now: number) => number;
	readonly sweep: (now: number) => SweepTime;
};

/** Makes a clock for sweeps that are due every `intervalMs`. It starts with its first call. */
export function createSweepClock(intervalMs: number): SweepClock {
	let sweptAtMs: number | undefined;
	let lostMs = 0;

	const read = (now: number): number => {
		sweptAtMs ??= now;
		return Math.min(now, sweptAtMs + 2 * intervalMs) - lostMs;
	};

	return {
		read,
		sweep(now) {
			sweptAtMs ??= now;
			const judgedAtMs = sweptAtMs - lostMs;
			const gapMs = now - sweptAtMs;
			const stalledMs = gapMs > 2 * intervalMs ? gapMs - intervalMs : 0;
			lostMs += Math.max(0, gapMs - 2 * intervalMs);
			sweptAtMs = now;
			return {judgedAtMs, stalledMs};
		},
	};
}
