import type {Liveness} from '../../../protocol/liveness.js';
import type {Segment, Style} from '../../../terminal/rows/row.js';
import {glyphs} from '../../words/words.js';

const statusStyles = {
	active: ['accent', 'bold'],
	late: ['warning-bold', 'warning-bold'],
	lost: ['danger-bold', 'danger-bold'],
	awaited: ['plain', 'bold'],
	stopped: ['dim', 'bold'],
} as const satisfies Record<Liveness, readonly [glyph: Style, word: Style]>;

/** The sign and the word of a status. */
export function statusSegments(liveness: Liveness): readonly [Required<Segment>, Required<Segment>] {
	const [glyph, word] = statusStyles[liveness];
	return [
		{text: `${glyphs[liveness]} `, style: glyph},
		{text: liveness.toUpperCase(), style: word},
	];
}
