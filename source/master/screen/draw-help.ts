import {helpRows} from '../../terminal/frame.js';
import type {KeyHint} from '../../terminal/key.js';
import type {Row, ScreenSize} from '../../terminal/row.js';

const wideHint: readonly Row[] = [[], [{text: ' Symbols two cells wide? Start it with --ascii.'}]];

export type Help = {
	readonly keys: readonly KeyHint[];
	/** The terminal may draw symbols two cells wide. */
	readonly isWideLocale: boolean;
	readonly size: ScreenSize;
};

/** The keys, `top` of them passed over. */
export function drawHelp(help: Help, top: number): readonly Row[] {
	const {keys, isWideLocale, size} = help;
	const shown = keys.slice(Math.min(top, lastHelpTop(help)));
	return [...helpRows(shown, {...size, rows: roomOf(help)}), ...(isWideLocale ? wideHint : [])];
}

/** How many keys are passed over when the help shows its end. */
export function lastHelpTop(help: Help): number {
	return Math.max(0, help.keys.length - roomOf(help) + 1);
}

function roomOf({isWideLocale, size}: Help): number {
	return Math.max(1, size.rows - (isWideLocale ? wideHint.length : 0));
}
