import type {ScreenSize} from '../../../terminal/rows/row.js';
import {isNarrow} from '../../../terminal/rows/screen-sizes.js';

/** How many rows each part of the main screen gets. A part that is given up has none. */
export type Layout = {
	/** The blank row under the reason. */
	readonly gap: number;
	readonly diagram: number;
	readonly strips: number;
	/** The title of the log and the lines under it. */
	readonly log: number;
	/** The row above the keys: blank, or a notice. */
	readonly foot: number;
};

/**
Shares out the rows. What is `fixed` (header, state, reason, next, keys) always stands. Where rows are short the log is given
up first, then the strips, then the diagram; a part that is shown has a blank row above it.
*/
export function layOut({
	height,
	fixed,
	diagram,
	strips,
}: {
	readonly height: number;
	readonly fixed: number;
	readonly diagram: number;
	readonly strips: number;
}): Layout {
	let left = height - fixed;
	const take = (rows: number, least = rows) => {
		const taken = left >= least ? Math.min(rows, left) : 0;
		left -= taken;
		return taken;
	};

	const foot = take(1);
	const gap = take(1);
	const diagramRows = take(diagram + 1);
	const stripRows = diagramRows > 0 ? take(strips + 1) : 0;
	// A title without a line under it would tell nothing.
	const log = stripRows > 0 ? take(left, 3) : 0;
	return {gap, diagram: without(diagramRows), strips: without(stripRows), log: without(log), foot};
}

function without(rows: number): number {
	return Math.max(0, rows - 1);
}

/** How many rows each part of a narrow screen gets. */
export type NarrowLayout = Omit<Layout, 'foot'> & {readonly reason: number};

/**
Shares out the rows of a narrow window, where the diagram is one row. What always stands: the header, the state, what is next,
the foot and the keys. Then the reason, whole if it can be, then all else in its order.
*/
export function layOutNarrow({
	height,
	reason,
	strips,
}: {
	readonly height: number;
	readonly reason: number;
	readonly strips: number;
}): NarrowLayout {
	let left = height - 6;
	const take = (rows: number) => {
		const taken = Math.max(0, Math.min(rows, left));
		left -= taken;
		return taken;
	};

	return {
		reason: take(reason),
		gap: take(1),
		// One row of it needs no blank above it: it belongs to what comes next.
		diagram: take(1),
		strips: take(strips),
		log: left >= 3 ? left - 1 : 0,
	};
}

/** The room of a page other than the main one: all but the header, the state, the foot and the keys. */
export function roomOfPage(size: ScreenSize): ScreenSize {
	return {columns: size.columns, rows: Math.max(0, size.rows - (isNarrow(size) ? 4 : 5))};
}
