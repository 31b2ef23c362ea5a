import {formatSpan} from '../../base/formats.js';
import type {Moment} from '../../base/moment.js';
import {rule} from '../../terminal/rows/frame.js';
import {fitRow, fitText, type Row} from '../../terminal/rows/row.js';
import {wideColumns} from '../../terminal/rows/screen-sizes.js';
import {wrapText} from '../../terminal/rows/wrap-text.js';
import type {FleetAgent} from '../model/fleet-agent.js';
import type {FleetModel} from '../model/fleet-model.js';
import {explainNext, explainNextShortly, explainWhat, explainWhy, neighboursOf} from '../words/explanation.js';
import {statusSegments} from './columns.js';
import type {Layout} from './layout.js';
import {padded} from './padded.js';

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
		...padded(paragraph('What', explainWhat(agent, moment), width, what), what),
		...padded(paragraph('Why', explainWhy(agent, neighboursOf(agent, model.agents().values())), width, why), why),
		...padded(drawNext(agent, moment, width, next), next),
	];
}

/** In fewer words where all of them do not fit. */
function drawNext(agent: FleetAgent, moment: Moment, width: number, rows: number): readonly Row[] {
	const whole = paragraph('Next', explainNext(agent, moment), width);
	return whole.length <= rows ? whole : paragraph('Next', explainNextShortly(agent, moment), width, rows);
}

/** The rule that names an agent, what it is, and for how long. */
export function drawAgentRule(agent: FleetAgent, {monotonicMs: now}: Moment, width: number): Row {
	const {liveness, livenessAt, lastHeartbeatAt, registeredAt} = agent;
	const fromMs = liveness === 'late' ? (lastHeartbeatAt ?? registeredAt) : livenessAt;
	const [glyph, word] = statusSegments(liveness);
	const age = liveness === 'active' ? '' : `, ${formatSpan(now - fromMs)}`;
	return rule(
		width,
		{text: agent.name, style: 'bold'},
		{text: `${glyph.text}${word.text}${age}`, ...(word.style === undefined ? {} : {style: word.style})},
	);
}

/** A label and a text in at most `most` rows; without an indent where there is little room. */
export function paragraph(label: string, text: string, width: number, most = Number.POSITIVE_INFINITY): readonly Row[] {
	if (most === 0) {
		return [];
	}

	if (width < wideColumns) {
		return wrapText(`${label}  ${text}`, Math.max(1, width - 2), most).map(
			(line): Row => fitRow([{text: ` ${line}`}], width),
		);
	}

	return wrapText(text, Math.max(1, width - 8), most).map(
		(line, index): Row =>
			fitRow([{text: ` ${fitText(index === 0 ? label : '', 6)}`, style: 'dim'}, {text: line}], width),
	);
}
