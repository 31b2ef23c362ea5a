import type {ReactElement} from 'react';
import {fitRow, type Row, type ScreenSize} from '../../source/terminal/rows/row.js';
import {renderView} from '../../source/terminal/view.js';

/** What Ink makes of an element on a screen of this size: its rows as they are, even if they are wider than the screen. */
export function drawFrame(element: ReactElement, size: ScreenSize): readonly Row[] {
	let drawn: readonly Row[] | undefined;
	const view = {size, element};
	const rendered = renderView({current: () => view, subscribe: () => () => {}}, (rows) => {
		drawn = rows;
	});
	rendered.whenEnded.catch(() => {});
	rendered.unmount();
	if (drawn === undefined) {
		throw new Error('Nothing was drawn: a component has failed');
	}

	return drawn;
}

/** The same, each row exactly as wide as the screen. */
export function drawRows(element: ReactElement, size: ScreenSize): readonly Row[] {
	return drawFrame(element, size).map((row) => fitRow(row, size.columns));
}

/** The same as texts. */
export function drawLines(element: ReactElement, size: ScreenSize): readonly string[] {
	return drawRows(element, size).map((row) => row.map(({text}) => text).join(''));
}

/** Rows as text, without the blanks at their ends. */
export function rowsText(rows: readonly Row[]): string {
	return rows
		.map((row) =>
			row
				.map(({text}) => text)
				.join('')
				.trimEnd(),
		)
		.join('\n');
}
