/** A list, the room for it and where it stands. */
export type ScrollWindowInput = {
	/** How many rows the list has. */
	readonly count: number;
	/** How many of them fit. */
	readonly height: number;
	/** The first row shown so far. */
	readonly top: number;
	/** The row that must be in view, if there is one. */
	readonly selected?: number | undefined;
};

/** Which rows of a list to show, `top` up to but without `end`: as far as can be the same as before, the selected one in view. */
export function scrollWindow({count, height, top, selected}: ScrollWindowInput): {
	readonly top: number;
	readonly end: number;
} {
	const room = Math.max(0, Math.min(count, height));
	let first = top;
	if (selected !== undefined) {
		first = Math.min(first, selected);
		first = Math.max(first, selected - room + 1);
	}

	first = Math.max(0, Math.min(first, count - room));
	return {top: first, end: first + room};
}
