import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {paintRow, toAscii} from '../../../source/terminal/paint/theme.js';
import {type Row, type Style, widthOf} from '../../../source/terminal/rows/row.js';

const colourful = {colour: true, ascii: false};
const colourless = {colour: false, ascii: false};
const plainAscii = {colour: true, ascii: true};

const escapes = /\u001B\[[\d;]*m/gu;

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

const rows: fc.Arbitrary<Row> = fc.array(
	fc.record({text: fc.string({unit: 'grapheme', maxLength: 20}), style: fc.constantFrom(...styles)}),
	{maxLength: 5},
);

/** Of what a program may draw: text from the network was made safe before. */
function withoutControls(row: Row): Row {
	return row.map((segment) => ({...segment, text: segment.text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '')}));
}

describe('a painted row', () => {
	test.each([colourful, colourless])('fills its width exactly, whatever it holds (%o)', (theme) => {
		fc.assert(
			fc.property(rows, fc.integer({min: 0, max: 120}), (row, width) => {
				expect(widthOf(paintRow(withoutControls(row), theme, width).replaceAll(escapes, ''))).toBe(width);
			}),
		);
	});

	test('is nothing but ASCII in ASCII, in the same width', () => {
		fc.assert(
			fc.property(rows, fc.integer({min: 0, max: 120}), (row, width) => {
				const painted = paintRow(withoutControls(row), plainAscii, width).replaceAll(escapes, '');
				expect(painted).toMatch(/^[\u0020-\u007E]*$/u);
				expect(painted).toHaveLength(width);
			}),
		);
	});

	test('has the colours of the terminal, one attribute to a sequence', () => {
		expect(paintRow([{text: 'a'}, {text: 'b', style: 'accent-bold'}, {text: 'c', style: 'danger'}], colourful, 4)).toBe(
			'a\u001B[1m\u001B[36mb\u001B[0m\u001B[31mc\u001B[0m ',
		);
	});

	test('keeps bold, inverse and underline without colours, and has no other sequence', () => {
		const painted = paintRow(
			styles.map((style) => ({text: style, style})),
			colourless,
			200,
		);
		expect(new Set(painted.match(escapes))).toEqual(new Set(['\u001B[0m', '\u001B[1m', '\u001B[7m', '\u001B[4m']));
		expect(painted).toContain('\u001B[1mdanger-bold\u001B[0m');
		expect(painted).toContain('\u001B[7minverse\u001B[0m\u001B[4munderline\u001B[0m');
	});

	test('takes the room for the word "enter" from the next gap', () => {
		const row: Row = [
			{text: '↵', style: 'bold'},
			{text: ' detail          '},
			{text: 'q', style: 'bold'},
			{text: ' quit'},
		];
		const width = 24;
		expect(paintRow(row, {colour: false, ascii: true}, width).replaceAll(escapes, '')).toBe('enter detail      q quit');
	});
});

test('glyphs have their likeness in ASCII, cell for cell', () => {
	expect(toAscii('●○▲×▸▴◂▾─│└┘█░▁▂▃▄▅▆▇·…↵')).toBe('*o^x>^<v-|++#.1234567..enter');
	expect(toAscii('東京 é')).toBe('???? ?');
	expect(toAscii('web-eu-1')).toBe('web-eu-1');
});
