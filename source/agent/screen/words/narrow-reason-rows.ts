import type {Row, Segment} from '../../../terminal/rows/row.js';
import {wrapText} from '../../../terminal/rows/wrap-text.js';
import type {Scene} from '../state/scene.js';
import {narrowReasonLines} from './reason-lines.js';

/** The reason with the address in it. Of more than `most` rows the last one holds the rest, as far as it can. */
export function narrowReasonRows(scene: Scene, columns: number, most = Number.POSITIVE_INFINITY): readonly Row[] {
	const rows = narrowReasonLines(scene).flatMap(({text, style}) =>
		wrapText(text, columns - 2).map((line): Segment => ({text: ` ${line}`, style})),
	);
	return rows.length <= most
		? rows.map((row) => [row])
		: [...rows.slice(0, most - 1).map((row) => [row]), rows.slice(most - 1)];
}
