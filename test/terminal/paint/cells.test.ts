import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {encodeChanges} from '../../../source/terminal/paint/cell-changes.js';
import {blankRow, type CellRow, cellsOfRow, createFrameCells} from '../../../source/terminal/paint/cells.js';
import type {Row, Style} from '../../../source/terminal/rows/row.js';
import {Emulator} from '../emulator.js';

const size = {columns: 12, rows: 4};
const theme = {colour: true, ascii: false};
const styles: readonly Style[] = [
	'plain',
	'dim',
	'bold',
	'accent',
	'accent-bold',
	'warning',
	'warning-bold',
	'danger',
	'danger-bold',
	'inverse',
	'underline',
];

const cellsOfText = (text: string, columns: number) => cellsOfRow([{text}], theme, columns);
const textOf = (cells: CellRow) => cells.map(({text}) => text).join('');
const stylesOf = (cells: CellRow) => cells.map(({style}) => style);

/** A whole frame in cells: these rows at its top. */
const frameOf = (rows: readonly Row[]): CellRow[] =>
	Array.from({length: size.rows}, (_, row) => cellsOfRow(rows[row] ?? [], theme, size.columns));

describe('a row in cells', () => {
	test('is cut and filled up to the width', () => {
		expect(textOf(cellsOfText('abc', 5))).toBe('abc  ');
		expect(textOf(cellsOfText('abcdefg', 5))).toBe('abcd…');
	});

	test('has wide characters in two cells, the second empty; one that does not fit is left out', () => {
		expect(cellsOfText('東a京', 5).map(({text}) => text)).toEqual(['東', '', 'a', '京', '']);
		expect(cellsOfText('東京', 3).map(({text}) => text)).toEqual(['東', '', '…']);
	});

	test('keeps a letter and its accents in one cell', () => {
		expect(cellsOfText('e\u0301x', 3).map(({text}) => text)).toEqual(['e\u0301', 'x', ' ']);
	});

	test('has the look of each style, in the colours of the terminal', () => {
		const row = styles.map((style) => ({text: 'x', style}));
		expect(stylesOf(cellsOfRow(row, theme, 12)).join(' ')).toBe(' 2 1 36 1;36 33 1;33 31 1;31 7 4 ');
	});

	test('keeps bold, inverse and underline without colours', () => {
		const row = styles.map((style) => ({text: style, style}));
		const cells = cellsOfRow(row, {colour: false, ascii: false}, 200);
		const textIn = (look: string) => textOf(cells.filter(({style}) => style === look));
		expect(new Set(stylesOf(cells))).toEqual(new Set(['', '1', '7', '4']));
		expect(textIn('1')).toBe('boldaccent-boldwarning-bolddanger-bold');
		expect(textIn('7')).toBe('inverse');
		expect(textIn('4')).toBe('underline');
	});

	test('holds no control character, and so no escape sequence', () => {
		expect(textOf(cellsOfText('a\u0000\rb\u009Bc', 4))).toBe('abc ');
		expect(textOf(cellsOfText('a\u001B[2Jb', 8))).toBe('a[2Jb   ');
	});

	test.each([theme, {colour: false, ascii: false}, {colour: true, ascii: true}])(
		'fills its width exactly, whatever it holds (%o)',
		(anyTheme) => {
			const texts = fc.record({
				text: fc.string({unit: 'binary', maxLength: 20}),
				style: fc.constantFrom(...styles),
			});
			fc.assert(
				fc.property(fc.array(texts, {maxLength: 5}), fc.integer({min: 0, max: 120}), (row, columns) => {
					expect(cellsOfRow(row, anyTheme, columns)).toHaveLength(columns);
				}),
			);
		},
	);
});

test('from frame to frame a row that did not change keeps its cells, unless the width is another', () => {
	const cellsOf = createFrameCells(theme);
	const rowsOf = (text: string): Row[] => [[{text: 'same', style: 'bold'}], [{text}]];
	const first = cellsOf(rowsOf('12 s'), 6);
	const second = cellsOf(rowsOf('13 s'), 6);
	expect(second[0]).toBe(first[0]);
	expect(second.map(textOf)).toEqual(['same  ', '13 s  ']);
	expect(cellsOf([[{text: 'same'}], [{text: '13 s'}]], 6).map(stylesOf)).toEqual([
		Array(6).fill(''),
		Array(6).fill(''),
	]);
	expect(cellsOf(rowsOf('13 s'), 5).map(textOf)).toEqual(['same ', '13 s ']);
});

describe('what is written', () => {
	test('is nothing where nothing changed', () => {
		const rows: Row[] = [[{text: 'abc'}], [{text: 'def', style: 'bold'}]];
		expect(encodeChanges(frameOf(rows), frameOf(rows))).toBe('');
	});

	test('is only what changed, where it changed', () => {
		const before = frameOf([[{text: 'abc'}], [{text: 'up 12 s'}]]);
		const after = frameOf([[{text: 'abc'}], [{text: 'up 13 s'}]]);
		expect(encodeChanges(before, after)).toBe('\u001B[2;5H\u001B[0m3');
	});

	test('covers a wide character as a whole', () => {
		const [wide, narrow] = [frameOf([[{text: '東x'}]]), frameOf([[{text: 'a x'}]])];
		expect(encodeChanges(wide, narrow)).toContain('a ');
		expect(encodeChanges(narrow, wide)).toContain('東');
	});
});

const piece = fc.record({
	text: fc.constantFrom('a', 'b', '東', '京', ' ', 'e\u0301', '─', '×', 'abc'),
	style: fc.constantFrom<Style>('plain', 'bold', 'accent', 'inverse', 'dim', 'underline'),
});
const frames = fc.array(fc.array(piece, {maxLength: 10}), {maxLength: 4});

test('the changes from picture to picture show just what a whole picture shows', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(frames, {minLength: 1, maxLength: 6}), async (pictures) => {
			const [stepwise, whole] = [new Emulator(size), new Emulator(size)];
			try {
				await stepwise.write('\u001B[?7l');
				await whole.write('\u001B[?7l');
				let shown: CellRow[] = Array.from({length: size.rows}, () => blankRow(size.columns));
				for (const picture of pictures) {
					const wanted = frameOf(picture);
					await stepwise.write(encodeChanges(shown, wanted));
					shown = wanted;
				}

				await whole.write(encodeChanges(undefined, shown));
				expect(stepwise.cells()).toEqual(whole.cells());
				expect(whole.cells().map((row) => row.map(({text}) => text).join(''))).toEqual(shown.map(textOf));
			} finally {
				stepwise.dispose();
				whole.dispose();
			}
		}),
		{numRuns: 60},
	);
});
