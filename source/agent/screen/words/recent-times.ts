import {formatSpan} from '../../../base/durations.js';
import {formatCounted, formatRoundTrip} from '../../../base/formats.js';
import type {AvailabilityStripInput, Span} from '../../../terminal/rows/strip.js';
import {type RoundTrip, roundTripSpanMs} from '../../story/agent-model.js';
import {openOutageOf} from '../../story/history.js';
import type {Scene} from '../state/scene.js';

const dayMs = 24 * 60 * 60 * 1000;

/** The round trips of the last minutes. */
export function recentTrips({model, now}: Scene): readonly RoundTrip[] {
	return model.roundTrips.filter(({at}) => now.monotonicMs - at <= roundTripSpanMs);
}

/** `5 min  p50 12 ms  p99 41 ms` */
export function tripWords(trips: readonly RoundTrip[]): string {
	const ordered = trips.map(({ms}) => ms).toSorted((left, right) => left - right);
	const share = (part: number) => ordered[Math.min(ordered.length - 1, Math.ceil(part * ordered.length) - 1)] ?? 0;
	return `5 min  p50 ${formatRoundTrip(share(0.5))}  p99 ${formatRoundTrip(share(0.99))}`;
}

/** The worst round trip in each cell of a strip, the newest at the right; undefined where there was none. */
export function worstTrips(
	trips: readonly RoundTrip[],
	{model, now}: Scene,
	cells: number,
): ReadonlyArray<number | undefined> {
	const fromMs = now.monotonicMs - roundTripSpanMs;
	const worst: Array<number | undefined> = Array.from({length: cells});
	for (const {at, ms} of trips) {
		const cell = Math.min(cells - 1, Math.floor(((at - fromMs) * cells) / roundTripSpanMs));
		worst[cell] = Math.max(worst[cell] ?? 0, ms);
	}

	// A cell may be shorter than an interval: it then shows the heartbeat before it.
	let shown: number | undefined;
	let age = 0;
	return worst.map((value) => {
		age = value === undefined ? age + roundTripSpanMs / cells : 0;
		shown = value ?? (age < model.policy.heartbeatIntervalMs * 1.5 ? shown : undefined);
		return shown;
	});
}

/** What a strip of the last 24 hours shows. */
export function lastDay({model, now}: Scene): Omit<AvailabilityStripInput, 'width'> {
	const toMs = now.wallMs;
	const fromMs = toMs - dayMs;
	const end = model.state.type === 'stopped' ? undefined : toMs;
	const spans = <Item>(items: readonly Item[], span: (item: Item) => Span) =>
		items.map(span).filter((item) => item.toMs >= fromMs);
	const lastRun = model.history.runs.at(-1);
	return {
		fromMs,
		toMs,
		outages: spans(model.history.outages, ({since, until}) => ({fromMs: since, toMs: until ?? end ?? since})),
		running: spans(model.history.runs, (run) => ({
			fromMs: run.since,
			toMs: run === lastRun ? (end ?? run.until) : run.until,
		})),
		failing: spans(model.failing, ({fromWall, toWall}) => ({fromMs: fromWall, toMs: toWall ?? end ?? fromWall})),
	};
}

/** How many outages there were in a time, and how long all of them lasted. */
export function outageWords({model, isMotionless}: Scene, {fromMs, outages}: ReturnType<typeof lastDay>): string {
	if (outages.length === 0) {
		return 'no outage';
	}

	const downMs = outages.reduce((sum, span) => sum + span.toMs - Math.max(fromMs, span.fromMs), 0);
	const isOpen = openOutageOf(model.history) !== undefined;
	return `${formatCounted(outages.length, 'outage')}, ${isMotionless && isOpen ? 'one goes on' : formatSpan(downMs, {finer: 'milliseconds'})}`;
}
