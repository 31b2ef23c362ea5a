import {Box} from 'ink';
import type {ReactNode} from 'react';

/** A part of the screen that is so many rows high, whatever stands in it: it is cut, or filled up with blank rows. */
export function Part({rows, children}: {readonly rows: number; readonly children?: ReactNode}) {
	return rows < 1 ? null : (
		<Box height={rows} flexShrink={0} flexDirection="column" overflowY="hidden">
			{children}
		</Box>
	);
}
