import {formatSpan} from '../../../base/durations.js';
import {Rule} from '../../../terminal/components/rule.js';
import type {FleetAgent} from '../../model/fleet-agent.js';
import {statusSegments} from '../words/status-segments.js';

export type AgentRuleProps = {
	readonly agent: FleetAgent;
	/** Monotonic milliseconds. */
	readonly now: number;
	/** @default false */
	readonly isDim?: boolean;
};

/** The rule that names an agent, what it is, and for how long. */
export function AgentRule({agent, now, isDim = false}: AgentRuleProps) {
	const {name, liveness, livenessAt, lastHeartbeatAt, registeredAt} = agent;
	const fromMs = liveness === 'late' ? (lastHeartbeatAt ?? registeredAt) : livenessAt;
	const [glyph, word] = statusSegments(liveness);
	const age = liveness === 'active' ? '' : `, ${formatSpan(now - fromMs)}`;
	return (
		<Rule
			title={{text: name, style: isDim ? 'dim' : 'bold'}}
			right={{text: `${glyph.text}${word.text}${age}`, style: isDim ? 'dim' : word.style}}
		/>
	);
}
