import {Box, type DOMElement, measureElement, Transform} from 'ink';
import {createContext, memo, useContext, useRef} from 'react';
import type {PlacedLeaf} from '../paint/ink-output.js';
import {type Row, widthOfRow} from '../rows/row.js';

/** Hands a leaf over to the frame that is being made, and returns the mark that Ink places for it. */
export type PlaceLeaf = (leaf: PlacedLeaf) => string;

/** Where the leaves of a tree go. */
export const LeafContext = createContext<PlaceLeaf>(() => '');

export type LeafProps = {
	/** What stands in it. As a function: what stands in it where it has that width, such as a bar or a line. */
	readonly row: Row | ((width: number) => Row);
	/** In cells. @default that of the row; none where the row is a function */
	readonly width?: number | undefined;
	/** Takes the room that is left. @default false */
	readonly grows?: boolean;
	/** Gives way where there is too little room: it is cut at its end. @default false */
	readonly shrinks?: boolean;
};

/**
A piece of one row of the screen: a row of a table, or a segment of a line, never a single cell. Ink places it and gives it
its width; its text is painted by us. Ink itself only ever sees one blank, since it keeps every text that it measured.
*/
export const Leaf = memo(function Leaf({row, width, grows = false, shrinks = false}: LeafProps) {
	const place = useContext(LeafContext);
	const box = useRef<DOMElement>(null);
	const natural = width ?? (typeof row === 'function' ? 0 : widthOfRow(row));
	if (natural === 0 && !grows) {
		return null;
	}

	const leaf: PlacedLeaf = {
		row,
		measureWidth: () => (box.current === null ? 0 : measureElement(box.current).width),
	};
	return (
		<Box ref={box} width={natural} height={1} flexGrow={grows ? 1 : 0} flexShrink={shrinks ? 1 : 0}>
			<Transform transform={() => place(leaf)}> </Transform>
		</Box>
	);
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

function isSameRow(before: Row, after: Row): boolean {
	return (
		before.length === after.length &&
		before.every(({text, style}, index) => after[index]?.text === text && after[index]?.style === style)
	);
}
