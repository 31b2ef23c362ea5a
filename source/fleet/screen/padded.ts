import type {Row} from '../../terminal/rows/row.js';

/** Exactly `count` rows: cut, or filled up with blank ones. */
export function padded(rows: readonly Row[], count: number): readonly Row[] {
	return Array.from({length: count}, (_, index): Row => rows[index] ?? []);
}
