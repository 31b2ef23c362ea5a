import type {KeyHint} from './key-hint.js';
import {fitRow, type Row, type Segment, spread, truncateMiddle, widthOfRow} from './row.js';
import {smallestSize} from './screen-sizes.js';

/** A horizontal line: ` title ──────── right ──`. Without a title or a right part the line takes their place. */
export function rule(width: number, title?: string | Segment, right?: string | Segment): Row {
	const tail = right === undefined ? [] : [blank, toSegment(right), blank, line(2)];
	const room = Math.max(0, width - widthOfRow(tail));
	const named = title === undefined ? undefined : toSegment(title);
	const head: Row =
		named === undefined ? [] : [blank, {...named, text: truncateMiddle(named.text, Math.max(0, room - 2))}, blank];
	return fitRow([...head, line(Math.max(0, room - widthOfRow(head))), ...tail], Math.max(0, width));
}

const blank: Segment = {text: ' '};

function line(width: number): Segment {
	return {text: '─'.repeat(width), style: 'dim'};
}

function toSegment(part: string | Segment): Segment {
	return typeof part === 'string' ? {text: part} : part;
}

/** How a key line says its keys, from the roomiest way to the tightest. */
const manners = [
	{gap: 3, words: 'long', help: 'word'},
	{gap: 2, words: 'long', help: 'word'},
	{gap: 2, words: 'short', help: 'word'},
	{gap: 2, words: 'short', help: 'bare'},
] as const;

type Manner = (typeof manners)[number];

/**
The bottom line: what matters now at the left, the most important first, and `right` (help, quit) at the right end. Where
there is little room the words become short, then the last of the left ones go.
*/
export function keyLine(hints: readonly KeyHint[], right: readonly KeyHint[], width: number): Row {
	const tightest = manners[manners.length - 1] ?? manners[0];
	for (const manner of manners) {
		const row = keyLineIn(hints, right, manner);
		if (widthOfSides(row) <= width) {
			return spread(row.left, row.right, width);
		}
	}

	for (let count = hints.length - 1; count > 0; count--) {
		const row = keyLineIn(hints.slice(0, count), right, tightest);
		if (widthOfSides(row) <= width) {
			return spread(row.left, row.right, width);
		}
	}

	return fitRow([blank, ...hintsIn(right, tightest)], Math.max(0, width));
}

type Sides = {readonly left: Row; readonly right: Row; readonly gap: number};

function keyLineIn(hints: readonly KeyHint[], right: readonly KeyHint[], manner: Manner): Sides {
	return {left: [blank, ...hintsIn(hints, manner)], right: [...hintsIn(right, manner), blank], gap: manner.gap};
}

function widthOfSides({left, right, gap}: Sides): number {
	return widthOfRow(left) + gap + widthOfRow(right);
}

function hintsIn(hints: readonly KeyHint[], {gap, words, help}: Manner): Row {
	return hints.flatMap((hint, index): Row => {
		const does = words === 'short' ? (hint.short ?? hint.does) : hint.does;
		const isBare = help === 'bare' && hint.label === '?';
		return [
			...(index > 0 ? [{text: ' '.repeat(gap)}] : []),
			{text: hint.label, style: 'bold'},
			...(isBare ? [] : [{text: ` ${does}`}]),
		];
	});
}

/** What a window that is too small for a screen needs, in as many whole words as fit. */
export function tooSmallWords(width: number): string {
	const size = `too small: ${smallestSize.columns}x${smallestSize.rows}`;
	return [`${size} at least`, size, 'too small'].find((words) => words.length <= width) ?? '';
}

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
