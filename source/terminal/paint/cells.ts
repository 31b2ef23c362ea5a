import {splitGraphemes} from '../rows/graphemes.js';
import {isSameRow, type Row, widthOf} from '../rows/row.js';
import {lookOf, shownRow, type Theme} from './theme.js';

/** One cell of a terminal. A wide character fills two: the second has no text. */
export type Cell = {
	readonly text: string;
	/** The parameters of SGR that make its look, such as `1;36`. */
	readonly style: string;
};

/** The cells of one row, as many as the terminal has columns. */
export type CellRow = readonly Cell[];

const blankCell: Cell = {text: ' ', style: ''};

/** A row that shows nothing. */
export function blankRow(columns: number): CellRow {
	return Array.from({length: columns}, () => blankCell);
}

/** Makes the cells of one frame after another. A row that did not change keeps its cells: most do not. */
export function createFrameCells(theme: Theme): (rows: readonly Row[], columns: number) => readonly CellRow[] {
	let frame: ReadonlyArray<{readonly row: Row; readonly cells: CellRow}> = [];
	return (rows, columns) => {
		frame = rows.map((row, index) => {
			const before = frame[index];
			return before?.cells.length === columns && isSameRow(before.row, row)
				? before
				: {row, cells: cellsOfRow(row, theme, columns)};
		});
		return frame.map(({cells}) => cells);
	};
}

/** A row in exactly `columns` cells, as that theme shows it. Control characters are left out. */
export function cellsOfRow(row: Row, theme: Theme, columns: number): CellRow {
	const cells: Cell[] = [];
	for (const {text, style = 'plain'} of shownRow(row, theme, columns)) {
		appendText(cells, text, lookOf(style, theme), columns);
	}

	while (cells.length < columns) {
		cells.push(blankCell);
	}

	return cells;
}

function appendText(cells: Cell[], text: string, style: string, columns: number): void {
	if (/^[\u0020-\u007E]*$/u.test(text)) {
		for (let index = 0; index < text.length && cells.length < columns; index++) {
			cells.push(style === '' && text[index] === ' ' ? blankCell : {text: text[index] ?? ' ', style});
		}

		return;
	}

	for (const grapheme of splitGraphemes(text)) {
		const width = widthOf(grapheme);
		if (width === 0) {
			continue;
		}

		if (cells.length + width > columns) {
			return;
		}

		cells.push({text: grapheme, style});
		for (let cell = 1; cell < width; cell++) {
			cells.push({text: '', style});
		}
	}
}
