import {expect, test} from 'vitest';
import {tooSmallWords} from '../../../source/terminal/rows/screen-sizes.js';

test('what a window needs is said in as many whole words as fit', () => {
	expect(tooSmallWords(80)).toBe('too small: 40x10 at least');
	expect(tooSmallWords(25)).toBe('too small: 40x10 at least');
	expect(tooSmallWords(24)).toBe('too small: 40x10');
	expect(tooSmallWords(15)).toBe('too small');
	expect(tooSmallWords(8)).toBe('');
});
