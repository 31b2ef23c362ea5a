/**
Text from the network is hostile: it may hold control characters, escape sequences, bidirectional overrides and
line breaks, and may be of any length. This makes it one bounded line that can be stored, logged and drawn.
*/
export function safeText(text: string, maxLength = 200): string {
	const bounded = text.length > maxLength * 4 ? text.slice(0, maxLength * 4) : text;
	const clean = bounded.replace(hostileCharacters, ' ').replaceAll(/\s+/gu, ' ').trim().toWellFormed();
	if (clean.length <= maxLength) {
		return clean;
	}

	const characters = [...clean];
	return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : clean;
}

// C0 and C1 controls, line and paragraph separators, bidirectional marks and overrides, zero-width characters, BOM.
const hostileCharacters =
	/[\u0000-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]+/gu;
