import {expect, test} from 'vitest';
import {LineSplitter, OversizedLine} from '../../source/control/line-splitter.js';

test('joins what arrives in pieces, also within a character', () => {
	const splitter = new LineSplitter(100);
	const bytes = Buffer.from('aü\n\nb\nc');
	const lines = [...bytes].flatMap((byte) => splitter.push(Buffer.from([byte])));
	expect(lines).toEqual(['aü', '', 'b']);
	expect(splitter.push(Buffer.from('d\n'))).toEqual(['cd']);
});

test('takes a line of the longest length and refuses a longer one before its end', () => {
	expect(new LineSplitter(3).push(Buffer.from('abc\nabc\n'))).toEqual(['abc', 'abc']);
	const splitter = new LineSplitter(3);
	splitter.push(Buffer.from('ab'));
	expect(() => splitter.push(Buffer.from('cd'))).toThrow(OversizedLine);
});
