/** How fine the past of the fleet is kept, and for how long. */
const bucketMs = 10_000;
const keptMs = 60 * 60 * 1000;

/**
When agents of a fleet became late or lost, in parts of ten seconds, each by its begin: bounded, however large the
fleet. Monotonic milliseconds of this process.
*/
export type TroubleBuckets = ReadonlyMap<number, 'late' | 'lost'>;

/** Marks the part of ten seconds in which it happened. Lost outweighs late. */
export function addTrouble(troubles: Map<number, 'late' | 'lost'>, at: number, to: 'late' | 'lost'): void {
	const beginsAt = bucketOf(at);
	if (troubles.get(beginsAt) !== 'lost') {
		troubles.set(beginsAt, to);
	}
}

/** Forgets what is older than an hour. */
export function forgetOldTrouble(troubles: Map<number, 'late' | 'lost'>, now: number): void {
	const firstAt = bucketOf(now - keptMs);
	for (const beginsAt of troubles.keys()) {
		if (beginsAt < firstAt) {
			troubles.delete(beginsAt);
		}
	}
}

function bucketOf(at: number): number {
	return Math.floor(at / bucketMs) * bucketMs;
}
