import type {Theme} from '../../source/terminal/paint/theme.js';
import type {Row, ScreenSize} from '../../source/terminal/rows/row.js';

/** A picture of a screen at one moment. */
export type Still = {
	/** Of its file, without the ending. */
	readonly name: string;
	/** What is in the picture, for those who do not see it. */
	readonly title: string;
	/** What a person sees, and when. */
	readonly says: string;
	readonly size: ScreenSize;
	/** @default colours and all characters */
	readonly theme?: Theme;
	readonly rows: (size: ScreenSize) => readonly Row[];
};

/** Stills that belong together. */
export type Chapter = {
	readonly title: string;
	readonly stills: readonly Still[];
};

export const usual: ScreenSize = {columns: 80, rows: 24};

/** A terminal in tmux: its status line takes a row. */
export const tmux: ScreenSize = {columns: 80, rows: 23};

export const large: ScreenSize = {columns: 120, rows: 36};

export const small: ScreenSize = {columns: 40, rows: 12};

export const tooSmall: ScreenSize = {columns: 39, rows: 9};
