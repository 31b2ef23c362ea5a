import {safeText} from '../../base/safe-text.js';
import {splitGraphemes} from '../rows/graphemes.js';
import type {Key} from './key.js';

/** Splits what a terminal sends into keys. On a slow link many arrive in one chunk, and one in several. */
export type KeySplitter = {
	readonly push: (chunk: Uint8Array | string) => Key[];
	/** True while the beginning of an escape sequence waits for its rest: `flush` after `escapeWaitMs` without more. */
	readonly isWaiting: () => boolean;
	/** Takes what waits for what it is: a lone ESC is the key escape. */
	readonly flush: () => Key[];
};

/** How long an ESC waits for the rest of a sequence. */
export const escapeWaitMs = 50;

const pasteStart = '\u001B[200~';
const pasteEnd = '\u001B[201~';
const longestPaste = 64 * 1024;
const longestPasteKey = 500;
const longestSequence = 4096;

type NamedKey = Exclude<Key['name'], 'text' | 'paste'>;

const controlKeys: Readonly<Record<string, NamedKey>> = {
	'\u0003': 'ctrl-c',
	'\u0008': 'backspace',
	'\t': 'tab',
	'\n': 'enter',
	'\u000C': 'ctrl-l',
	'\r': 'enter',
	'\u001A': 'ctrl-z',
	'\u001B': 'escape',
	'\u007F': 'backspace',
};

/** By the last character of a sequence after `ESC [` or `ESC O`. */
const finalKeys: Readonly<Record<string, NamedKey>> = {
	A: 'up',
	B: 'down',
	C: 'right',
	D: 'left',
	F: 'end',
	H: 'home',
};

/** By the number in `ESC [ number ~`. */
const numberedKeys: Readonly<Record<string, NamedKey>> = {
	'1': 'home',
	'3': 'delete',
	'4': 'end',
	'5': 'page-up',
	'6': 'page-down',
	'7': 'home',
	'8': 'end',
};

/** Makes a splitter that has read nothing yet. */
export function createKeySplitter(): KeySplitter {
	const decoder = new TextDecoder();
	let pending = '';
	let pasted: string | undefined;

	/** Reads on in a paste. Returns what follows it, or nothing where it goes on. */
	const readPaste = (text: string, keys: Key[]): string => {
		const whole = (pasted ?? '') + text;
		const end = whole.indexOf(pasteEnd);
		if (end !== -1) {
			keys.push(...pasteKeys(whole.slice(0, end)));
			pasted = undefined;
			return whole.slice(end + pasteEnd.length);
		}

		// Whatever became of the end of a paste, ctrl-c must get through.
		const interrupt = whole.indexOf('\u0003');
		if (interrupt !== -1) {
			pasted = undefined;
			return whole.slice(interrupt);
		}

		// The start of the mark may stand at the end.
		pasted = whole.length > longestPaste ? whole.slice(0, longestPaste / 2) + whole.slice(1 - pasteEnd.length) : whole;
		return '';
	};

	return {
		push(chunk) {
			const keys: Key[] = [];
			let text = pending + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, {stream: true}));
			pending = '';
			while (text !== '') {
				if (pasted !== undefined) {
					text = readPaste(text, keys);
					continue;
				}

				// First of all: an interrupt must not vanish in a broken sequence before it.
				const interrupt = text.indexOf('\u0003');
				const start = text.indexOf(pasteStart);
				if (start !== -1 && (interrupt === -1 || start < interrupt)) {
					splitRun(text.slice(0, start), keys);
					pasted = '';
					text = text.slice(start + pasteStart.length);
				} else if (interrupt !== -1) {
					splitRun(text.slice(0, interrupt), keys);
					keys.push({name: 'ctrl-c'});
					text = text.slice(interrupt + 1);
				} else {
					pending = splitRun(text, keys);
					text = '';
				}
			}

			return keys;
		},
		isWaiting: () => pending !== '',
		flush() {
			const keys: Key[] = [];
			// A sequence that was cut off is nothing; only what is surely a key of its own is one.
			if (pending.startsWith('\u001B')) {
				const isSequence = pending.length > 2 || pending === '\u001B[';
				if (!isSequence) {
					keys.push({name: 'escape'});
					splitRun(pending.slice(1), keys);
				}
			}

			pending = '';
			return keys;
		},
	};
}

const sequence =
	/\u001B\[\[[\u0020-\u007E]|\u001B\[([\u0030-\u003F]*)[\u0020-\u002F]*([\u0040-\u007E])|\u001BO([\u0020-\u007E])/uy;
/** The beginning of a sequence or of an answer at the end of a run. */
const beginning = /^\u001B(?:\[\[?[\u0030-\u003F]*[\u0020-\u002F]*|O|[P\]^_X][^\u0007\u001B]*\u001B?)?$/u;
/** Answers to questions that nobody here asked, up to their end. */
const answer = /\u001B[P\]^_X][^\u0007\u001B]*(?:\u0007|\u001B\\)/uy;

/** Splits a run without pastes and interrupts. Returns the beginning of a sequence at its end. */
function splitRun(run: string, keys: Key[]): string {
	let index = 0;
	while (index < run.length) {
		const character = run[index] ?? '';
		if (character === '\u001B') {
			const rest = run.slice(index);
			if (beginning.test(rest)) {
				// Its last character may be half of the end of an answer.
				return rest.length > longestSequence ? rest.slice(0, longestSequence - 1) + rest.slice(-1) : rest;
			}

			index += takeSequence(run, index, keys);
			continue;
		}

		const control = controlKeys[character];
		if (isControl(character)) {
			keys.push(...(control === undefined ? [] : [{name: control}]));
			index++;
			continue;
		}

		let end = index + 1;
		while (end < run.length && !isControl(run[end] ?? '')) {
			end++;
		}

		keys.push(...textKeys(run.slice(index, end)));
		index = end;
	}

	return '';
}

/** How long the sequence at `index` is. An ESC before anything else is the key escape. */
function takeSequence(run: string, index: number, keys: Key[]): number {
	sequence.lastIndex = index;
	const match = sequence.exec(run);
	if (match === null) {
		answer.lastIndex = index;
		const ignored = answer.exec(run);
		keys.push(...(ignored === null ? [{name: 'escape' as const}] : []));
		return ignored?.[0].length ?? 1;
	}

	const [whole, parameters = '', final, single] = match;
	const name = final === '~' ? numberedKeys[parameters.split(';')[0] ?? ''] : nameOfFinal(final ?? single, single);
	keys.push(...(name === undefined ? [] : [{name}]));
	return whole.length;
}

function nameOfFinal(final: string | undefined, single: string | undefined): NamedKey | undefined {
	// The enter key of a number pad.
	return single === 'M' ? 'enter' : finalKeys[final ?? ''];
}

function isControl(character: string): boolean {
	return /^[\u0000-\u001F\u007F-\u009F]$/u.test(character);
}

/** A key for each grapheme that can be seen. What is invisible or turns the direction of text is none. */
function textKeys(text: string): Key[] {
	return splitGraphemes(text)
		.filter((grapheme) => grapheme === ' ' || safeText(grapheme) === grapheme)
		.map((grapheme) => ({name: 'text', text: grapheme}));
}

function pasteKeys(text: string): Key[] {
	const safe = safeText(text, longestPasteKey);
	return safe === '' ? [] : [{name: 'paste', text: safe}];
}
