import {Box} from 'ink';
import type {Row} from '../rows/row.js';
import {Ends} from './line.js';

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
