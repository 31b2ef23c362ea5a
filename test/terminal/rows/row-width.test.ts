import fc from 'fast-check';
import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {widthOf} from '../../../source/terminal/rows/row.js';

/** Characters that never join others: their widths add up, which is quicker than to look at graphemes. */
const blocks: ReadonlyArray<readonly [number, number]> = [
	[0x20, 0x7e],
	[0xa0, 0x24f],
	[0x2010, 0x2027],
	[0x2030, 0x205e],
	[0x2190, 0x21ff],
	[0x2500, 0x25ff],
];

test('a text takes as many cells as string-width says', () => {
	const characters = blocks.map(([min, max]) => fc.integer({min, max}).map((code) => String.fromCodePoint(code)));
	const text = fc.array(fc.oneof(...characters, fc.string({unit: 'grapheme', maxLength: 1})), {maxLength: 40});
	fc.assert(
		fc.property(text, (parts) => {
			const joined = parts.join('');
			expect(widthOf(joined)).toBe(stringWidth(joined));
		}),
		{numRuns: 3000},
	);
});
