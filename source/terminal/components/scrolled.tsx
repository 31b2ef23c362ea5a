import type {ReactElement, ReactNode} from 'react';
import type {Row} from '../rows/row.js';
import {scrollText} from '../rows/scrolled.js';
import {Ends} from './line.js';
import {Part} from './part.js';
import {Blank} from './rows.js';

/** One row of a text: as it stands, or as a component that is one row high. */
export type ScrolledLine = Row | ReactElement;

/** A text, and which part of it is shown. */
export type ScrolledProps = {
	/** One row that stays: a `Rule`. */
	readonly title: ReactNode;
	readonly lines: readonly ScrolledLine[];
	/** The first line shown. */
	readonly top: number;
	/** The room, the title's row among it. */
	readonly rows: number;
};

/** A text that scrolls under its title: what is shown of it from line `top` on, and how much more there is below. */
export function Scrolled({title, lines, top, rows}: ScrolledProps) {
	const {shown, hidden} = scrollText(lines, top, rows);
	return (
		<Part rows={rows}>
			{title}
			{shown.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row of a screen is its place.
				<ScrolledRow key={index} line={line} />
			))}
			{hidden > 0 && <Ends left={[{text: ` … ${hidden} more: ▴▾ moves.`, style: 'dim'}]} />}
		</Part>
	);
}

function ScrolledRow({line}: {readonly line: ScrolledLine}) {
	if (!isRow(line)) {
		return line;
	}

	return line.length === 0 ? <Blank /> : <Ends left={line} />;
}

function isRow(line: ScrolledLine): line is Row {
	return Array.isArray(line);
}
