import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Key} from '../../../source/terminal/keys/key.js';
import {createKeySplitter} from '../../../source/terminal/keys/key-splitter.js';

/** The keys in short: `up`, `text:a`. */
function shown(keys: readonly Key[]): string[] {
	return keys.map((key) => ('text' in key ? `${key.name}:${key.text}` : key.name));
}

/** What the chunks are, and what is left after the wait. */
function keysOf(...chunks: ReadonlyArray<string | Uint8Array>): string[] {
	const splitter = createKeySplitter();
	return shown([...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.flush()]);
}

describe('a chunk of input', () => {
	test('is split into graphemes', () => {
		expect(keysOf('jjj')).toEqual(['text:j', 'text:j', 'text:j']);
		expect(keysOf('ge\u0301東 ')).toEqual(['text:g', 'text:e\u0301', 'text:東', 'text: ']);
	});

	test('holds control keys', () => {
		expect(keysOf('\r\n\t\u007F\u0008\u000C\u001A\u0003')).toEqual([
			'enter',
			'enter',
			'tab',
			'backspace',
			'backspace',
			'ctrl-l',
			'ctrl-z',
			'ctrl-c',
		]);
		expect(keysOf('\u0000\u0001\u0002a\u009B')).toEqual(['text:a']);
	});

	test.each([
		['\u001B[A', 'up'],
		['\u001BOB', 'down'],
		['\u001B[C', 'right'],
		['\u001B[1;5D', 'left'],
		['\u001B[5~', 'page-up'],
		['\u001B[6;2~', 'page-down'],
		['\u001B[H', 'home'],
		['\u001BOH', 'home'],
		['\u001B[1~', 'home'],
		['\u001B[7~', 'home'],
		['\u001B[F', 'end'],
		['\u001BOF', 'end'],
		['\u001B[4~', 'end'],
		['\u001B[8~', 'end'],
		['\u001B[3~', 'delete'],
		['\u001BOM', 'enter'],
	])('holds the sequence %j as one key', (sequence, name) => {
		expect(keysOf(`a${sequence}b`)).toEqual(['text:a', name, 'text:b']);
	});

	test.each([
		'\u001B[15~',
		'\u001B[Z',
		'\u001BOP',
		'\u001B[[A',
		'\u001B[?1;2c',
		'\u001B]11;rgb:0/0/0\u0007',
		'\u001BP1$r0m\u001B\\',
	])('holds the sequence %j, which is no key here', (sequence) => {
		expect(keysOf(`a${sequence}b`)).toEqual(['text:a', 'text:b']);
	});

	test.each([
		['\u001B]11;rgb:1e', '1e/1e1e\u0007'],
		['\u001B]', '11;rgb:1e1e', '/1e1e\u001B', '\\'],
		['\u001BP1$r', '0m\u001B\\'],
		['\u001B_G', 'i=1;OK\u001B\\'],
		['\u001B', '^a\u001B\\'],
		['\u001BXa', '\u001B\\'],
	])('may hold an answer in pieces, which is no key: %j, %j', (...pieces) => {
		expect(keysOf('a', ...pieces, 'b')).toEqual(['text:a', 'text:b']);
	});

	test('holds two ctrl-c as two keys', () => {
		expect(keysOf('\u0003\u0003')).toEqual(['ctrl-c', 'ctrl-c']);
	});

	test('has its ctrl-c also behind a broken sequence', () => {
		expect(keysOf('\u001B[12\u0003')).toEqual(['ctrl-c']);
		expect(keysOf('\u001B]0;title', '\u0003')).toContain('ctrl-c');
	});

	test('has no key for what is invisible or turns the direction of text', () => {
		expect(keysOf('a\u202Eb\u200Bc')).toEqual(['text:a', 'text:b', 'text:c']);
	});
});

