import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {safeText} from '../../source/base/safe-text.js';

describe('text from the network', () => {
	test.each([
		['an escape sequence', '\u001B[2J\u001B[31mred\u001B[0m', '[2J [31mred [0m'],
		['a line break', 'one\r\ntwo\nthree', 'one two three'],
		['a line separator', 'one\u2028two\u2029three', 'one two three'],
		['a bidirectional override', 'abc\u202Egpj.exe', 'abc gpj.exe'],
		['a bidirectional isolate', '\u2066abc\u2069', 'abc'],
		['a C1 control', 'a\u009B31mb', 'a 31mb'],
		['a null', 'a\0b', 'a b'],
		['a zero-width space and a BOM', 'a\u200Bb\uFEFFc', 'a b c'],
		['a lone surrogate', 'a\uD800b', 'a\uFFFDb'],
		['letters of any script', 'héllo 世界 👩‍🚀'.replaceAll('\u200D', ''), 'héllo 世界 👩🚀'],
	])('with %s becomes one clean line', (_name, text, expected) => {
		expect(safeText(text)).toBe(expected);
	});

	test('is cut at the limit, and shows that it was', () => {
		expect(safeText('a'.repeat(200))).toBe('a'.repeat(200));
		expect(safeText('a'.repeat(201))).toBe(`${'a'.repeat(199)}…`);
		expect(safeText('abcdef', 3)).toBe('ab…');
	});

	test.each([
		['of one letter', 'x'],
		['of spaces', ' '],
		['of controls', '\u0007'],
		['of words', 'a '],
		['of emoji', '😀'],
	])('of 10 million characters, %s, is cut at once', (_name, unit) => {
		const text = unit.repeat(Math.ceil(10_000_000 / unit.length));
		const startedAt = performance.now();
		expect(safeText(text).length).toBeLessThanOrEqual(400);
		expect(performance.now() - startedAt).toBeLessThan(100);
	});

	test('whatever it is, has no control character, no line break and no more than its limit', () => {
		fc.assert(
			fc.property(fc.string({unit: 'binary', maxLength: 300}), fc.integer({min: 1, max: 100}), (text, limit) => {
				const safe = safeText(text, limit);
				expect([...safe].length).toBeLessThanOrEqual(limit);
				expect(safe).not.toMatch(/[\p{Cc}\u2028-\u202E\u2066-\u2069\u200B-\u200F]/u);
				expect(safe.isWellFormed()).toBe(true);
				expect(safeText(safe, limit)).toBe(safe);
			}),
		);
	});
});
