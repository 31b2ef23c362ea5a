import type {DOMElement} from 'ink';
import {fitRow, type Row, type ScreenSize, type Segment} from '../rows/row.js';

/** What stands in a leaf of the tree. As a function: what stands in it where it was given that width. */
export type LeafContent = Row | ((width: number) => Row);

/** What stands in each leaf, by the box that Ink placed for it. */
export type Leaves = Pick<WeakMap<DOMElement, LeafContent>, 'get'>;

/** A leaf as it was placed. In cells. */
type Placed = {readonly left: number; readonly width: number; readonly content: LeafContent};

/** The cells within which something is seen: from the first ones to before the last ones. */
type Clip = {readonly left: number; readonly top: number; readonly right: number; readonly bottom: number};

/**
The rows of a tree that Ink has laid out, exactly as many as the screen has; each may be shorter or longer than the screen is
wide. A leaf covers its width: of two that meet, the left one is seen; of two at the same place, the later one.
*/
export function placedRows(root: DOMElement, leaves: Leaves, {columns, rows}: ScreenSize): readonly Row[] {
	const lines = Array.from({length: rows}, (): Placed[] => []);
	const visit = (element: DOMElement, x: number, y: number, outer: Clip) => {
		const {yogaNode} = element;
		if (yogaNode === undefined) {
			return;
		}

		const left = x + yogaNode.getComputedLeft();
		const top = y + yogaNode.getComputedTop();
		const content = leaves.get(element);
		if (content !== undefined) {
			const isSeen = left >= outer.left && left < outer.right && top >= outer.top && top < outer.bottom;
			const width = isSeen ? yogaNode.getComputedWidth() : 0;
			if (width > 0) {
				lines[top]?.push({left, width, content});
			}

			return;
		}

		const clip = clipOf(element, {left, top}, outer);
		for (const child of element.childNodes) {
			if (child.nodeName === 'ink-box') {
				visit(child, left, top, clip);
			}
		}
	};

	visit(root, 0, 0, {left: 0, top: 0, right: columns, bottom: rows});
	return lines.map(joinPlaced);
}

function clipOf({style, yogaNode}: DOMElement, {left, top}: {left: number; top: number}, outer: Clip): Clip {
	const isWide = style.overflow !== 'hidden' && style.overflowX !== 'hidden';
	const isHigh = style.overflow !== 'hidden' && style.overflowY !== 'hidden';
	if (yogaNode === undefined || (isWide && isHigh)) {
		return outer;
	}

	return {
		left: isWide ? outer.left : Math.max(outer.left, left),
		right: isWide ? outer.right : Math.min(outer.right, left + yogaNode.getComputedWidth()),
		top: isHigh ? outer.top : Math.max(outer.top, top),
		bottom: isHigh ? outer.bottom : Math.min(outer.bottom, top + yogaNode.getComputedHeight()),
	};
}

function joinPlaced(placed: readonly Placed[]): Row {
	const row: Segment[] = [];
	let column = 0;
	// Sorting keeps the order of equals, so that the last of them is the later one.
	const sorted = placed.toSorted((one, other) => one.left - other.left);
	for (const [index, {left, width, content}] of sorted.entries()) {
		if (left < column || sorted[index + 1]?.left === left) {
			continue;
		}

		if (left > column) {
			row.push({text: ' '.repeat(left - column)});
		}

		row.push(...fitRow(typeof content === 'function' ? content(width) : content, width));
		column = left + width;
	}

	return row;
}
