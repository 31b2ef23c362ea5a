import stringWidth from 'string-width';
import {isOfSeparateCharacters, splitGraphemes} from './graphemes.js';

/** How a piece of text looks. A theme says what that is on a terminal. */
export type Style =
	| 'plain'
	| 'dim'
	| 'bold'
	/** The live state, the selection, the countdown. */
	| 'accent'
	| 'accent-bold'
	/** Failing, reconnecting, late. */
	| 'warning'
	| 'warning-bold'
	/** Lost and failed. */
	| 'danger'
	| 'danger-bold'
	| 'inverse'
	| 'underline';

/** A piece of one row. The text holds no control characters. */
export type Segment = {
	readonly text: string;
	/** @default 'plain' */
	readonly style?: Style;
};

/** One row of a screen. */
export type Row = readonly Segment[];

/** The size of a screen in cells. */
export type ScreenSize = {
	readonly columns: number;
	readonly rows: number;
};

/** The widths of separate characters beyond ASCII, once they were needed. */
const knownWidths = new Map<string, number>();

/** How many cells a text takes. What is ambiguous counts as one. */
export function widthOf(text: string): number {
	// Nearly everything is one of these two. All else needs large tables and takes fifty times as long.
	if (/^[\u0020-\u007E]*$/u.test(text)) {
		return text.length;
	}

	return isOfSeparateCharacters(text) ? sumOfWidths(text) : stringWidth(text);
}

function sumOfWidths(text: string): number {
	let cells = 0;
	for (const character of text) {
		let width = character <= '~' ? 1 : knownWidths.get(character);
		if (width === undefined) {
			width = stringWidth(character);
			knownWidths.set(character, width);
		}

		cells += width;
	}

	return cells;
}

/** Cuts a text at its end to at most `width` cells, with `…` where something is missing. */
export function truncate(text: string, width: number): string {
	if (widthOf(text) <= width) {
		return text;
	}

	return width <= 0 ? '' : `${takeStart(text, width - 1)}…`;
}

/** Cuts a text in its middle: both ends of a name tell it from others. */
export function truncateMiddle(text: string, width: number): string {
	if (widthOf(text) <= width) {
		return text;
	}

	if (width < 3) {
		return truncate(text, width);
	}

	const tail = Math.floor((width - 1) / 2);
	return `${takeStart(text, width - 1 - tail)}…${takeEnd(text, tail)}`;
}

function takeStart(text: string, width: number): string {
	let taken = '';
	let cells = 0;
	for (const grapheme of splitGraphemes(text)) {
		cells += widthOf(grapheme);
		if (cells > width) {
			break;
		}

		taken += grapheme;
	}

	return taken;
}

function takeEnd(text: string, width: number): string {
	let taken = '';
	let cells = 0;
	for (const grapheme of splitGraphemes(text).reverse()) {
		cells += widthOf(grapheme);
		if (cells > width) {
			break;
		}

		taken = grapheme + taken;
	}

	return taken;
}

/** A text in exactly `width` cells: cut at its end, or filled up with blanks. */
export function fitText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
	const cut = truncate(text, width);
	const blanks = ' '.repeat(Math.max(0, width - widthOf(cut)));
	return align === 'left' ? cut + blanks : blanks + cut;
}

/** How many cells a row fills. */
export function widthOfRow(row: Row): number {
	return row.reduce((cells, {text}) => cells + widthOf(text), 0);
}

/** True where two rows have the same pieces. */
export function isSameRow(one: Row, other: Row): boolean {
	return (
		one.length === other.length &&
		one.every(({text, style}, index) => other[index]?.text === text && other[index]?.style === style)
	);
}

/** A row in exactly `width` cells. */
export function fitRow(row: Row, width: number): Row {
	const fitted: Segment[] = [];
	let left = width;
	for (const segment of row) {
		const cells = widthOf(segment.text);
		if (cells > left) {
			fitted.push({...segment, text: fitText(segment.text, left)});
			return fitted;
		}

		fitted.push(segment);
		left -= cells;
	}

	return left > 0 ? [...fitted, {text: ' '.repeat(left)}] : fitted;
}

/** Cells one after another as segments: those of one style are one. */
export function joinCells(cells: ReadonlyArray<{readonly glyph: string; readonly style: Style}>): Segment[] {
	const segments: Segment[] = [];
	for (const {glyph, style} of cells) {
		const last = segments.at(-1);
		if (last?.style === style) {
			segments[segments.length - 1] = {text: last.text + glyph, style};
		} else {
			segments.push({text: glyph, style});
		}
	}

	return segments;
}
