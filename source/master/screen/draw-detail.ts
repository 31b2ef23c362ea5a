import {formatCounted, formatDuration, formatRoundTrip, formatSpan} from '../../terminal/formats.js';
import {rule} from '../../terminal/frame.js';
import {clockOf, type Moment} from '../../terminal/moment.js';
import {fitRow, fitText, type Row, type Segment} from '../../terminal/row.js';
import {wideColumns} from '../../terminal/screen-sizes.js';
import {wrapText} from '../../terminal/wrap-text.js';
import {drawStrip, statusSegments} from './columns.js';
import {drawEventList} from './draw-events.js';
import {explainNext, explainWhat, explainWhy, neighboursOf} from './explanation.js';
import {type FleetAgent, usualRoundTrip} from './fleet-agent.js';
import type {FleetModel} from './fleet-model.js';
import type {Layout} from './layout.js';
import {outagesOf} from './passages.js';
import {formatCount, formatShortly} from './words.js';

const hourMs = 60 * 60 * 1000;

/** The selected agent under the list: what is, why, what comes next. As many rows as the layout has for it. */
export function drawDetail(
	agent: FleetAgent | undefined,
	model: FleetModel,
	moment: Moment,
	width: number,
	{rule: rules, what, why, next}: Layout['detail'],
): readonly Row[] {
	const rows = rules + what + why + next;
	if (agent === undefined) {
		return Array.from({length: rows}, (_, index): Row => (index === 0 ? rule(width) : []));
	}

	return [
		...(rules === 1 ? [drawAgentRule(agent, moment, width)] : []),
		...paragraph('What', explainWhat(agent, moment), width, what),
		...paragraph('Why', explainWhy(agent, neighboursOf(agent, model.agents().values())), width, why),
		...paragraph('Next', explainNext(agent, moment), width, next),
	];
}

function drawAgentRule(agent: FleetAgent, {monotonicMs: now}: Moment, width: number): Row {
	const {liveness, sinceMs, lastHeartbeatAtMs, registeredAtMs} = agent;
	const fromMs = liveness === 'late' ? (lastHeartbeatAtMs ?? registeredAtMs) : sinceMs;
	const [glyph, word] = statusSegments(liveness);
	const age = liveness === 'active' ? '' : `, ${formatSpan(now - fromMs)}`;
	return rule(
		width,
		{text: agent.name, style: 'bold'},
		{text: `${glyph.text}${word.text}${age}`, ...(word.style === undefined ? {} : {style: word.style})},
	);
}

/** A label and a text in exactly `rows` rows; without an indent where there is little room. */
function paragraph(label: string, text: string, width: number, rows: number): readonly Row[] {
	if (width < wideColumns) {
		const narrow = rows === 0 ? [] : wrapText(`${label}  ${text}`, Math.max(1, width - 2), rows);
		return Array.from({length: rows}, (_, index): Row => fitRow([{text: ` ${narrow[index] ?? ''}`}], width));
	}

	const lines = rows === 0 ? [] : wrapText(text, Math.max(1, width - 8), rows);
	return Array.from(
		{length: rows},
		(_, index): Row =>
			fitRow([{text: ` ${fitText(index === 0 ? label : '', 6)}`, style: 'dim'}, {text: lines[index] ?? ''}], width),
	);
}

/** The page of one agent: the same, its particulars, its outages, its events. At most `rows` rows. */
export function drawAgentPage(
	agent: FleetAgent,
	model: FleetModel,
	moment: Moment,
	{width, rows, top}: {readonly width: number; readonly rows: number; readonly top: number},
): readonly Row[] {
	const history = model.historyOf(agent.name);
	const outages = outagesOf(history);
	const head = [
		...drawDetail(agent, model, moment, width, {rule: 1, what: 1, why: 1, next: 1}),
		[],
		...factRows(agent, moment).map(([label, text]): Row => fact(label, [{text}], width)),
		fact('Last hour', drawStrip(history, moment.monotonicMs, hourMs, Math.max(0, Math.min(60, width - 14))), width),
		...(outages.length === 0
			? [fact('Outages', [{text: 'none that this screen has seen'}], width)]
			: outages.slice(0, 3).map(({fromMs, toMs}, index): Row => {
					const lasted = Number.isFinite(toMs)
						? `lasted ${formatSpan(toMs - fromMs)}`
						: `for ${formatSpan(moment.monotonicMs - fromMs)}, not over`;
					return fact(index === 0 ? 'Outages' : '', [{text: `${clockOf(moment, fromMs)}  ${lasted}`}], width);
				})),
		[],
	].slice(0, rows);
	const events = model.events().filter((event) => event.agent === agent.name);
	return [
		...head,
		...drawEventList(events, {
			top,
			title: 'Its events',
			none: 'None that this screen has seen.',
			moment,
			width,
			rows: rows - head.length,
		}),
	];
}

function fact(label: string, text: readonly Segment[], width: number): Row {
	return fitRow([{text: ` ${fitText(label, 12)}`, style: 'dim'}, ...text], width);
}

function factRows(agent: FleetAgent, {monotonicMs: now}: Moment): ReadonlyArray<readonly [string, string]> {
	const usual = usualRoundTrip(agent);
	const {policy} = agent;
	return [
		[
			'Address',
			`${agent.address === '' ? 'no port' : agent.address}, registered from ${agent.peer} ${formatDuration(now - agent.registeredAtMs)} ago`,
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