describe('ESC', () => {
	test('waits for the rest of a sequence', () => {
		const splitter = createKeySplitter();
		expect(splitter.push('\u001B')).toEqual([]);
		expect(splitter.isWaiting()).toBe(true);
		expect(shown(splitter.push('[B'))).toEqual(['down']);
		expect(splitter.isWaiting()).toBe(false);
	});

	test('is the key escape when nothing follows', () => {
		expect(keysOf('\u001B')).toEqual(['escape']);
		expect(keysOf('\u001B\u001B')).toEqual(['escape', 'escape']);
	});

	test('is the key escape before a key that arrived with it', () => {
		expect(keysOf('\u001Bq')).toEqual(['escape', 'text:q']);
		expect(keysOf('\u001B\u001B[A')).toEqual(['escape', 'up']);
		expect(keysOf('\u001BO')).toEqual(['escape', 'text:O']);
	});

	test('and a sequence that was cut off is no key', () => {
		expect(keysOf('\u001B[', 'a')).toEqual([]);
		expect(keysOf('\u001B[1;')).toEqual([]);
	});

	test('and an answer that was cut off is no key', () => {
		expect(keysOf('\u001B]11;rgb:1e')).toEqual([]);
		expect(keysOf('\u001BP1$r0m\u001B')).toEqual([]);
	});

	test('is the key escape before a letter with which an answer would begin', () => {
		expect(keysOf('\u001BX')).toEqual(['escape', 'text:X']);
		expect(keysOf('\u001B', ']')).toEqual(['escape', 'text:]']);
	});
});

test('an answer of any length is no key', () => {
	const long = 'x'.repeat(10_000);
	expect(keysOf(`\u001B]52;c;${long}\u0007a`)).toEqual(['text:a']);
	expect(keysOf('\u001B]52;c;', long, long, '\u001B', '\\a')).toEqual(['text:a']);
});

describe('a paste', () => {
	test('is one key, on one line', () => {
		expect(keysOf('\u001B[200~sy\r\nq\u001B[201~')).toEqual(['paste:sy q']);
	});

	test('is one key between others', () => {
		expect(keysOf('a\u001B[200~sy\u001B[201~b')).toEqual(['text:a', 'paste:sy', 'text:b']);
	});

	test('that holds control characters is made safe, a ctrl-c too', () => {
		expect(keysOf('\u001B[200~a\u001B[31mb\u0003c\u202Ed\u001B[201~')).toEqual(['paste:a [31mb c d']);
	});

	test('of nothing is no key', () => {
		expect(keysOf('\u001B[200~\u001B[201~')).toEqual([]);
	});

	test('without an end does not take ctrl-c away', () => {
		expect(keysOf('\u001B[200~abc', 'def', '\u0003q')).toEqual(['ctrl-c', 'text:q']);
	});

	test('of any length is bounded', () => {
		const keys = keysOf('\u001B[200~', ...Array.from({length: 100}, () => 'x'.repeat(10_000)), '\u001B[201~a');
		expect(keys).toHaveLength(2);
		expect(keys[0]?.length).toBeLessThan(600);
		expect(keys[1]).toBe('text:a');
	});
});

test('bytes that arrive one by one are the same keys as in one chunk', () => {
	const part = fc.constantFrom(
		'a',
		'é',
		'東',
		'👍',
		'\u001B[A',
		'\u001B[1;5D',
		'\u001BOF',
		'\u001B[5~',
		'\u001B]11;rgb:0/0/0\u0007',
		'\u001BP1$r0m\u001B\\',
		'\u0003',
		'\r',
		'\u001B[200~x\u001B[201~',
	);
	fc.assert(
		fc.property(fc.array(part, {maxLength: 12}), fc.array(fc.nat(40), {maxLength: 12}), (parts, cuts) => {
			const bytes = Buffer.from(parts.join(''));
			const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length])].sort(
				(a, b) => a - b,
			);
			const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
			expect(keysOf(...chunks)).toEqual(keysOf(bytes));
		}),
	);
});

test('no input makes it throw or hold more than a bounded rest', () => {
	fc.assert(
		fc.property(fc.array(fc.uint8Array({maxLength: 50})), (chunks) => {
			const splitter = createKeySplitter();
			for (const chunk of chunks) {
				for (const key of splitter.push(chunk)) {
					expect('text' in key ? key.text : 'x').not.toMatch(/[\u0000-\u001F\u007F-\u009F]/u);
				}
			}

			splitter.flush();
			expect(splitter.isWaiting()).toBe(false);
		}),
	);
});
