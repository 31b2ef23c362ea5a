import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {encodeChanges} from '../../../source/terminal/paint/cell-changes.js';
import {blankRow, type CellRow, frameLines, parseLine} from '../../../source/terminal/paint/cells.js';
import type {ScreenSize} from '../../../source/terminal/rows/row.js';
import {Emulator} from '../emulator.js';

const size = {columns: 12, rows: 4};

/** A whole frame in cells. */
const parseFrame = (frame: string, {columns, rows}: ScreenSize): CellRow[] =>
	frameLines(frame, rows).map((line) => parseLine(line, columns));
const textOf = (cells: CellRow) => cells.map(({text}) => text).join('');
const stylesOf = (cells: CellRow) => cells.map(({style}) => style);

describe('a line in cells', () => {
	test('is cut and filled up to the width', () => {
		expect(textOf(parseLine('abc', 5))).toBe('abc  ');
		expect(textOf(parseLine('abcdefg', 5))).toBe('abcde');
	});

	test('has wide characters in two cells, the second empty; one that does not fit is left out', () => {
		expect(parseLine('東a京', 5).map(({text}) => text)).toEqual(['東', '', 'a', '京', '']);
		expect(parseLine('東京', 3).map(({text}) => text)).toEqual(['東', '', ' ']);
	});

	test('keeps a letter and its accents in one cell', () => {
		expect(parseLine('e\u0301x', 3).map(({text}) => text)).toEqual(['e\u0301', 'x', ' ']);
	});

	test('knows the look of each cell', () => {
		expect(stylesOf(parseLine('a\u001B[1m\u001B[36mb\u001B[39mc\u001B[22md', 5))).toEqual(['', '1;36', '1', '', '']);
		expect(stylesOf(parseLine('\u001B[1;2;33ma\u001B[0mb\u001B[mc', 3))).toEqual(['1;2;33', '', '']);
		expect(stylesOf(parseLine('\u001B[38;5;200;4ma\u001B[24mb', 2))).toEqual(['4;38;5;200', '38;5;200']);
	});

	test('holds no other sequence and no control character', () => {
		expect(textOf(parseLine('a\u001B[2Jb\u001B]0;title\u0007c\u0000\rd\u001B[?25he', 6))).toBe('abcde ');
		expect(textOf(parseLine('a\u001B', 2))).toBe('a ');
	});
});

test('a frame has as many rows as the screen, whatever it was given', () => {
	expect(parseFrame('a', size)).toHaveLength(4);
	expect(
		parseFrame('a\nb\nc\nd\ne', size)
			.map(textOf)
			.map((line) => line.trim()),
	).toEqual(['a', 'b', 'c', 'd']);
});

describe('what is written', () => {
	test('is nothing where nothing changed', () => {
		const frame = parseFrame('abc\n\u001B[1mdef', size);
		expect(encodeChanges(frame, parseFrame('abc\n\u001B[1mdef', size))).toBe('');
	});

	test('is only what changed, where it changed', () => {
		const before = parseFrame('abc\nup 12 s', size);
		expect(encodeChanges(before, parseFrame('abc\nup 13 s', size))).toBe('\u001B[2;5H\u001B[0m3');
	});

	test('covers a wide character as a whole', () => {
		const before = parseFrame('東x', size);
		expect(encodeChanges(before, parseFrame('a x', size))).toContain('a ');
		expect(encodeChanges(parseFrame('a x', size), before)).toContain('東');
	});
});

const piece = fc
	.tuple(
		fc.constantFrom('', '\u001B[1m', '\u001B[36m', '\u001B[7m', '\u001B[0m', '\u001B[2m\u001B[4m'),
		fc.constantFrom('a', 'b', '東', '京', ' ', 'e\u0301', '─', '×', 'abc'),
	)
	.map((parts) => parts.join(''));
const frames = fc
	.array(
		fc.array(piece, {maxLength: 10}).map((pieces) => pieces.join('')),
		{maxLength: 5},
	)
	.map((lines) => lines.join('\n'));

test('the changes from picture to picture show just what a whole picture shows', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(frames, {minLength: 1, maxLength: 6}), async (pictures) => {
			const [stepwise, whole] = [new Emulator(size), new Emulator(size)];
			try {
				await stepwise.write('\u001B[?7l');
				await whole.write('\u001B[?7l');
				let shown: CellRow[] = Array.from({length: size.rows}, () => blankRow(size.columns));
				for (const picture of pictures) {
					const wanted = parseFrame(picture, size);
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
