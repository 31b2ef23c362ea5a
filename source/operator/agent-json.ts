import {safeText} from '../base/safe-text.js';
import {eventLine} from '../fleet/words/event-line.js';
import type {AgentEvent, AgentInfo} from '../protocol/generated/agent.js';
import {hasPort, readAgeMs, readCount, readRoundTripMs} from '../protocol/wire-numbers.js';

/**
An agent as scripts read it: `list --json` and, with what it says of its machine, `info --json`. Keys stay; times are
ISO, durations milliseconds. What a master of another kind does not tell is null.
*/
export type AgentJson = {
	readonly name: string;
	/** Null where it has no port. */
	readonly address: string | null;
	readonly peer: string | null;
	readonly status: string;
	readonly statusSince: string | null;
	readonly statusSinceMs: number | null;
	readonly reason: string | null;
	readonly lastHeartbeat: string | null;
	readonly lastHeartbeatAgeMs: number | null;
	readonly streak: number | null;
	readonly roundTripMs: number | null;
	readonly version: string;
	readonly registeredAt: string | null;
	readonly registeredAgeMs: number | null;
	readonly durable: boolean | null;
	readonly speaksExtensions: boolean | null;
};

/** True for an answer of another kind of master, which fills only the fields that every kind has. */
export function isOfAnotherKind({liveness}: Pick<AgentInfo, 'liveness'>): boolean {
	return liveness === '';
}

/** What a master answered, cleaned. A Go master knows two words of status, and of times only that of the last heartbeat. */
export function toAgentJson(info: AgentInfo, wallMs: number): AgentJson {
	const isTold = !isOfAnotherKind(info);
	const iso = (ageMs: number) => new Date(wallMs - ageMs).toISOString();
	const heartbeatAgeMs = readHeartbeatAge(info, wallMs);
	const statusSinceMs = isTold ? readAgeMs(info.livenessAgeMs) : null;
	const registeredAgeMs = isTold ? readAgeMs(info.registeredAgeMs) : null;
	return {
		name: safeText(info.agentName, 253),
		address: hasPort(info.agentAddress) ? safeText(info.agentAddress, 260) : null,
		peer: isTold ? safeText(info.peerAddress, 64) : null,
		status: safeText(isTold ? info.liveness : info.status.toLowerCase(), 20),
		statusSince: statusSinceMs === null ? null : iso(statusSinceMs),
		statusSinceMs,
		reason: info.reason === '' ? null : safeText(info.reason),
		lastHeartbeat: heartbeatAgeMs === null ? null : iso(heartbeatAgeMs),
		lastHeartbeatAgeMs: heartbeatAgeMs,
		streak: isTold ? readCount(info.streak) : null,
		roundTripMs: roundedTrip(readRoundTripMs(info.roundTripMs)),
		version: safeText(info.version, 64),
		registeredAt: registeredAgeMs === null ? null : iso(registeredAgeMs),
		registeredAgeMs,
		durable: isTold ? info.durable : null,
		speaksExtensions: isTold ? info.speaksExtensions : null,
	};
}

function roundedTrip(ms: number | undefined): number | null {
	return ms === undefined ? null : Math.round(ms * 100) / 100;
}

function readHeartbeatAge(info: AgentInfo, wallMs: number): number | null {
	if (!isOfAnotherKind(info)) {
		return info.lastHeartbeatAgeMs === undefined ? null : readAgeMs(info.lastHeartbeatAgeMs);
	}

	return info.lastHeartbeat === 0 ? null : readAgeMs(wallMs - info.lastHeartbeat * 1000);
}

/** An event as scripts read it. Keys stay. */
export type EventJson = {
	readonly id: string;
	readonly time: string;
	readonly agent: string;
	readonly type: string;
	readonly severity: string;
	readonly message: string;
	readonly data: Readonly<Record<string, string>>;
};

/** An event as it was told, cleaned. */
export function toEventJson(event: AgentEvent): EventJson {
	return {
		id: safeText(event.eventId, 128),
		time: new Date(timeOf(event)).toISOString(),
		agent: safeText(event.agentName, 253),
		type: safeText(event.eventType, 100),
		severity: safeText(event.severity, 20),
		message: safeText(event.message, 1000),
		data: Object.fromEntries(
			Object.entries(event.metadata).map(([key, value]) => [safeText(key, 100), safeText(value, 16_000)]),
		),
	};
}

/** An event as one line: when, how grave, which kind, and the words. */
export function describeEvent(event: AgentEvent): string {
	const {agent, type, severity, message} = toEventJson(event);
	return eventLine(timeOf(event), severity, type, message === '' ? agent : message);
}

/** The end of the calendar, less a day: the local time is there too. */
const mostWallMs = 8.64e15 - 24 * 60 * 60 * 1000;

function timeOf({timestamp, timestampMs}: AgentEvent): number {
	const time = timestampMs > 0 ? timestampMs : timestamp * 1000;
	return Number.isFinite(time) && Math.abs(time) < mostWallMs ? time : 0;
}
