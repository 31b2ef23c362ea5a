const segmenter = new Intl.Segmenter('en', {granularity: 'grapheme'});

/** Letters, punctuation, arrows, lines and shapes of which none joins another. */
const separateCharacters = /^[\u0020-\u007E\u00A0-\u024F\u2010-\u2027\u2030-\u205E\u2190-\u21FF\u2500-\u25FF]*$/u;

/** True where each character is surely a grapheme of its own, which nearly all text is. */
export function isOfSeparateCharacters(text: string): boolean {
	return separateCharacters.test(text);
}

/** What a reader takes for single characters: a letter with its accents, a flag. */
export function splitGraphemes(text: string): string[] {
	// The segmenter takes twenty times as long.
	return isOfSeparateCharacters(text) ? [...text] : Array.from(segmenter.segment(text), ({segment}) => segment);
}
