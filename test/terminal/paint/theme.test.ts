import fc from 'fast-check';
import {expect, test} from 'vitest';
import {shownRow, toAscii} from '../../../source/terminal/paint/theme.js';
import type {Row} from '../../../source/terminal/rows/row.js';

const ascii = {colour: true, ascii: true};

const textOf = (row: Row) => row.map(({text}) => text).join('');

/** Of what a program may draw: text from the network was made safe before. */
const rows: fc.Arbitrary<Row> = fc.array(
	fc.record({
		text: fc.string({unit: 'grapheme', maxLength: 20}).map((text) => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '')),
	}),
	{maxLength: 5},
);

test('a row is nothing but ASCII in ASCII, in the same width', () => {
	fc.assert(
		fc.property(rows, fc.integer({min: 0, max: 120}), (row, width) => {
			const shown = textOf(shownRow(row, ascii, width));
			expect(shown).toMatch(/^[\u0020-\u007E]*$/u);
			expect(shown).toHaveLength(width);
		}),
	);
});

test('the word "enter" takes its room from the next gap', () => {
	const row: Row = [
		{text: '↵', style: 'bold'},
		{text: ' detail          '},
		{text: 'q', style: 'bold'},
		{text: ' quit'},
	];
	expect(textOf(shownRow(row, ascii, 24))).toBe('enter detail      q quit');
});

test('glyphs have their likeness in ASCII, cell for cell', () => {
	expect(toAscii('●○▲×▸▴◂▾─│└┘█░▁▂▃▄▅▆▇·…↵')).toBe('*o^x>^<v-|++#.1234567..enter');
	expect(toAscii('東京 é')).toBe('???? ?');
	expect(toAscii('web-eu-1')).toBe('web-eu-1');
});
