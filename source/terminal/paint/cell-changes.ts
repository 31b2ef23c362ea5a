import type {Cell, CellRow} from './cells.js';

/** Cells between two changed ones that are written again, since moving the cursor costs more. */
const mostBridged = 5;

/**
What to write so that a terminal that shows `shown` shows `wanted`: changed cells at absolute positions, each with its
own look. Without `shown`, or where its size is another, all cells. Empty where nothing changed.
*/
export function encodeChanges(shown: readonly CellRow[] | undefined, wanted: readonly CellRow[]): string {
	const encoder = createEncoder();
	for (const [row, cells] of wanted.entries()) {
		const before = shown?.[row];
		if (before !== cells) {
			encodeRow(encoder, row, before?.length === cells.length ? before : undefined, cells);
		}
	}

	return encoder.finish();
}

function encodeRow(encoder: Encoder, row: number, before: CellRow | undefined, wanted: CellRow): void {
	const isChanged = changedCells(before, wanted);
	let column = 0;
	while (column < wanted.length) {
		if (!isChanged[column]) {
			column++;
			continue;
		}

		const end = endOfRun(isChanged, column);
		for (; column < end; column++) {
			encoder.put(row, column, wanted[column]);
		}
	}
}

/** Where the run of cells to write ends, short gaps included. */
function endOfRun(isChanged: readonly boolean[], start: number): number {
	let end = start + 1;
	for (let column = end; column < isChanged.length && column - end <= mostBridged; column++) {
		if (isChanged[column]) {
			end = column + 1;
		}
	}

	return end;
}

/** Both halves of a wide character are written together, and writing over one half destroys the other. */
function changedCells(before: CellRow | undefined, wanted: CellRow): boolean[] {
	const isChanged = wanted.map(({text, style}, column) => {
		const old = before?.[column];
		return old === undefined || old.text !== text || old.style !== style;
	});
	if (before === undefined) {
		return isChanged;
	}

	const isJoined = (column: number) => before[column]?.text === '' || wanted[column]?.text === '';
	for (let column = 1; column < wanted.length; column++) {
		if (isJoined(column) && isChanged[column - 1]) {
			isChanged[column] = true;
		}
	}

	for (let column = wanted.length - 1; column > 0; column--) {
		if (isJoined(column) && isChanged[column]) {
			isChanged[column - 1] = true;
		}
	}

	return isChanged;
}

type Encoder = {
	put(row: number, column: number, cell: Cell | undefined): void;
	finish(): string;
};

function createEncoder(): Encoder {
	const parts: string[] = [];
	let style: string | undefined;
	let at: {row: number; column: number} | undefined;
	return {
		put(row, column, cell) {
			// The second half of a wide character came with the first.
			if (cell === undefined || cell.text === '') {
				return;
			}

			if (at?.row !== row || at.column !== column) {
				parts.push(`\u001B[${row + 1};${column + 1}H`);
			}

			if (style !== cell.style) {
				parts.push(`\u001B[0${cell.style === '' ? '' : `;${cell.style}`}m`);
				style = cell.style;
			}

			parts.push(cell.text);
			// A terminal may count other characters differently: the next cell gets its position.
			at = isCertainWidth(cell.text) ? {row, column: column + 1} : undefined;
		},
		finish() {
			if (style !== undefined && style !== '') {
				parts.push('\u001B[0m');
			}

			return parts.join('');
		},
	};
}

/** ASCII, accented Latin letters, lines, blocks, arrows and shapes: one cell in every terminal but those of wide locales. */
function isCertainWidth(text: string): boolean {
	return /^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u024F\u2010-\u2027\u2190-\u21FF\u2500-\u25FF]$/u.test(text);
}
