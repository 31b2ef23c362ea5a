import {assertNever} from '../../base/assert-never.js';
import {rule} from '../../terminal/rows/frame.js';
import {drawHelp, type HelpContent, lastHelpTop} from '../../terminal/rows/help.js';
import type {Row, ScreenSize} from '../../terminal/rows/row.js';
import {drawScrolled, lastScrolledTop} from '../../terminal/rows/scrolled.js';
import {errorPage} from './draw-error.js';
import {drawHeader, drawState} from './draw-head.js';
import {drawOutages, outagePage} from './draw-outages.js';
import {allKeys} from './hints.js';
import type {Scene} from './scene.js';
import type {ScreenState, View} from './screen-state.js';
import {type Page, pageRows} from './text-page.js';

type OtherView = Exclude<View, {type: 'main'}>;

/** A view other than the main one, without what stands under it: as many rows as it has. */
export function drawView(scene: Scene, view: OtherView, size: ScreenSize): readonly Row[] {
	const {columns} = size;
	const room = roomOf(scene, size);
	const rows = drawBody(scene, view, room).slice(0, room.rows);
	const filler = Array.from({length: Math.max(0, room.rows - rows.length)}, (): Row => []);
	return [...drawHeader(scene, columns), drawState(scene, columns), ...rows, ...filler];
}

function roomOf(scene: Scene, {columns, rows}: ScreenSize): ScreenSize {
	return {columns, rows: Math.max(0, rows - drawHeader(scene, columns).length - 1)};
}

function drawBody(scene: Scene, view: OtherView, room: ScreenSize): readonly Row[] {
	switch (view.type) {
		case 'outages':
			return drawOutages(scene, view, room);
		case 'outage':
			return drawPage(outagePage(scene, view), view.top, room);
		case 'error':
			return drawPage(errorPage(scene), view.top, room);
		case 'help':
			return drawHelp(helpOf(scene), view.top, room);
		default:
			return assertNever(view);
	}
}

function drawPage(page: Page, top: number, room: ScreenSize): readonly Row[] {
	const title = rule(room.columns, {text: page.title, style: 'bold'});
	return drawScrolled(title, pageRows(page, room.columns), top, room);
}

function helpOf(scene: Scene): HelpContent {
	return {keys: allKeys(scene), isWideLocale: scene.isWideLocale ?? false};
}

/** The screen's state with no text scrolled beyond its end, in a screen of this size. */
export function keepInText(scene: Scene, {columns, rows}: ScreenSize): ScreenState {
	const {ui} = scene;
	const {view} = ui;
	if (!('top' in view)) {
		return ui;
	}

	const room = roomOf(scene, {columns, rows: rows - 2});
	const most = () => {
		switch (view.type) {
			case 'outage':
				return lastScrolledTop(pageRows(outagePage(scene, view), columns), room.rows);
			case 'error':
				return lastScrolledTop(pageRows(errorPage(scene), columns), room.rows);
			case 'help':
				return lastHelpTop(helpOf(scene), room);
			default:
				return assertNever(view);
		}
	};

	return {...ui, view: {...view, top: Math.min(view.top, most())}};
}
