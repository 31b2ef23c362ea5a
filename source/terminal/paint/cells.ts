import {widthOf} from '../rows/row.js';

/** One cell of a terminal. A wide character fills two: the second has no text. */
export type Cell = {
	readonly text: string;
	/** The parameters of SGR that make its look, such as `1;36`. */
	readonly style: string;
};

/** The cells of one row, as many as the terminal has columns. */
export type CellRow = readonly Cell[];

/** A cell that shows nothing, in no colour. */
export const blankCell: Cell = {text: ' ', style: ''};

/** A row that shows nothing. */
export function blankRow(columns: number): CellRow {
	return Array.from({length: columns}, () => blankCell);
}

/** The lines of a frame, exactly as many as the screen has rows. */
export function frameLines(frame: string, rows: number): readonly string[] {
	const lines = frame.split('\n');
	return Array.from({length: rows}, (_, index) => lines[index] ?? '');
}

const escapeSequence =
	/\u001B(?:\[([\u0030-\u003F]*)([\u0020-\u002F]*[\u0040-\u007E]?)|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[\u0020-\u002F]*[\u0030-\u007E]?)/uy;
const graphemes = new Intl.Segmenter('en', {granularity: 'grapheme'});

/** One line of text and SGR in exactly `columns` cells. Other escape sequences and control characters are left out. */
export function parseLine(line: string, columns: number): CellRow {
	const cells: Cell[] = [];
	let style = '';
	let index = 0;
	while (index < line.length && cells.length < columns) {
		if (line[index] === '\u001B') {
			escapeSequence.lastIndex = index;
			const match = escapeSequence.exec(line);
			if (match?.[2] === 'm' && /^[\d;:]*$/u.test(match[1] ?? '')) {
				style = applySgr(style, match[1] ?? '');
			}

			index += match?.[0].length ?? 1;
			continue;
		}

		const next = line.indexOf('\u001B', index);
		const end = next === -1 ? line.length : next;
		appendText(cells, line.slice(index, end), style, columns);
		index = end;
	}

	while (cells.length < columns) {
		cells.push(blankCell);
	}

	return cells;
}

function appendText(cells: Cell[], text: string, style: string, columns: number): void {
	if (/^[\u0020-\u007E]*$/u.test(text)) {
		for (let index = 0; index < text.length && cells.length < columns; index++) {
			cells.push(style === '' && text[index] === ' ' ? blankCell : {text: text[index] ?? ' ', style});
		}

		return;
	}

	for (const {segment} of graphemes.segment(text)) {
		const width = /^[\u0000-\u001F\u007F-\u009F]/u.test(segment) ? 0 : widthOf(segment);
		if (width === 0) {
			continue;
		}

		if (cells.length + width > columns) {
			return;
		}

		cells.push({text: segment, style});
		for (let cell = 1; cell < width; cell++) {
			cells.push({text: '', style});
		}
	}
}

/** Which parameters a parameter takes the place of: colours of text, colours of ground, and each attribute by itself. */
type Slot = 'bold' | 'dim' | 'italic' | 'underline' | 'blink' | 'inverse' | 'hidden' | 'strike' | 'text' | 'ground';

const attributes: Readonly<Record<string, Slot>> = {
	'1': 'bold',
	'2': 'dim',
	'3': 'italic',
	'4': 'underline',
	'5': 'blink',
	'7': 'inverse',
	'8': 'hidden',
	'9': 'strike',
};

const endings: Readonly<Record<string, readonly Slot[]>> = {
	'22': ['bold', 'dim'],
	'23': ['italic'],
	'24': ['underline'],
	'25': ['blink'],
	'27': ['inverse'],
	'28': ['hidden'],
	'29': ['strike'],
	'39': ['text'],
	'49': ['ground'],
};

const slots: readonly Slot[] = [
	'bold',
	'dim',
	'italic',
	'underline',
	'blink',
	'inverse',
	'hidden',
	'strike',
	'text',
	'ground',
];

const knownStyles = new Map<string, string>();
const mostKnownStyles = 1000;

/** The style after a sequence of SGR. The vocabulary is small, so that each step is computed once. */
function applySgr(style: string, parameters: string): string {
	const key = `${style}m${parameters}`;
	const known = knownStyles.get(key);
	if (known !== undefined) {
		return known;
	}

	const next = computeSgr(style, parameters);
	if (knownStyles.size >= mostKnownStyles) {
		knownStyles.clear();
	}

	knownStyles.set(key, next);
	return next;
}

function computeSgr(style: string, parameters: string): string {
	const set = new Map<Slot, string>();
	const codes = [...(style === '' ? [] : style.split(';')), ...parameters.split(/[;:]/u)];
	for (let index = 0; index < codes.length; index++) {
		const code = codes[index] === '' ? '0' : (codes[index] ?? '0');
		if (code === '38' || code === '48') {
			const length = codes[index + 1] === '2' ? 5 : 3;
			set.set(code === '38' ? 'text' : 'ground', codes.slice(index, index + length).join(';'));
			index += length - 1;
			continue;
		}

		applyCode(set, code);
	}

	return slots.flatMap((slot) => set.get(slot) ?? []).join(';');
}

function applyCode(set: Map<Slot, string>, code: string): void {
	const attribute = attributes[code];
	if (attribute !== undefined) {
		set.set(attribute, code);
	} else if (code === '0') {
		set.clear();
	} else if (/^(?:3|9)[0-7]$/u.test(code)) {
		set.set('text', code);
	} else if (/^(?:4|10)[0-7]$/u.test(code)) {
		set.set('ground', code);
	} else {
		for (const slot of endings[code] ?? []) {
			set.delete(slot);
		}
	}
}
