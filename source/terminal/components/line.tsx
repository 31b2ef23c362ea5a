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

/** Rows of the screen, one under the other, each cut at the right end of the screen. */
export function Rows({rows}: {readonly rows: readonly Row[]}) {
	return (
		<Box flexDirection="column" flexShrink={0}>
			{rows.map((row, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row of a screen is its place.
				<Ends key={index} left={row} />
			))}
		</Box>
	);
}

/** Rows that show nothing. */
export function Blank({rows = 1}: {readonly rows?: number}) {
	return <Box height={Math.max(0, rows)} flexShrink={0} />;
}

/** A part of the screen that is so many rows high, whatever stands in it: it is cut, or filled up with blank rows. */
export function Part({rows, children}: {readonly rows: number; readonly children?: ReactNode}) {
	return rows < 1 ? null : (
		<Box height={rows} flexShrink={0} flexDirection="column" overflowY="hidden">
			{children}
		</Box>
	);
}
