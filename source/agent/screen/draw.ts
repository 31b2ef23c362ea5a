import {safeText} from '../../base/safe-text.js';
import {textFieldSegments} from '../../terminal/keys/text-field.js';
import {keyLineEnds} from '../../terminal/rows/key-line.js';
import {fitRow, type Row, type ScreenSize, spread, widthOf} from '../../terminal/rows/row.js';
import {smallestSize} from '../../terminal/rows/screen-sizes.js';
import {wrapText} from '../../terminal/rows/wrap-text.js';
import {drawTooSmall} from './draw-head.js';
import {drawMain} from './draw-main.js';
import {drawView} from './draw-view.js';
import {keysNow} from './hints.js';
import {frozen, type Scene} from './scene.js';

/** The whole picture of an agent: at most `size.rows` rows, each exactly `size.columns` wide. */
export function drawAgent(scene: Scene, {columns, rows: height}: ScreenSize): readonly Row[] {
	const seen = frozen(scene);
	if (columns < smallestSize.columns || height < smallestSize.rows) {
		return [drawTooSmall(seen, columns)];
	}

	const foot = footRow(seen, columns);
	const body =
		seen.ui.view.type === 'main'
			? drawMain(seen, {columns, rows: height}, foot)
			: [...drawView(seen, seen.ui.view, {columns, rows: height - 2}), foot];
	const filler = Array.from({length: Math.max(0, height - 1 - body.length)}, (): Row => []);
	const picture = [...body.slice(0, height - 1), ...filler, bottomRow(seen, columns)];
	return withNotice(picture, seen.ui.notice, columns).map((row) => fitRow(row, columns));
}

/** So many rows at most are given to what was just said. */
const mostNoticeRows = 4;

/** What was just said, whole: a path that is cut off is of no use. It stands over what is above the last row, the keys. */
export function withNotice(picture: readonly Row[], notice: string | undefined, columns: number): readonly Row[] {
	if (notice === undefined) {
		return picture;
	}

	const rows = wrapText(safeText(notice, 400), columns - 4)
		.slice(0, mostNoticeRows)
		.map((text): Row => [{text: `   ${text}`, style: 'accent'}]);
	return [...picture.slice(0, -1 - rows.length), ...rows, ...picture.slice(-1)];
}

/** The row above the keys: what to do first. */
function footRow({ui, mode}: Scene, columns: number): Row {
	if (mode !== 'demo' || ui.hasKilled) {
		return [];
	}

	const whole = '   Demo, times ten times shorter. Press K: it kills the master.';
	return [{text: widthOf(whole) <= columns ? whole : '   Demo. Press K: it kills the master.', style: 'accent'}];
}

function bottomRow(scene: Scene, columns: number): Row {
	const {ui} = scene;
	if (ui.isAsking) {
		return [{text: ' Stop this agent? It unregisters. y/N', style: 'bold'}];
	}

	if (ui.field !== undefined) {
		const right = ' enter keeps it, esc shows all ';
		return spread(
			[{text: ' / ', style: 'bold'}, ...textFieldSegments(ui.field, Math.max(5, columns - 3 - right.length))],
			[{text: right, style: 'dim'}],
			columns,
		);
	}

	const {left, right} = keysNow(scene);
	const ends = keyLineEnds(left, right, columns);
	return spread(ends.left, ends.right, columns);
}
