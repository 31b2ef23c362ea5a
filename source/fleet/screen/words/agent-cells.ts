import {formatSpan} from '../../../base/durations.js';
import {formatRoundTrip} from '../../../base/formats.js';
import type {Moment} from '../../../base/moment.js';
import {isConnected} from '../../../protocol/liveness.js';
import {fitText, type Row, type Segment, truncateMiddle, widthOf} from '../../../terminal/rows/row.js';
import {availabilityStrip} from '../../../terminal/rows/strip.js';
import type {FleetAgent} from '../../model/fleet-agent.js';
import type {LivenessChange} from '../../model/liveness-history.js';
import {nextWords} from '../../words/prediction.js';
import {formatCount} from '../../words/words.js';
import type {Columns} from './agent-columns.js';
import {agentStrip} from './agent-strip.js';
import {statusSegments} from './status-segments.js';

/** The strip of an agent shows so much time. */
const stripMs = 6 * 60 * 1000;

/** What the row of one agent is made from. */
export type AgentCellsInput = {
	readonly agent: FleetAgent;
	readonly history: readonly LivenessChange[];
	/** The moment as which it is drawn. */
	readonly moment: Moment;
	readonly isSelected: boolean;
	/** Clock times in place of countdowns. */
	readonly isMotionless: boolean;
};

/** The cells of one agent, each as wide as its column. */
export function agentCells({agent, history, moment, isSelected, isMotionless}: AgentCellsInput, columns: Columns): Row {
	const now = moment.monotonicMs;
	const [glyph, word] = statusSegments(agent.liveness);
	const row: Segment[] = [
		{text: isSelected ? '▸ ' : '  ', style: isSelected ? 'accent-bold' : 'plain'},
		glyph,
		{text: fitText(word.text, 8), style: word.style},
		nameSegment(agent, columns.name, isSelected),
	];
	const right = (text: string, width: number) => {
		if (width > 0) {
			row.push({text: fitText(text, width, 'right')});
		}
	};
	right(lastWords(agent, now), columns.last);
	right(isConnected(agent.liveness) ? formatCount(agent.streak) : '0', columns.streak);
	right(isConnected(agent.liveness) ? formatRoundTrip(agent.roundTripMs) : '-', columns.roundTrip);
	if (columns.next > 0) {
		const next = nextWords(agent, moment, isMotionless);
		const isCountdown = /\d/u.test(next);
		row.push({text: `  ${fitText(next, columns.next - 2)}`, style: isCountdown ? 'accent' : 'plain'});
	}

	if (columns.version > 0) {
		row.push({text: fitText(truncateMiddle(agent.version || '-', columns.version - 1), columns.version)});
	}

	if (columns.address > 0) {
		const address = agent.address === '' ? `${agent.peer} no port` : agent.address;
		row.push({text: fitText(truncateMiddle(address, columns.address - 1), columns.address)});
	}

	if (columns.strip > 0) {
		const strip = availabilityStrip({...agentStrip(history, now, stripMs), width: columns.strip - 1});
		row.push({text: ' '}, ...strip);
	}

	return row;
}

/** True where time alone changes nothing of the cells: what is active, and was so for as long as its strip shows, does not tick. */
export function isAtRest(agent: FleetAgent, history: readonly LivenessChange[], now: number): boolean {
	const lastChangeAt = history.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
	return agent.liveness === 'active' && lastChangeAt < now - stripMs;
}

function nameSegment({name}: FleetAgent, width: number, isSelected: boolean): Segment {
	const shown = truncateMiddle(name, width);
	const blanks = ' '.repeat(Math.max(0, width - widthOf(shown)));
	return {text: shown + blanks, style: isSelected ? 'accent-bold' : 'plain'};
}

/** The age of the last heartbeat. What is active does not tick. */
function lastWords({liveness, lastHeartbeatAt, registeredAt}: FleetAgent, now: number): string {
	return liveness === 'active' ? '·' : formatSpan(now - (lastHeartbeatAt ?? registeredAt));
}
