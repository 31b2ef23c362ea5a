import fc from 'fast-check';
import {expect, test} from 'vitest';
import {isOfSeparateCharacters, splitGraphemes} from '../../../source/terminal/rows/graphemes.js';

test('a letter and its accents, and a flag, are one', () => {
	expect(splitGraphemes('ae\u0301東🇩🇪')).toEqual(['a', 'e\u0301', '東', '🇩🇪']);
	expect(splitGraphemes('─●é↵')).toEqual(['─', '●', 'é', '↵']);
	expect(splitGraphemes('')).toEqual([]);
});

test('characters that are taken to be separate are so for the segmenter', () => {
	const segmenter = new Intl.Segmenter('en', {granularity: 'grapheme'});
	const separate = Array.from({length: 0x30_00}, (_, code) => String.fromCodePoint(code)).filter(
		isOfSeparateCharacters,
	);
	fc.assert(
		fc.property(fc.string({unit: fc.constantFrom(...separate)}), (text) => {
			expect(splitGraphemes(text)).toEqual(Array.from(segmenter.segment(text), ({segment}) => segment));
		}),
	);
});
