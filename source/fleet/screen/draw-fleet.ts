import type {Moment} from '../../base/moment.js';
import {rule} from '../../terminal/rows/frame.js';
import type {Row, Segment} from '../../terminal/rows/row.js';
import {availabilityStrip} from '../../terminal/rows/strip.js';
import type {FleetModel} from '../model/fleet-model.js';
import {troubleSpans} from '../model/trouble-buckets.js';
import {chooseColumns, drawAgent, drawColumnHeads} from './columns.js';
import {drawDetail} from './draw-detail.js';
import {drawEmptyList} from './draw-empty.js';
import {drawEvents} from './draw-events.js';
import {drawFoot, footWords} from './draw-foot.js';
import {drawHead, frozen} from './draw-head.js';
import {drawNextTry, drawReason} from './draw-reach.js';
import {detailRows, type Layout, layoutFleet, withoutAgents, withRowsBelow} from './layout.js';
import {padded} from './padded.js';
import type {Picture} from './scene.js';

/** Why there is no contact takes so many rows at most of a low screen. */
const mostReasonRows = 3;

/** How many rows each part has above these last ones. */
export function layoutOf(picture: Picture, bottom: readonly Row[]): Layout {
	const layout = layoutFleet(picture.size, bottom.length);
	return withRowsBelow(layout, drawContactBelow(picture)?.length ?? 0);
}

/** The page of the fleet: the counts, the list, the selected agent, what happened last. */
export function drawFleetPage(
	picture: Picture,
	roundTripMs: number | undefined,
	bottom: readonly Row[],
): readonly Row[] {
	const {view, model, moment, size} = picture;
	const {columns: width} = size;
	const whole = layoutOf(picture, bottom);
	const layout = model.agents().size === 0 ? withoutAgents(whole) : whole;
	const contactBelow = drawContactBelow(picture);
	const seen = frozen(model.reach(), moment);
	const hasFoot = layout.foot === 1;
	const isFiltered = view.filter.text !== '' && !view.isFiltering;
	const head = drawHead({
		...picture,
		width,
		roundTripMs,
		left: isFiltered && !hasFoot ? `/ ${view.filter.text}` : undefined,
		rights: hasFoot ? [] : footWords(picture, layout.list),
	});
	const strip = layout.fleetStrip === 1 ? [model.isKnown() ? drawFleetStrip(model, seen, width) : []] : [];
	const isDim = model.reach().type === 'none';
	const dimmed = (rows: readonly Row[]) => (isDim ? rows.map(dim) : rows);
	return [
		...head,
		...dimmed(strip),
		...(view.order.names.length === 0
			? padded(
					[...(layout.columnHeads === 1 ? [[]] : []), ...drawEmptyList(picture, layout.list)],
					layout.columnHeads + layout.list,
				)
			: dimmed(drawList(picture, layout))),
		...(hasFoot ? [drawFoot(picture, layout.list)] : []),
		...(contactBelow === undefined
			? dimmed(drawSelected(picture, seen, layout))
			: padded(contactBelow, detailRows(layout))),
		...drawLatest(picture, layout),
		...bottom,
	];
}

function drawList({view, model, facts, moment, size}: Picture, layout: Layout): readonly Row[] {
	const columns = chooseColumns(size.columns);
	const seen = frozen(model.reach(), moment);
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
	return [...(layout.columnHeads === 1 ? [drawColumnHeads(columns)] : []), ...padded(rows, layout.list)];
}

function drawSelected({view, model, size}: Picture, seen: Moment, {detail}: Layout): readonly Row[] {
	const selected = view.selected === undefined ? undefined : model.agents().get(view.selected);
	return drawDetail(selected, model, seen, size.columns, detail);
}

/**
Why there is no contact and when the next attempt comes, in place of the selected agent: for low screens, which have no
other row for it. Undefined elsewhere.
*/
function drawContactBelow({model, facts, moment, size}: Picture): readonly Row[] | undefined {
	const reach = model.reach();
	const {events, foot} = layoutFleet(size, 1);
	if (events.lines > 0 || reach.type !== 'none' || reach.reason === undefined || model.agents().size === 0) {
		return undefined;
	}

	const next = foot === 1 ? undefined : drawNextTry(reach, moment, facts.isMotionless);
	return [...drawReason(reach, size.columns, mostReasonRows), ...(next === undefined ? [] : [next])];
}

function drawFleetStrip(model: FleetModel, {monotonicMs: now}: Moment, width: number): Row {
	const label = ' Last hour   ';
	const legend = '  × lost  ! late';
	const strip = availabilityStrip({
		fromMs: now - 60 * 60 * 1000,
		toMs: now,
		width: Math.max(0, width - label.length - legend.length),
		running: [{fromMs: Math.max(now - 60 * 60 * 1000, model.master()?.startedAtMs ?? now), toMs: now}],
		...troubleSpans(model.troubles()),
	});
	return [{text: label, style: 'dim'}, ...strip, {text: legend, style: 'dim'}];
}

/** What happened last. Above it, while there is no contact, why. */
function drawLatest({model, moment, size}: Picture, {events}: Layout): readonly Row[] {
	const {columns: width} = size;
	const rows = events.head + events.lines;
	if (events.lines === 0 || !model.isKnown()) {
		return padded([], rows);
	}

	const newest = model.events().slice(-events.lines).reverse();
	const reach = model.reach();
	// Where there is no agent it stands in place of the list.
	const reason = model.agents().size === 0 ? [] : drawReason(reach, width, events.lines > 1 ? 2 : rows);
	const told = drawEvents(newest, moment, width);
	const shown = [...reason, ...(reach.type === 'none' ? told.map(dim) : told)];
	const head: readonly Row[] = events.lines > 1 ? [rule(width, 'Fleet events')] : [[]];
	// A reason that is longer than the row of the one event has the blank row above it too.
	return padded(events.head === 0 || reason.length > events.lines ? shown : [...head, ...shown], rows);
}

function dim(row: Row): Row {
	return row.map(({text}): Segment => ({text, style: 'dim'}));
}
