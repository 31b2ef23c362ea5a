import {formatCounted, formatDuration, formatRoundTrip, formatSpan} from '../../base/formats.js';
import {clockOf, type Moment} from '../../base/moment.js';
import {rule} from '../../terminal/rows/frame.js';
import {fitRow, fitText, type Row} from '../../terminal/rows/row.js';
import {drawScrolled, lastScrolledTop} from '../../terminal/rows/scrolled.js';
import {wrapText} from '../../terminal/rows/wrap-text.js';
import {type FleetAgent, usualRoundTrip} from '../model/fleet-agent.js';
import type {FleetModel} from '../model/fleet-model.js';
import {type LivenessChange, outagesOf} from '../model/liveness-history.js';
import {explainNext, explainWhat, explainWhy, neighboursOf} from '../words/explanation.js';
import {formatCount, formatShortly} from '../words/words.js';
import {drawStrip} from './columns.js';
import {drawAgentRule, paragraph} from './draw-detail.js';
import {drawEvents} from './draw-events.js';

const hourMs = 60 * 60 * 1000;

/** The rows of a page, which scroll where they are more than fit. */
export type PageSize = {readonly width: number; readonly rows: number};

/** The page of one agent: what, why and next in full, its particulars, its outages, its events. At most `rows` rows. */
export function drawAgentPage(
	agent: FleetAgent,
	model: FleetModel,
	moment: Moment,
	{width, rows, top}: PageSize & {readonly top: number},
): readonly Row[] {
	const title = drawAgentRule(agent, moment, width);
	return drawScrolled(title, contentOf(agent, model, moment, width), top, {columns: width, rows});
}

/** The first row of the page when it shows its end. */
export function lastAgentTop(agent: FleetAgent, model: FleetModel, moment: Moment, {width, rows}: PageSize): number {
	return lastScrolledTop(contentOf(agent, model, moment, width), rows);
}

/** All below the rule of the agent. */
function contentOf(agent: FleetAgent, model: FleetModel, moment: Moment, width: number): readonly Row[] {
	const history = model.historyOf(agent.name);
	const events = model.events().filter((event) => event.agent === agent.name);
	return [
		...paragraph('What', explainWhat(agent, moment), width),
		...paragraph('Why', explainWhy(agent, neighboursOf(agent, model.agents().values())), width),
		...paragraph('Next', explainNext(agent, moment), width),
		[],
		...factRows(agent, moment).flatMap(([label, text]) => fact(label, text, width)),
		lastHour(history, moment, width),
		...outageRows(history, moment).flatMap((text, index) => fact(index === 0 ? 'Outages' : '', text, width)),
		[],
		rule(
			width,
			{text: 'Its events', style: 'bold'},
			events.length === 0 ? undefined : `${formatCount(events.length)}, newest first`,
		),
		...(events.length === 0
			? [[{text: ' None that this screen has seen.'}]]
			: drawEvents([...events].reverse(), moment, width, false)),
	];
}

const labelWidth = 13;

function fact(label: string, text: string, width: number): readonly Row[] {
	return wrapText(text, Math.max(1, width - labelWidth - 1)).map(
		(line, index): Row => fitRow([labelOf(index === 0 ? label : ''), {text: line}], width),
	);
}

function labelOf(label: string) {
	return {text: ` ${fitText(label, labelWidth - 1)}`, style: 'dim'} as const;
}

function lastHour(history: readonly LivenessChange[], {monotonicMs: now}: Moment, width: number): Row {
	const cells = Math.max(0, Math.min(60, width - labelWidth - 1));
	return fitRow([labelOf('Last hour'), ...drawStrip(history, now, hourMs, cells)], width);
}

/** The latest outages, in words. */
function outageRows(history: readonly LivenessChange[], moment: Moment): readonly string[] {
	const outages = outagesOf(history).slice(0, 3);
	return outages.length === 0
		? ['none that this screen has seen']
		: outages.map(({fromMs, toMs}) => {
				const lasted = Number.isFinite(toMs)
					? `lasted ${formatSpan(toMs - fromMs)}`
					: `for ${formatSpan(moment.monotonicMs - fromMs)}, not over`;
				return `${clockOf(moment, fromMs)}  ${lasted}`;
			});
}

function factRows(agent: FleetAgent, {monotonicMs: now}: Moment): ReadonlyArray<readonly [string, string]> {
	const usual = usualRoundTrip(agent);
	const {policy} = agent;
	return [
		[
			'Address',
			`${agent.address === '' ? 'no port' : agent.address}, registered from ${agent.peer} ${formatDuration(now - agent.registeredAt)} ago`,
		],
		[
			'Heartbeats',
			`${formatCount(agent.streak)} in a row, round trip ${formatRoundTrip(agent.roundTripMs)}${usual === undefined ? '' : `, usually ${formatRoundTrip(usual)}`}`,
		],
		[
			'Policy',
			policy === undefined
				? 'not told: a Go peer'
				: `a heartbeat every ${formatShortly(policy.heartbeatIntervalMs)}, ${formatCounted(policy.failureThreshold, 'failure')} mean lost, then ${formatShortly(policy.initialDelayMs)} up to ${formatShortly(policy.maxDelayMs)}`,
		],
		['Version', `${agent.version || '-'}${agent.isDurable ? '' : ', in memory only: the disk cannot be written'}`],
	];
}
