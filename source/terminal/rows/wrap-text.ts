import {splitGraphemes} from './graphemes.js';
import {truncate, widthOf} from './row.js';

/**
Breaks a text into lines of at most `width` cells, between words where it can. Of at most `most` lines the last one holds
the rest, however long: whoever draws it cuts it.
*/
export function wrapText(text: string, width: number, most = Number.POSITIVE_INFINITY): readonly string[] {
	const lines = wrapAll(text, width);
	return lines.length <= most ? lines : [...lines.slice(0, most - 1), lines.slice(Math.max(0, most - 1)).join(' ')];
}

function wrapAll(text: string, width: number): readonly string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ').flatMap((long) => pieces(long, width))) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (widthOf(longer) <= width) {
			line = longer;
		} else {
			lines.push(line);
			line = word;
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
