import {splitGraphemes} from '../rows/graphemes.js';
import {fitRow, type Row, type Segment, type Style, widthOf} from '../rows/row.js';

/** What a terminal can show, and what its user wants of it. */
export type Theme = {
	/** The terminal's own 16 colours. Without them bold, inverse and underline stay. */
	readonly colour: boolean;
	/** Only characters of ASCII. */
	readonly ascii: boolean;
};

/** The parameters of SGR for each style, with colours and without. */
const looks: Readonly<Record<Style, {readonly colour: string; readonly mono: string}>> = {
	plain: {colour: '', mono: ''},
	dim: {colour: '2', mono: ''},
	bold: {colour: '1', mono: '1'},
	accent: {colour: '36', mono: ''},
	'accent-bold': {colour: '1;36', mono: '1'},
	warning: {colour: '33', mono: ''},
	'warning-bold': {colour: '1;33', mono: '1'},
	danger: {colour: '31', mono: ''},
	'danger-bold': {colour: '1;31', mono: '1'},
	inverse: {colour: '7', mono: '7'},
	underline: {colour: '4', mono: '4'},
};

/** The parameters of SGR that make a style's look, such as `1;36`. Empty where it has none. */
export function lookOf(style: Style, {colour}: Theme): string {
	return colour ? looks[style].colour : looks[style].mono;
}

/** A row in the characters that a terminal can show, in exactly `width` cells. */
export function shownRow(row: Row, {ascii}: Theme, width: number): Row {
	return ascii ? asciiRow(fitRow(asciiRow(row), width)) : fitRow(row, width);
}

/** In ASCII the key `↵` is a word: what it takes more is taken from the next gap, so that the right end stays. */
function asciiRow(row: Row): Row {
	const shown: Segment[] = [];
	let excess = 0;
	for (const segment of row) {
		const text = toAscii(segment.text);
		excess += text.length - widthOf(segment.text);
		if (excess <= 0) {
			shown.push({...segment, text});
			continue;
		}

		const narrowed = text.replace(/ {3,}/gu, (gap) => {
			const taken = Math.min(excess, gap.length - 2);
			excess -= taken;
			return gap.slice(taken);
		});
		shown.push({...segment, text: narrowed});
	}

	return shown;
}

/** A text in ASCII, cell for cell; only `↵` becomes longer. What has no likeness is a `?` in each of its cells. */
export function toAscii(text: string): string {
	if (/^[\u0020-\u007E]*$/u.test(text)) {
		return text;
	}

	let shown = '';
	for (const grapheme of splitGraphemes(text)) {
		shown += /^[\u0020-\u007E]$/u.test(grapheme) ? grapheme : (likeness.get(grapheme) ?? '?'.repeat(widthOf(grapheme)));
	}

	return shown;
}

/** Each character of `from` looks like that of `to` at the same place. */
const pairs: ReadonlyArray<readonly [from: string, to: string]> = [
	['●○▲×', '*o^x'],
	['▸▴◂▾', '>^<v'],
	['→↑←↓', '>^<v'],
	['─│┌┐└┘├┤┬┴┼', '-|+++++++++'],
	['━┃┏┓┗┛┣┫┳┻╋', '=|+++++++++'],
	['█░▓▒', '#.##'],
	['▁▂▃▄▅▆▇', '1234567'],
	['·…•', '..*'],
	['⇄≤≥≈−–—', '=<>~---'],
	['‘’“”', '\'\'""'],
	['✓✗', '+x'],
];

const likeness = new Map<string, string>([
	['↵', 'enter'],
	...pairs.flatMap(([from, to]) => [...from].map((glyph, index): [string, string] => [glyph, to[index] ?? '?'])),
]);
