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
