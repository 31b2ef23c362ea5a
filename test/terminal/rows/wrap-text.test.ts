import {expect, test} from 'vitest';
import {wrapText} from '../../../source/terminal/rows/wrap-text.js';

test('breaks between words, and a word that is too long where the line ends', () => {
	expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
	expect(wrapText('a abcdefghij b', 4)).toEqual(['a', 'abcd', 'efgh', 'ij b']);
	expect(wrapText('満員です', 5)).toEqual(['満員', 'です']);
});

test('the last of so many lines holds the rest as it was: a broken word gets no blank', () => {
	expect(wrapText('one two three four', 7, 2)).toEqual(['one two', 'three four']);
	expect(wrapText('a abcdefghij b c d', 4, 2)).toEqual(['a', 'abcdefghij b c d']);
	expect(wrapText('a abcdefghij b', 4, 1)).toEqual(['a abcdefghij b']);
	expect(wrapText('short', 7, 2)).toEqual(['short']);
});
