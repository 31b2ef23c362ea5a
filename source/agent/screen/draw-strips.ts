import {formatCounted, formatRoundTrip} from '../../base/formats.js';
import {fitText, type Row, type Segment, spread, widthOf} from '../../terminal/rows/row.js';
import {availabilityStrip, bars, type Span} from '../../terminal/rows/strip.js';
import {type RoundTrip, roundTripSpanMs} from '../story/agent-model.js';
import {openOutageOf} from '../story/history.js';
import {type Scene, spell} from './scene.js';

const dayMs = 24 * 60 * 60 * 1000;

/** Where values begin. */
const labelWidth = 14;

/** ` Round trip   12 ms  ▂▂▃▂ 5 min  p50 12 ms  p99 41 ms` */
export function drawRoundTrips({model, now, isMotionless}: Scene, width: number): Row {
	const label = fitText(' Round trip', labelWidth);
	const {state, roundTrips} = model;
	const recent = roundTrips.filter(({at}) => now.monotonicMs - at <= roundTripSpanMs);
	const last = recent.at(-1);
	if (last === undefined) {
		return [{text: label}, {text: 'No beat yet.', style: 'dim'}];
	}

	const ordered = recent.map(({ms}) => ms).toSorted((left, right) => left - right);
	const share = (part: number) => ordered[Math.min(ordered.length - 1, Math.ceil(part * ordered.length) - 1)] ?? 0;
	const right = ` 5 min  p50 ${formatRoundTrip(share(0.5))}  p99 ${formatRoundTrip(share(0.99))} `;
	const value = state.type === 'active' ? formatRoundTrip(state.roundTripMs) : '-';
	const left = label + fitText(value, Math.max(7, widthOf(value) + 2));
	const cells = width - widthOf(left) - widthOf(right);
	const strip: Row =
		isMotionless || cells < 1
			? []
			: [bars(worstPerCell(recent, now.monotonicMs, cells, model.policy.heartbeatIntervalMs), cells)];
	return spread([{text: left}, ...strip], [{text: right}], width);
}

function worstPerCell(
	trips: readonly RoundTrip[],
	to: number,
	cells: number,
	intervalMs: number,
): ReadonlyArray<number | undefined> {
	const worst: Array<number | undefined> = Array.from({length: cells});
	for (const {at, ms} of trips) {
		const cell = Math.min(cells - 1, Math.floor(((at - (to - roundTripSpanMs)) * cells) / roundTripSpanMs));
		worst[cell] = Math.max(worst[cell] ?? 0, ms);
	}

	// A cell may be shorter than an interval: it then shows the heartbeat before it.
	let shown: number | undefined;
	let age = 0;
	return worst.map((value) => {
		age = value === undefined ? age + roundTripSpanMs / cells : 0;
		shown = value ?? (age < intervalMs * 1.5 ? shown : undefined);
		return shown;
	});
}

/** ` Last 24 h    ─────×──  3 outages, 5m 53s` */
export function drawLastDay({model, now, isMotionless}: Scene, width: number, columns = labelWidth): Row {
	const toMs = now.wallMs;
	const fromMs = toMs - dayMs;
	const end = model.state.type === 'stopped' ? undefined : toMs;
	const spans = <Item>(items: readonly Item[], span: (item: Item) => Span) =>
		items.map(span).filter((item) => item.toMs >= fromMs);
	const outages = spans(model.history.outages, ({since, until}) => ({fromMs: since, toMs: until ?? end ?? since}));
	const lastRun = model.history.runs.at(-1);
	const running = spans(model.history.runs, (run) => ({
		fromMs: run.since,
		toMs: run === lastRun ? (end ?? run.until) : run.until,
	}));
	const failing = spans(model.failing, ({fromWall, toWall}) => ({fromMs: fromWall, toMs: toWall ?? end ?? fromWall}));
	const downMs = outages.reduce((sum, span) => sum + span.toMs - Math.max(fromMs, span.fromMs), 0);
	const open = openOutageOf(model.history);
	const sum = isMotionless && open !== undefined ? 'one goes on' : spell(downMs);
	const words = outages.length === 0 ? 'no outage' : `${formatCounted(outages.length, 'outage')}, ${sum}`;
	const right: Segment = {text: `  ${words} `};
	const label = fitText(columns === labelWidth ? ' Last 24 h' : ' 24 h', columns);
	const strip = availabilityStrip({
		fromMs,
		toMs,
		width: width - columns - widthOf(right.text),
		outages,
		failing,
		running,
	});
	return spread([{text: label}, ...strip], [right], width);
}
