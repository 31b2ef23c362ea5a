import type {ScreenSize} from './row.js';

/** Below this a screen is one line. */
const smallestSize: ScreenSize = {columns: 40, rows: 10};

/** True where a screen is one line. */
export function isTooSmall({columns, rows}: ScreenSize): boolean {
	return columns < smallestSize.columns || rows < smallestSize.rows;
}

/** From this width on parts stand side by side; below it they are stacked. */
const wideColumns = 80;

/** True where parts are stacked. */
export function isNarrow({columns}: Pick<ScreenSize, 'columns'>): boolean {
	return columns < wideColumns;
}

/** From this width on there is room for what is good to know besides. */
export const roomyColumns = 110;

/** What a window that is too small for a screen needs, in as many whole words as fit. */
export function tooSmallWords(width: number): string {
	const size = `too small: ${smallestSize.columns}x${smallestSize.rows}`;
	return [`${size} at least`, size, 'too small'].find((words) => words.length <= width) ?? '';
}
