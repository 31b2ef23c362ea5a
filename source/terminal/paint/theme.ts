import {fitRow, type Row, type Segment, type Style, widthOf} from '../rows/row.js';

/** What a terminal can show, and what its user wants of it. */
export type Theme = {
	/** The terminal's own 16 colours. Without them bold, inverse and underline stay. */
	readonly colour: boolean;
	/** Only characters of ASCII. */
	readonly ascii: boolean;
};

/** The escape sequences, with colours and without. One attribute each: Ink understands no sequence of several. */
const beginnings: Readonly<Record<Style, {readonly colour: string; readonly mono: string}>> = {
	plain: {colour: '', mono: ''},
	dim: {colour: '\u001B[2m', mono: ''},
	bold: {colour: '\u001B[1m', mono: '\u001B[1m'},
	accent: {colour: '\u001B[36m', mono: ''},
	'accent-bold': {colour: '\u001B[1m\u001B[36m', mono: '\u001B[1m'},
	warning: {colour: '\u001B[33m', mono: ''},
	'warning-bold': {colour: '\u001B[1m\u001B[33m', mono: '\u001B[1m'},
	danger: {colour: '\u001B[31m', mono: ''},
	'danger-bold': {colour: '\u001B[1m\u001B[31m', mono: '\u001B[1m'},
	inverse: {colour: '\u001B[7m', mono: '\u001B[7m'},
	underline: {colour: '\u001B[4m', mono: '\u001B[4m'},
};

/** A row as text for a terminal, in exactly `width` cells, each piece between its own escape sequences. */
export function paintRow(row: Row, theme: Theme, width: number): string {
	const shown = theme.ascii ? asciiRow(fitRow(asciiRow(row), width)) : fitRow(row, width);
	return shown
		.map(({text, style = 'plain'}) => {
			const beginning = theme.colour ? beginnings[style].colour : beginnings[style].mono;
			return beginning === '' || text === '' ? text : `${beginning}${text}\u001B[0m`;
		})
		.join('');
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
	for (const {segment} of graphemes.segment(text)) {
		shown += /^[\u0020-\u007E]$/u.test(segment) ? segment : (likeness.get(segment) ?? '?'.repeat(widthOf(segment)));
	}

	return shown;
}

const graphemes = new Intl.Segmenter('en', {granularity: 'grapheme'});

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
