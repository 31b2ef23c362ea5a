import {decideTheme} from './mode.js';
import type {Screen} from './screen.js';
import type {ScreenSource} from './screen-source.js';

/** How a source is shown, and who is told of what does not belong on the screen. */
export type ShowOptions = {
	readonly display: {readonly hasColour: boolean; readonly isAscii: boolean};
	/** Takes what would be written across the screen. */
	readonly warn: (message: string) => void;
	/** There is no terminal any more. */
	readonly onGone: (reason: string) => void;
};

/**
Brings a source up on this terminal. Throws a `HostError` where the terminal cannot be opened. Ink and React are loaded
here and nowhere before.
*/
export async function showSource(source: ScreenSource, {display, warn, onGone}: ShowOptions): Promise<Screen> {
	const {openScreen} = await import('./screen.js');
	const theme = decideTheme({
		environment: process.env,
		isColourless: !display.hasColour,
		isAscii: display.isAscii,
	});
	return openScreen(source, {theme, log: {warn}, onGone});
}
