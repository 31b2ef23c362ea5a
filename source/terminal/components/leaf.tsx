import {Box, type DOMElement} from 'ink';
import {createContext, memo, useContext} from 'react';
import type {LeafContent} from '../paint/placed-rows.js';
import {isSameRow, widthOfRow} from '../rows/row.js';

/** Where the leaves of a tree say what stands in them. */
export const LeafContext = createContext(new WeakMap<DOMElement, LeafContent>());

/** What stands in a leaf, and how it shares its row with others. */
export type LeafProps = {
	/** What stands in it: a function where that depends on the width, as in a bar. */
	readonly row: LeafContent;
	/** In cells. @default that of the row; none where the row is a function */
	readonly width?: number | undefined;
	/** Takes the room that is left. @default false */
	readonly grows?: boolean;
	/** Gives way where there is too little room: it is cut at its end. @default false */
	readonly shrinks?: boolean;
};

/**
A piece of one row of the screen: a row of a table, or a segment of a line, never a single cell. Ink places an empty box
for it and gives it its width; its text is painted by us. Ink takes every text apart, character by character, and keeps
what it measured for ever.
*/
export const Leaf = memo(function Leaf({row, width, grows = false, shrinks = false}: LeafProps) {
	const leaves = useContext(LeafContext);
	const natural = width ?? (typeof row === 'function' ? 0 : widthOfRow(row));
	if (natural === 0 && !grows) {
		return null;
	}

	const fill = (box: DOMElement | null) => {
		if (box !== null) {
			leaves.set(box, row);
		}
	};
	return <Box ref={fill} width={natural} height={1} flexGrow={grows ? 1 : 0} flexShrink={shrinks ? 1 : 0} />;
}, isSame);

function isSame(before: LeafProps, after: LeafProps): boolean {
	return (
		before.width === after.width &&
		before.grows === after.grows &&
		before.shrinks === after.shrinks &&
		(before.row === after.row ||
			(typeof before.row !== 'function' && typeof after.row !== 'function' && isSameRow(before.row, after.row)))
	);
}
