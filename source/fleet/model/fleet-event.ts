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
	/** As it was told: a sentence, which may begin with the name of the agent. */
	readonly message: string;
	/** As it was told: plain words that follow on "because". Empty where there is none. */
	readonly reason: string;
	/** Of an agent that has just become late, where both are known. In milliseconds. */
	readonly roundTrip: {readonly lastMs: number; readonly usualMs: number} | undefined;
};

/** An event as it was told. `agent` is its agent as it is now, for an event that has just happened. */
export function readEvent(watched: WatchedEvent, agent: FleetAgent | undefined, now: number): FleetEvent {
	const kind = safeText(watched.eventType.split('.').at(-1) ?? '', 12).toUpperCase();
	return {
		id: safeText(watched.eventId, 128),
		at: now - readAgeMs(watched.ageMs),
		agent: safeText(watched.agentName, 253),
		word: watched.eventType === 'agent.registered' ? 'JOINED' : kind,
		severity: readSeverity(watched.severity),
		message: safeText(watched.message, 400),
		reason: safeText(watched.reason, 400),
		roundTrip: watched.eventType === 'agent.late' && agent !== undefined ? lastRoundTrip(agent) : undefined,
	};
}

function lastRoundTrip(agent: FleetAgent): FleetEvent['roundTrip'] {
	const {roundTripMs: lastMs} = agent;
	const usualMs = usualRoundTrip(agent);
	return lastMs === undefined || usualMs === undefined ? undefined : {lastMs, usualMs};
}

function readSeverity(text: string): FleetEvent['severity'] {
	return text === 'warning' ? 'warning' : text === 'error' || text === 'critical' ? 'error' : 'info';
}
