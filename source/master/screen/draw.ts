import {assertNever} from '../../protocol/assert-never.js';
import {formatNumber} from '../../terminal/formats.js';
import {helpRows, rule} from '../../terminal/frame.js';
import {clockOf, type Moment} from '../../terminal/moment.js';
import {
	fitRow,
	fitText,
	type Row,
	type ScreenSize,
	type Segment,
	spread,
	widthOf,
	widthOfRow,
} from '../../terminal/row.js';
import {smallestSize} from '../../terminal/screen-sizes.js';
import {availabilityStrip} from '../../terminal/strip.js';
import {textFieldSegments} from '../../terminal/text-field.js';
import {drawBottom} from './bottom.js';
import {chooseColumns, drawAgent, drawColumnHeads} from './columns.js';
import {drawAgentPage, drawDetail} from './draw-detail.js';
import {drawEmptyList} from './draw-empty.js';
import {drawEvent, drawEventList} from './draw-events.js';
import {drawHead, frozen} from './draw-head.js';
import type {ScreenFacts} from './facts.js';
import type {FleetModel} from './fleet-model.js';
import {describeSort} from './fleet-order.js';
import {incidentSpans} from './incidents.js';
import {helpKeys} from './keys.js';
import {headerRows, type Layout, layoutFleet} from './layout.js';
import type {View} from './view.js';
import {formatCountdownTo, glyphs} from './words.js';

/** All that a picture of the fleet is made of. */
export type Picture = {
	readonly model: FleetModel;
	readonly view: View;
	readonly facts: ScreenFacts;
	readonly moment: Moment;
	readonly size: ScreenSize;
	/** The middle one of the round trips of all that are active. */
	readonly roundTripMs: number | undefined;
};

/** The whole screen. Pure. At most `size.rows` rows, none wider than `size.columns`. */
export function drawFleet(picture: Picture): readonly Row[] {
	const {size} = picture;
	if (size.columns < smallestSize.columns || size.rows < smallestSize.rows) {
		return size.rows < 1 ? [] : [drawTiny(picture)];
	}

	return drawPage(picture)
		.slice(0, size.rows)
		.map((row) => fitRow(row, size.columns));
}

/** How many agents fit on the screen. */
export function listRowsOf({view, model, facts, moment, size}: Omit<Picture, 'roundTripMs'>): number {
	return layoutFleet(size, drawBottom(view, model, keyFacts(model, facts), moment.monotonicMs, size.columns).length)
		.list;
}

function keyFacts(model: FleetModel, facts: ScreenFacts) {
	return {...facts, isOutOfContact: model.contact().type === 'none', isEmpty: model.agents().size === 0};
}

function drawTiny({model, size}: Picture): Row {
	const {lost, late, active} = model.counts();
	const state =
		model.contact().type === 'none'
			? '▲ NO CONTACT'
			: `${glyphs.lost}${lost} ${glyphs.late}${late} ${glyphs.active}${active}`;
	return fitRow(
		[{text: `${state} `, style: 'bold'}, {text: `too small: ${smallestSize.columns}x${smallestSize.rows} at least`}],
		size.columns,
	);
}

function drawPage(picture: Picture): readonly Row[] {
	const {view, model, facts, moment, size} = picture;
	const {columns: width, rows} = size;
	const bottom = drawBottom(view, model, keyFacts(model, facts), moment.monotonicMs, width);
	const room = rows - headerRows - bottom.length;
	const seen = frozen(model.contact(), moment);
	const under = (body: readonly Row[]) => [
		...drawHead({...picture, width, right: undefined}),
		...padded(body, room),
		...bottom,
	];
	const {page} = view;
	switch (page.type) {
		case 'fleet':
			return drawFleetPage(picture, bottom);
		case 'agent': {
			const agent = model.agents().get(page.name);
			return under(agent === undefined ? [] : drawAgentPage(agent, model, seen, {width, rows: room, top: page.top}));
		}

		case 'events':
			return under(
				drawEventList(model.events(), {
					top: page.top,
					title: 'Fleet events',
					none: 'Nothing in the last hour.',
					moment,
					width,
					rows: room,
				}),
			);
		case 'help': {
			const hint = facts.isWideLocale ? [[], [{text: ' Symbols two cells wide? Start it with --ascii.'}]] : [];
			const keys = helpRows(helpKeys(keyFacts(model, facts)), {columns: width, rows: Math.max(1, room - hint.length)});
			return under([...keys, ...hint]);
		}

		default:
			return assertNever(page);
	}
}

