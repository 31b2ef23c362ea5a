import type {ScreenSize} from './row.js';

/** Below this a screen is one line. */
export const smallestSize: ScreenSize = {columns: 40, rows: 10};

/** From this width on parts stand side by side; below it they are stacked. */
export const wideColumns = 80;

/** From this width on there is room for what is good to know besides. */
export const roomyColumns = 110;
