import {Box} from 'ink';
import type {ReactNode} from 'react';
import type {Row} from '../rows/row.js';
import {Leaf} from './leaf.js';

/** One row of the screen, whose parts stand side by side. */
export function Line({children}: {readonly children?: ReactNode}) {
	return (
		<Box height={1} flexShrink={0}>
			{children}
		</Box>
	);
}

/** One row with a left and a right end. The left one gives way. */
export function Ends({left, right = []}: {readonly left: Row; readonly right?: Row}) {
	return (
		<Line>
			<Leaf row={left} grows shrinks />
			<Leaf row={right} />
		</Line>
	);
}
