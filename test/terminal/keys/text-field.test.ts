import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Key} from '../../../source/terminal/keys/key.js';
import {
	editTextField,
	emptyTextField,
	type TextField,
	textFieldSegments,
} from '../../../source/terminal/keys/text-field.js';
import {widthOfRow} from '../../../source/terminal/rows/row.js';

const typed = (text: string): Key => ({name: 'text', text});

function fieldAfter(...keys: readonly Key[]): TextField {
	return keys.reduce((field, key) => editTextField(field, key).field, emptyTextField);
}

describe('a text field', () => {
	test('takes what is typed and pasted', () => {
		expect(fieldAfter(typed('a'), typed('q'), {name: 'paste', text: 'eu-1'})).toEqual({text: 'aqeu-1', cursor: 6});
	});

	test('is edited where the cursor stands', () => {
		const field = fieldAfter(
			{name: 'paste', text: 'abc'},
			{name: 'left'},
			typed('X'),
			{name: 'home'},
			{name: 'delete'},
		);
		expect(field).toEqual({text: 'bXc', cursor: 0});
		expect(fieldAfter({name: 'paste', text: 'abc'}, {name: 'left'}, {name: 'backspace'}).text).toBe('ac');
		expect(fieldAfter({name: 'paste', text: 'abc'}, {name: 'home'}, {name: 'end'}, {name: 'right'}).cursor).toBe(3);
	});

	test('takes away a whole grapheme', () => {
		expect(fieldAfter({name: 'paste', text: 'ae\u0301'}, {name: 'backspace'}).text).toBe('a');
		expect(fieldAfter({name: 'paste', text: '東京'}, {name: 'backspace'}).text).toBe('東');
	});

	test('tells what a key meant', () => {
		const outcomes = (['enter', 'escape', 'up', 'tab', 'ctrl-c', 'left'] as const).map(
			(name) => editTextField(emptyTextField, {name}).outcome,
		);
		expect(outcomes).toEqual(['submitted', 'cancelled', 'ignored', 'ignored', 'ignored', 'edited']);
	});

	test('is bounded', () => {
		expect(fieldAfter({name: 'paste', text: 'x'.repeat(500)}).text).toHaveLength(200);
	});
});

test('the field is drawn in its width with the cursor in view, at any place', () => {
	fc.assert(
		fc.property(
			fc.string({unit: fc.constantFrom('a', '東', 'e\u0301', ' '), maxLength: 40}),
			fc.nat(45),
			fc.integer({min: 2, max: 30}),
			(text, cursor, width) => {
				const segments = textFieldSegments({text, cursor}, width);
				expect(widthOfRow(segments)).toBe(width);
				expect(segments.filter(({style}) => style === 'inverse')).toHaveLength(1);
			},
		),
	);
});
