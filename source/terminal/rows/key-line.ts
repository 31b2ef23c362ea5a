import type {KeyHint} from './key-hint.js';
import {type Row, type Segment, widthOfRow} from './row.js';

/** How a key line says its keys, from the roomiest way to the tightest. */
const manners = [
	{gap: 3, words: 'long', help: 'word'},
	{gap: 2, words: 'long', help: 'word'},
	{gap: 2, words: 'short', help: 'word'},
	{gap: 2, words: 'short', help: 'bare'},
] as const;

type Manner = (typeof manners)[number];

const blank: Segment = {text: ' '};

/** The two ends of a bottom line. */
export type KeyLineEnds = {readonly left: Row; readonly right: Row};

/**
The bottom line: what matters now at the left, the most important first, and `right` (help, quit) at the right end. Where
there is little room the words become short, then the last of the left ones go.
*/
export function keyLineEnds(hints: readonly KeyHint[], right: readonly KeyHint[], width: number): KeyLineEnds {
	const tightest = manners[manners.length - 1] ?? manners[0];
	for (const manner of manners) {
		const ends = keyLineIn(hints, right, manner);
		if (widthOfEnds(ends, manner) <= width) {
			return ends;
		}
	}

	for (let count = hints.length - 1; count > 0; count--) {
		const ends = keyLineIn(hints.slice(0, count), right, tightest);
		if (widthOfEnds(ends, tightest) <= width) {
			return ends;
		}
	}

	return {left: [blank, ...hintsIn(right, tightest)], right: []};
}

function keyLineIn(hints: readonly KeyHint[], right: readonly KeyHint[], manner: Manner): KeyLineEnds {
	return {left: [blank, ...hintsIn(hints, manner)], right: [...hintsIn(right, manner), blank]};
}

function widthOfEnds({left, right}: KeyLineEnds, {gap}: Manner): number {
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