function drawFleetPage(picture: Picture, bottom: readonly Row[]): readonly Row[] {
	const {view, model, facts, moment, size} = picture;
	const {columns: width} = size;
	const layout = layoutFleet(size, bottom.length);
	const seen = frozen(model.contact(), moment);
	const isDim = model.contact().type === 'none';
	const columns = chooseColumns(width);
	const names = view.order.names.slice(view.top, view.top + layout.list);
	const agents = names.flatMap((name) => model.agents().get(name) ?? []);
	const rows = agents.map((agent) =>
		drawAgent(agent, {
			columns,
			moment: seen,
			history: model.historyOf(agent.name),
			isSelected: agent.name === view.selected,
			isMotionless: facts.isMotionless,
		}),
	);
	const list = padded(drawEmptyList(model, view, facts, {width, rows: layout.list}) ?? rows, layout.list);
	const selected = view.selected === undefined ? undefined : model.agents().get(view.selected);
	const body = [
		...(layout.fleetStrip === 1 ? [drawFleetStrip(model, seen, width)] : []),
		...(layout.columnHeads === 1 ? [drawColumnHeads(columns)] : []),
		...list,
	];
	const below = drawDetail(selected, model, seen, width, layout.detail);
	const dimmed = (some: readonly Row[]) => (isDim ? some.map(dim) : some);
	return [
		...drawHead({...picture, width, right: layout.foot === 0 ? footWords(picture, layout) : undefined}),
		...(isDim && agents.length === 0 ? body : dimmed(body)),
		...(layout.foot === 1 ? [drawFoot(picture, layout)] : []),
		...dimmed(below),
		...drawEvents(picture, layout),
		...bottom,
	];
}

function drawFleetStrip(model: FleetModel, {monotonicMs: now}: Moment, width: number): Row {
	const label = ' Last hour   ';
	const legend = '  × lost  ! late';
	const strip = availabilityStrip({
		fromMs: now - 60 * 60 * 1000,
		toMs: now,
		width: Math.max(0, width - label.length - legend.length),
		running: [{fromMs: Math.max(now - 60 * 60 * 1000, model.master()?.startedAtMs ?? now), toMs: now}],
		...incidentSpans(model.incidents()),
	});
	return [{text: label, style: 'dim'}, ...strip, {text: legend, style: 'dim'}];
}

/** Which agents are shown, in which order, and whether that holds. */
function footWords({view, model, moment, size}: Picture, layout: Layout): string {
	const {names} = view.order;
	const last = Math.min(names.length, view.top + layout.list);
	const shown = names.length === 0 ? '0' : `${view.top + 1}-${last}`;
	const held =
		view.heldUntilMs > moment.monotonicMs ? 'order held' : model.contact().type === 'none' ? 'as it stood' : 'live';
	const hidden = model.agents().size - names.length;
	const rest = hidden > 0 && view.filter.text !== '' ? `, ${formatNumber(hidden)} hidden` : '';
	const all = `${shown} of ${formatNumber(names.length)}${rest}   ${describeSort(view.sort)}   ${held}`;
	return layout.foot === 0 && widthOf(all) > size.columns - 4 ? `${shown} of ${names.length}   ${held}` : all;
}

function drawFoot(picture: Picture, layout: Layout): Row {
	const {view, model, moment, size} = picture;
	const right = [{text: `${footWords(picture, layout)} `, style: 'dim'}] as const;
	const room = size.columns - widthOfRow(right) - 2;
	const contact = model.contact();
	if (view.isFiltering || view.filter.text !== '') {
		const label: Segment = {text: ' / ', style: 'accent-bold'};
		const width = Math.max(1, Math.min(room - 3, 40));
		const field = view.isFiltering ? textFieldSegments(view.filter, width) : [{text: fitText(view.filter.text, width)}];
		return spread([label, ...field], right, size.columns);
	}

	if (contact.type === 'none' && contact.nextAttemptAtMs !== undefined) {
		const next = picture.facts.isMotionless
			? `at ${clockOf(moment, contact.nextAttemptAtMs)}`
			: formatCountdownTo(contact.nextAttemptAtMs, moment);
		return spread([{text: ' Next try '}, {text: next, style: 'accent'}], right, size.columns);
	}

	return spread([], right, size.columns);
}

function drawEvents({model, moment, size}: Picture, {events}: Layout): readonly Row[] {
	const contact = model.contact();
	if (events.lines === 0) {
		return Array.from({length: events.head}, (): Row => []);
	}

	const newest = model.events().slice(-events.lines).reverse();
	const head: readonly Row[] = events.head === 0 ? [] : [events.lines > 1 ? rule(size.columns, 'Fleet events') : []];
	if (contact.type === 'none' && contact.reason !== undefined) {
		const before = newest.slice(0, events.lines - 1).map((event) => dim(drawEvent(event, moment, size.columns)));
		return padded([...head, [{text: ` ${contact.reason}`, style: 'warning'}], ...before], events.head + events.lines);
	}

	return padded(
		[...head, ...newest.map((event) => drawEvent(event, moment, size.columns))],
		events.head + events.lines,
	);
}

function padded(rows: readonly Row[], count: number): readonly Row[] {
	return Array.from({length: count}, (_, index): Row => rows[index] ?? []);
}

function dim(row: Row): Row {
	return row.map(({text}): Segment => ({text, style: 'dim'}));
}
