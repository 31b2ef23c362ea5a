import type {KeyHint} from './key-hint.js';
import {type Row, type ScreenSize, widthOf} from './row.js';
import {lastScrolledTop} from './scrolled.js';
import {wrapText} from './wrap-text.js';

/** What a help is made from. */
export type HelpContent = {
	readonly keys: readonly KeyHint[];
	/** The terminal may draw symbols two cells wide. */
	readonly isWideLocale: boolean;
};

/** How many rows are passed over when the help shows its end. */
export function lastHelpTop(help: HelpContent, {columns, rows}: ScreenSize): number {
	return lastScrolledTop(helpRows(help, columns), rows);
}

/** A row for each key, or several where its sentence is too long for one. */
export function helpRows({keys, isWideLocale}: HelpContent, columns: number): readonly Row[] {
	const labels = Math.max(0, ...keys.map(({label}) => widthOf(label)));
	const indent = labels + 4;
	const hint = isWideLocale ? ['', ...wrapText('Symbols two cells wide? Start it with --ascii.', columns - 2)] : [];
	return [
		...keys.flatMap(({label, explains}) =>
			wrapText(explains, Math.max(1, columns - indent - 1)).map((line, index): Row => {
				const name = index === 0 ? label : '';
				return [{text: ' '}, {text: name, style: 'bold'}, {text: ' '.repeat(indent - 1 - widthOf(name)) + line}];
			}),
		),
		...hint.map((text): Row => [{text: ` ${text}`}]),
	];
}
