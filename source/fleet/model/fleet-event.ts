import {formatRoundTrip} from '../../base/formats.js';
import {safeText} from '../../base/safe-text.js';
import type {WatchedEvent} from '../../protocol/generated/agent.js';
import {readAgeMs} from '../../protocol/wire-numbers.js';
import {type FleetAgent, usualRoundTrip} from './fleet-agent.js';

/** One thing that happened, as a screen shows it. Safe to draw. */
export type FleetEvent = {
	readonly id: string;
	/** Monotonic milliseconds of this process. */
	readonly at: number;
	readonly agent: string;
	/** In capitals: `LATE`, `LOST`, `JOINED`, or the last part of what an agent reported. */
	readonly word: string;
	readonly severity: 'info' | 'warning' | 'error';
	readonly text: string;
};

/** An event as it was told. `agent` is its agent as it is now, for an event that has just happened. */
export function readEvent(watched: WatchedEvent, agent: FleetAgent | undefined, now: number): FleetEvent {
	const name = safeText(watched.agentName, 253);
	const kind = safeText(watched.eventType.split('.').at(-1) ?? '', 12).toUpperCase();
	const message = safeText(watched.message, 400);
	const reason = safeText(watched.reason, 400).replace(/^no heartbeat for /u, 'nothing for ');
	const said = reason === '' ? message : reason;
	return {
		id: safeText(watched.eventId, 128),
		at: now - readAgeMs(watched.ageMs),
		agent: name,
		word: watched.eventType === 'agent.registered' ? 'JOINED' : kind,
		severity: readSeverity(watched.severity),
		text:
			(said.startsWith(`${name} `) ? said.slice(name.length + 1) : said) +
			(watched.eventType === 'agent.late' && agent !== undefined ? describeLastRoundTrip(agent) : ''),
	};
}

function describeLastRoundTrip(agent: FleetAgent): string {
	const usual = usualRoundTrip(agent);
	return agent.roundTripMs === undefined || usual === undefined
		? ''
		: `, last round trip ${formatRoundTrip(agent.roundTripMs)} (usual ${formatRoundTrip(usual).replace(/ ms$/u, '')})`;
}

function readSeverity(text: string): FleetEvent['severity'] {
	return text === 'warning' ? 'warning' : text === 'error' || text === 'critical' ? 'error' : 'info';
}
