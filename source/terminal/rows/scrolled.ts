/**
What is shown of a text from its line `top` on, and how many lines there are below: the last row is left for saying so.
`rows`: of the room, the title's among them.
*/
export function scrollText<Line>(
	text: readonly Line[],
	top: number,
	rows: number,
): {readonly shown: readonly Line[]; readonly hidden: number} {
	const room = Math.max(0, rows - 1);
	const rest = text.slice(Math.min(top, lastScrolledTop(text, rows)));
	const shown = rest.length <= room ? rest : rest.slice(0, Math.max(0, room - 1));
	return {shown, hidden: rest.length - shown.length};
}

/** The first row shown of a text when its end is. `rows`: of the screen, the title's among them. */
export function lastScrolledTop(text: readonly unknown[], rows: number): number {
	return Math.max(0, text.length - Math.max(0, rows - 1));
}
