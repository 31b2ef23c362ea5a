import {formatDuration, formatShortly, formatSpan} from '../../../base/durations.js';
import {formatCounted, formatRoundTrip} from '../../../base/formats.js';
import {clockOf, type Moment} from '../../../base/moment.js';
import {type FleetAgent, usualRoundTrip} from '../../model/fleet-agent.js';
import type {FleetEvent} from '../../model/fleet-event.js';
import {outagesOf} from '../../model/liveness-history.js';
import {explainNext, explainWhat, explainWhy, neighboursOf} from '../../words/explanation.js';
import {formatCount} from '../../words/words.js';
import {fleetMoment, type Scene} from '../state/scene.js';
import {type LabelledLine, labelledText, paragraph} from './labelled-text.js';

/** One row of the page of an agent, below its rule. */
export type AgentPageLine =
	| ({readonly type: 'text'} & LabelledLine)
	| {readonly type: 'blank'}
	/** The strip of the agent's last hour. */
	| {readonly type: 'last-hour'}
	/** The rule above the agent's events, and what stands at its right. */
	| {readonly type: 'events-rule'; readonly right: string | undefined}
	| {readonly type: 'event'; readonly event: FleetEvent};

/** The width of the labels of the particulars, the blank before them among it. */
export const particularsWidth = 13;

/** The page of one agent: what, why and next in full, its particulars, its outages, its events. They scroll. */
export function agentPageLines(agent: FleetAgent, scene: Scene, columns: number): readonly AgentPageLine[] {
	const {model} = scene;
	const moment = fleetMoment(scene);
	const events = model.events().filter((event) => event.agent === agent.name);
	const particular = ([label, text]: Particular) => labelledText(label, text, {columns, labelWidth: particularsWidth});
	const outages = outageTexts(agent, scene);
	return [
		...texts([
			...paragraph('What', explainWhat(agent, moment), columns),
			...paragraph('Why', explainWhy(agent, neighboursOf(agent, model.agents().values())), columns),
			...paragraph('Next', explainNext(agent, moment), columns),
		]),
		{type: 'blank'},
		...texts(particularsOf(agent, moment).flatMap(particular)),
		{type: 'last-hour'},
		...texts(outages.flatMap((text, index) => particular([index === 0 ? 'Outages' : '', text]))),
		{type: 'blank'},
		{type: 'events-rule', right: events.length === 0 ? undefined : `${formatCount(events.length)}, newest first`},
		...(events.length === 0
			? texts([{label: '', labelWidth: 0, text: 'None that this screen has seen.'}])
			: events.toReversed().map((event): AgentPageLine => ({type: 'event', event}))),
	];
}

type Particular = readonly [label: string, text: string];

function texts(lines: readonly LabelledLine[]): readonly AgentPageLine[] {
	return lines.map((line) => ({type: 'text', ...line}));
}

/** The latest outages, in words. */
function outageTexts(agent: FleetAgent, scene: Scene): readonly string[] {
	const moment = fleetMoment(scene);
	const outages = outagesOf(scene.model.historyOf(agent.name)).slice(0, 3);
	return outages.length === 0
		? ['none that this screen has seen']
		: outages.map(({fromMs, toMs}) => {
				const lasted = Number.isFinite(toMs)
					? `lasted ${formatSpan(toMs - fromMs)}`
					: `for ${formatSpan(moment.monotonicMs - fromMs)}, not over`;
				return `${clockOf(moment, fromMs)}  ${lasted}`;
			});
}

function particularsOf(agent: FleetAgent, {monotonicMs: now}: Moment): readonly Particular[] {
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
