import {assertNever} from '../../base/assert-never.js';
import {drawHelp, type HelpContent, lastHelpTop} from '../../terminal/rows/help.js';
import {fitRow, type Row, widthOf} from '../../terminal/rows/row.js';
import {smallestSize, tooSmallWords} from '../../terminal/rows/screen-sizes.js';
import {glyphs} from '../words/words.js';
import {drawBottom} from './bottom.js';
import {drawAgentPage, lastAgentTop} from './draw-agent-page.js';
import {drawEventList, lastEventTop} from './draw-events.js';
import {drawFleetPage, layoutOf} from './draw-fleet.js';
import {drawHead, frozen} from './draw-head.js';
import {helpKeys} from './keys.js';
import {headerRows} from './layout.js';
import {padded} from './padded.js';
import type {Picture} from './scene.js';
import {keyConditionsOf} from './screen-facts.js';

/** The whole screen. Pure. At most `size.rows` rows, none wider than `size.columns`. `roundTripMs` is that of the middle. */
export function drawFleet(picture: Picture, roundTripMs: number | undefined): readonly Row[] {
	const {view, size} = picture;
	if (size.columns < smallestSize.columns || size.rows < smallestSize.rows) {
		return size.rows < 1 ? [] : [drawTiny(picture)];
	}

	const bottom = bottomOf(picture);
	const rows =
		view.page.type === 'fleet'
			? drawFleetPage(picture, roundTripMs, bottom)
			: [
					...drawHead({...picture, width: size.columns, roundTripMs, left: undefined, rights: []}),
					...padded(drawBody(picture), roomOf(picture)),
					...bottom,
				];
	return rows.slice(0, size.rows).map((row) => fitRow(row, size.columns));
}

/** How many agents fit on the screen. */
export function listRowsOf(picture: Picture): number {
	return layoutOf(picture, bottomOf(picture)).list;
}

/** The first row of what scrolls when its end is shown. */
export function lastTopOf(picture: Picture): number {
	const {view, model, moment, size} = picture;
	const rows = roomOf(picture);
	const {page} = view;
	switch (page.type) {
		case 'fleet':
			return 0;
		case 'agent': {
			const agent = model.agents().get(page.name);
			const seen = frozen(model.reach(), moment);
			return agent === undefined ? 0 : lastAgentTop(agent, model, seen, {width: size.columns, rows});
		}

		case 'events':
			return lastEventTop(model.events(), rows);
		case 'help':
			return lastHelpTop(helpOf(picture), {columns: size.columns, rows});
		default:
			return assertNever(page);
	}
}

/** What stands between the header and the keys on a page other than that of the fleet. */
function drawBody(picture: Picture): readonly Row[] {
	const {view, model, moment, size} = picture;
	const {columns: width} = size;
	const rows = roomOf(picture);
	const {page} = view;
	switch (page.type) {
		case 'fleet':
			return [];
		case 'agent': {
			const agent = model.agents().get(page.name);
			const seen = frozen(model.reach(), moment);
			return agent === undefined ? [] : drawAgentPage(agent, model, seen, {width, rows, top: page.top});
		}

		case 'events':
			return drawEventList(model.events(), {
				top: page.top,
				title: 'Fleet events',
				none: 'Nothing in the last hour.',
				moment,
				width,
				rows,
			});
		case 'help':
			return drawHelp(helpOf(picture), page.top, {columns: width, rows});
		default:
			return assertNever(page);
	}
}

function helpOf({view, model, facts}: Picture): HelpContent {
	return {keys: helpKeys(keyConditionsOf(view, model, facts)), isWideLocale: facts.isWideLocale};
}

function bottomOf({view, model, facts, moment, size}: Picture): readonly Row[] {
	return drawBottom(view, model, keyConditionsOf(view, model, facts), moment.monotonicMs, size.columns);
}

function roomOf(picture: Picture): number {
	return picture.size.rows - headerRows - bottomOf(picture).length;
}

function drawTiny({model, size}: Picture): Row {
	const {lost, late, active} = model.counts();
	const state =
		model.reach().type === 'none'
			? '▲ NO CONTACT'
			: `${glyphs.lost}${lost} ${glyphs.late}${late} ${glyphs.active}${active}`;
	return fitRow(
		[{text: `${state} `, style: 'bold'}, {text: tooSmallWords(size.columns - widthOf(state) - 1)}],
		size.columns,
	);
}
