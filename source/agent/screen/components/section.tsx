import type {ReactNode} from 'react';
import {Part} from '../../../terminal/components/part.js';
import {Blank} from '../../../terminal/components/rows.js';

/** A part of the screen under a blank row: so many rows high without it, nothing where it has none. */
export function Section({rows, children}: {readonly rows: number; readonly children: ReactNode}) {
	return rows < 1 ? null : (
		<>
			<Blank />
			<Part rows={rows}>{children}</Part>
		</>
	);
}
