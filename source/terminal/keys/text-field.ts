import {splitGraphemes} from '../rows/graphemes.js';
import {type Segment, widthOf} from '../rows/row.js';
import type {Key} from './key.js';

/** One line of text that a person types, such as a filter or a name to confirm. */
export type TextField = {
	readonly text: string;
	/** How many graphemes stand before the cursor. */
	readonly cursor: number;
};

/** A field in which nothing was typed. */
export const emptyTextField: TextField = {text: '', cursor: 0};

/** A field after a key. */
export type TextFieldEdit = {
	readonly field: TextField;
	/** What the key meant: `ignored` is for others to take, such as an arrow up. */
	readonly outcome: 'edited' | 'submitted' | 'cancelled' | 'ignored';
};

const mostGraphemes = 200;

/** What a key does to a field. Every printable key is text here; enter submits, escape cancels. */
export function editTextField(field: TextField, key: Key): TextFieldEdit {
	const parts = splitGraphemes(field.text);
	const cursor = Math.min(field.cursor, parts.length);
	const before = parts.slice(0, cursor);
	const after = parts.slice(cursor);
	switch (key.name) {
		case 'text':
		case 'paste':
			return edited(before.join('') + key.text, after.join(''));
		case 'backspace':
			return edited(before.slice(0, -1).join(''), after.join(''));
		case 'delete':
			return edited(before.join(''), after.slice(1).join(''));
		case 'left':
			return {field: {text: field.text, cursor: Math.max(0, cursor - 1)}, outcome: 'edited'};
		case 'right':
			return {field: {text: field.text, cursor: Math.min(parts.length, cursor + 1)}, outcome: 'edited'};
		case 'home':
			return {field: {text: field.text, cursor: 0}, outcome: 'edited'};
		case 'end':
			return {field: {text: field.text, cursor: parts.length}, outcome: 'edited'};
		case 'enter':
			return {field, outcome: 'submitted'};
		case 'escape':
			return {field, outcome: 'cancelled'};
		default:
			return {field, outcome: 'ignored'};
	}
}

/** The cursor is counted in the text before it; what is typed may join with what stands there (a combining accent). */
function edited(before: string, after: string): TextFieldEdit {
	const text = splitGraphemes(before + after)
		.slice(0, mostGraphemes)
		.join('');
	const cursor = Math.min(splitGraphemes(before).length, splitGraphemes(text).length);
	return {field: {text, cursor}, outcome: 'edited'};
}

/** The field in exactly `width` cells, its cursor inverse and always in view. */
export function textFieldSegments(field: TextField, width: number): Segment[] {
	const cells = Math.max(0, width);
	const parts = [...splitGraphemes(field.text), ' '];
	const cursor = Math.min(field.cursor, parts.length - 1);
	const at = parts[cursor] ?? ' ';
	let room = cells - widthOf(at);
	if (room < 0) {
		return [{text: ' '.repeat(cells)}];
	}

	// First what stands before the cursor, from its end, then what follows.
	let before = '';
	for (const part of parts.slice(0, cursor).reverse()) {
		room -= widthOf(part);
		if (room < 0) {
			room += widthOf(part);
			break;
		}

		before = part + before;
	}

	let after = '';
	for (const part of parts.slice(cursor + 1)) {
		if (widthOf(part) > room) {
			break;
		}

		after += part;
		room -= widthOf(part);
	}

	return [{text: before}, {text: at, style: 'inverse'}, {text: after + ' '.repeat(room)}];
}
