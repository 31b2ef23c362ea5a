import {splitGraphemes} from './graphemes.js';
import {truncate, widthOf} from './row.js';

/**
Breaks a text into lines of at most `width` cells, between words where it can. Of at most `most` lines the last one holds
the rest, however long: whoever draws it cuts it.
*/
export function wrapText(text: string, width: number, most = Number.POSITIVE_INFINITY): readonly string[] {
	const lines = wrapAll(text, width);
	const whole = Math.max(0, most - 1);
	const texts = lines.map((line) => line.text);
	return lines.length <= most ? texts : [...texts.slice(0, whole), joinLines(lines.slice(whole))];
}

/** One line, and whether it begins in the middle of a word. */
type WrappedLine = {readonly text: string; readonly goesOn: boolean};

function joinLines(lines: readonly WrappedLine[]): string {
	return lines.map(({text, goesOn}, index) => (index === 0 || goesOn ? text : ` ${text}`)).join('');
}

function wrapAll(text: string, width: number): readonly WrappedLine[] {
	const lines: WrappedLine[] = [];
	let line: WrappedLine = {text: '', goesOn: false};
	for (const word of text.split(' ')) {
		for (const [index, piece] of pieces(word, width).entries()) {
			const longer = line.text === '' ? piece : `${line.text} ${piece}`;
			if (index === 0 && widthOf(longer) <= width) {
				line = {...line, text: longer};
			} else {
				lines.push(line);
				line = {text: piece, goesOn: index > 0};
			}
		}
	}

	return [...lines, line];
}

function pieces(word: string, width: number): readonly string[] {
	if (widthOf(word) <= width) {
		return [word];
	}

	const found: string[] = [];
	let piece = '';
	for (const grapheme of splitGraphemes(word)) {
		if (piece !== '' && widthOf(piece + grapheme) > width) {
			found.push(piece);
			piece = '';
		}

		piece += truncate(grapheme, width);
	}

	return [...found, piece];
}
