import type {Span} from '../../terminal/rows/strip.js';

/** How fine the past of the fleet is kept, and for how long. */
const bucketMs = 10_000;
const keptMs = 60 * 60 * 1000;

/** When agents of a fleet became late or lost, in parts of ten seconds: bounded, however large the fleet. */
export type TroubleBuckets = ReadonlyMap<number, 'late' | 'lost'>;

/** Marks the part of ten seconds in which it happened. Lost outweighs late. */
export function addTrouble(troubles: Map<number, 'late' | 'lost'>, at: number, to: 'late' | 'lost'): void {
	const bucket = Math.floor(at / bucketMs);
	if (troubles.get(bucket) !== 'lost') {
		troubles.set(bucket, to);
	}
}

/** Forgets what is older than an hour. */
export function forgetOldTrouble(troubles: Map<number, 'late' | 'lost'>, now: number): void {
	const first = Math.floor((now - keptMs) / bucketMs);
	for (const bucket of troubles.keys()) {
		if (bucket < first) {
			troubles.delete(bucket);
		}
	}
}

/** As a strip shows them. */
export function troubleSpans(troubles: TroubleBuckets): Record<'outages' | 'failing', readonly Span[]> {
	const spansOf = (wanted: 'late' | 'lost') =>
		[...troubles].flatMap(([bucket, to]) =>
			to === wanted ? [{fromMs: bucket * bucketMs, toMs: bucket * bucketMs}] : [],
		);
	return {outages: spansOf('lost'), failing: spansOf('late')};
}
