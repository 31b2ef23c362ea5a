import headless from '@xterm/headless';
import {encodeChanges} from '../../source/terminal/paint/cell-changes.js';
import {cellsOfRow} from '../../source/terminal/paint/cells.js';
import type {Theme} from '../../source/terminal/paint/theme.js';
import type {Row, ScreenSize} from '../../source/terminal/rows/row.js';
import type {PictureCell} from './svg.js';

const usualTheme: Theme = {colour: true, ascii: false};

/** Paints rows, shows them on a real terminal emulator, and reads its cells. */
export async function emulate(
	rows: readonly Row[],
	size: ScreenSize,
	theme: Theme = usualTheme,
): Promise<PictureCell[][]> {
	const frame = rows.map((row) => cellsOfRow(row, theme, size.columns));
	const terminal = new headless.Terminal({
		cols: size.columns,
		rows: size.rows,
		allowProposedApi: true,
	});
	await new Promise<void>((resolve) => terminal.write(encodeChanges(undefined, frame), resolve));
	const cells = readCells(terminal, size);
	terminal.dispose();
	return cells;
}

function readCells(terminal: InstanceType<typeof headless.Terminal>, {columns, rows}: ScreenSize): PictureCell[][] {
	const {active} = terminal.buffer;
	return Array.from({length: rows}, (_row, y) => {
		const line = active.getLine(y);
		return Array.from({length: columns}, (_cell, x): PictureCell => {
			const cell = line?.getCell(x);
			return {
				text: cell?.getWidth() === 0 ? '' : cell?.getChars() || ' ',
				colour: cell?.isFgPalette() ? cell.getFgColor() : undefined,
				bold: Boolean(cell?.isBold()),
				dim: Boolean(cell?.isDim()),
				underline: Boolean(cell?.isUnderline()),
				inverse: Boolean(cell?.isInverse()),
			};
		});
	});
}
