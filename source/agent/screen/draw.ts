import {assertNever} from '../../protocol/assert-never.js';
import {safeText} from '../../protocol/text.js';
import {helpRows, keyLine} from '../../terminal/frame.js';
import {fitRow, type Row, type ScreenSize, spread} from '../../terminal/row.js';
import {smallestSize} from '../../terminal/screen-sizes.js';
import {textFieldSegments} from '../../terminal/text-field.js';
import {wrapText} from '../../terminal/wrap-text.js';
import {drawError} from './draw-error.js';
import {drawHeader, drawMain} from './draw-main.js';
import {drawOutage, drawOutages} from './draw-outages.js';
import {headline} from './headline.js';
import {allKeys, keysNow} from './hints.js';
import type {Scene} from './scene.js';

/** The whole picture of an agent: at most `size.rows` rows, each exactly `size.columns` wide. */
export function drawAgent(scene: Scene, size: ScreenSize): readonly Row[] {
	const {columns, rows: height} = size;
	if (columns < smallestSize.columns || height < smallestSize.rows) {
		return [drawTooSmall(scene, columns)];
	}

	const foot = footRow(scene);
	const bottom = bottomRow(scene, columns);
	const rows = bodyOf(scene, {columns, rows: height - 1}, foot).slice(0, height - 1);
	const filler = Array.from({length: height - 1 - rows.length}, (): Row => []);
	const notice = noticeRows(scene, columns);
	const body = [...rows, ...filler].slice(0, height - 1 - notice.length);
	return [...body, ...notice, bottom].map((row) => fitRow(row, columns));
}

function bodyOf(scene: Scene, size: ScreenSize, foot: Row): readonly Row[] {
	const {view} = scene.ui;
	if (view.type === 'main') {
		return drawMain(scene, {columns: size.columns, rows: size.rows + 1}, foot);
	}

	const header = drawHeader(scene, size.columns);
	const state = stateOnly(scene);
	const room = {columns: size.columns, rows: size.rows - header.length - 2};
	const body = () => {
		switch (view.type) {
			case 'outages':
				return drawOutages(scene, room);
			case 'outage':
				return drawOutage(scene, room);
			case 'error':
				return drawError(scene, room);
			case 'help':
				return drawHelp(scene, view.top, room);
			default:
				return assertNever(view);
		}
	};

	const rows = body();
	const filler = Array.from({length: Math.max(0, room.rows - rows.length)}, (): Row => []);
	return [...header, state, ...rows, ...filler, foot];
}

function drawHelp(scene: Scene, top: number, size: ScreenSize): readonly Row[] {
	const hints = allKeys(scene);
	const room = {columns: size.columns, rows: size.rows - (scene.isWideLocale ? 1 : 0)};
	const first = Math.max(0, Math.min(top, hints.length - room.rows + 1));
	const note: Row = [{text: ' Lines and dots two cells wide? Start it with --ascii.', style: 'dim'}];
	return [...helpRows(hints.slice(first), room), ...(scene.isWideLocale ? [note] : [])];
}

function stateOnly(scene: Scene): Row {
	const says = headline(scene);
	return [{text: ` ${says.glyph} ${says.word}`, style: says.style}, {text: `   ${says.since}`}];
}

function drawTooSmall(scene: Scene, columns: number): Row {
	const {glyph, word, style, shortSince} = headline(scene);
	return fitRow(
		[{text: `${glyph} ${word}`, style}, {text: ` needs ${smallestSize.columns}x${smallestSize.rows}. ${shortSince}`}],
		columns,
	);
}

/** So many rows at most are given to what was just said. */
const mostNoticeRows = 4;

/** What was just said, whole: a path that is cut off is of no use. It stands over what is above the keys. */
function noticeRows({ui: {notice}}: Scene, columns: number): readonly Row[] {
	return notice === undefined
		? []
		: wrapText(safeText(notice, 400), columns - 4)
				.slice(0, mostNoticeRows)
				.map((text): Row => [{text: `   ${text}`, style: 'accent'}]);
}

/** The row above the keys: what to do first. */
function footRow({ui, mode}: Scene): Row {
	return mode === 'demo' && !ui.hasKilled
		? [{text: '   Demo, times ten times shorter. Press K: it kills the master.', style: 'accent'}]
		: [];
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
	return keyLine(left, right, columns);
}
