import fc from 'fast-check';
import {expect, test} from 'vitest';
import {fitRow, fitText, truncate, truncateMiddle, widthOf, widthOfRow} from '../../../source/terminal/rows/row.js';

const hostileText = fc
	.string({
		unit: fc.oneof(
			fc.constantFrom('東', 'e\u0301', '👩', '·', '\u0300'),
			fc.string({unit: 'grapheme', minLength: 1, maxLength: 1}),
		),
		maxLength: 60,
	})
	.map((text) => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, ''));
const width = fc.nat(80);

test('a text is never wider than it was cut to, and a fitted one has its width exactly', () => {
	fc.assert(
		fc.property(hostileText, width, (text, cells) => {
			expect(widthOf(truncate(text, cells))).toBeLessThanOrEqual(cells);
			expect(widthOf(truncateMiddle(text, cells))).toBeLessThanOrEqual(cells);
			expect(widthOf(fitText(text, cells))).toBe(cells);
			expect(widthOf(fitText(text, cells, 'right'))).toBe(cells);
		}),
	);
});

test('a row has its width exactly, fitted', () => {
	const row = fc.array(
		hostileText.map((text) => ({text})),
		{maxLength: 4},
	);
	fc.assert(
		fc.property(row, width, (fitted, cells) => {
			expect(widthOfRow(fitRow(fitted, cells))).toBe(cells);
		}),
	);
});

test('a name keeps both of its ends', () => {
	expect(truncateMiddle('database-primary-eu-west-1', 13)).toBe('databa…west-1');
	expect(truncate('database', 5)).toBe('data…');
});
