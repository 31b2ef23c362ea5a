import {fitRow, type Row, type ScreenSize} from './row.js';

/** A text that scrolls under its title: what is shown of it from row `top` on, and how much more there is below. */
export function drawScrolled(
	title: Row,
	text: readonly Row[],
	top: number,
	{columns, rows}: ScreenSize,
): readonly Row[] {
	const room = Math.max(0, rows - 1);
	const rest = text.slice(Math.min(top, lastScrolledTop(text, rows)));
	const hidden = rest.length - (room - 1);
	const more: Row = [{text: ` … ${hidden} more: ▴▾ moves.`, style: 'dim'}];
	const shown = rest.length <= room ? rest : [...rest.slice(0, Math.max(0, room - 1)), more];
	return [title, ...shown].slice(0, rows).map((row) => fitRow(row, columns));
}

/** The first row shown of a text when its end is. `rows`: of the screen, the title's among them. */
export function lastScrolledTop(text: readonly Row[], rows: number): number {
	return Math.max(0, text.length - Math.max(0, rows - 1));
}
