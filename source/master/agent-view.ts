import type {AgentEvent, AgentInfo} from '../protocol/generated/agent.js';
import {safeText} from '../protocol/text.js';
import {formatLocalTime} from '../terminal/formats.js';
import {hasPort, readAgeMs, readCount, readRoundTripMs} from './told-values.js';

/**
An agent as scripts read it: `list --json` and, with what it says of its machine, `info --json`. Keys stay; times are
ISO, durations milliseconds.
*/
export type AgentView = {
	readonly name: string;
	/** Null where it has no port. */
	readonly address: string | null;
	readonly peer: string;
	readonly status: string;
	readonly statusSince: string;
	readonly statusSinceMs: number;
	readonly reason: string | null;
	readonly lastHeartbeat: string | null;
	readonly lastHeartbeatAgeMs: number | null;
	readonly streak: number;
	readonly roundTripMs: number | null;
	readonly version: string;
	readonly registeredAt: string;
	readonly registeredAgeMs: number;
	readonly durable: boolean;
	readonly speaksExtensions: boolean;
};

/** What a master answered, cleaned. A Go master knows two words of status and no ages: they are derived. */
export function describeAgent(info: AgentInfo, wallMs: number): AgentView {
	const isGoMaster = info.liveness === '';
	const toldHeartbeatAgeMs = isGoMaster ? wallMs - info.lastHeartbeat * 1000 : info.lastHeartbeatAgeMs;
	const heartbeatAgeMs = toldHeartbeatAgeMs === undefined ? undefined : readAgeMs(toldHeartbeatAgeMs);
	const iso = (ageMs: number) => new Date(wallMs - ageMs).toISOString();
	const statusSinceMs = readAgeMs(info.livenessAgeMs);
	const registeredAgeMs = readAgeMs(info.registeredAgeMs);
	return {
		name: safeText(info.agentName, 253),
		address: hasPort(info.agentAddress) ? safeText(info.agentAddress, 260) : null,
		peer: safeText(info.peerAddress, 64),
		status: safeText(isGoMaster ? info.status.toLowerCase() : info.liveness, 20),
		statusSince: iso(statusSinceMs),
		statusSinceMs,
		reason: info.reason === '' ? null : safeText(info.reason),
		lastHeartbeat: heartbeatAgeMs === undefined ? null : iso(heartbeatAgeMs),
		lastHeartbeatAgeMs: heartbeatAgeMs ?? null,
		streak: readCount(info.streak),
		roundTripMs: readRoundTripMs(info.roundTripMs) ?? null,
		version: safeText(info.version, 64),
		registeredAt: iso(registeredAgeMs),
		registeredAgeMs,
		durable: isGoMaster || info.durable,
		speaksExtensions: info.speaksExtensions,
	};
}

/** An event as scripts read it. Keys stay. */
export type EventView = {
	readonly id: string;
	readonly time: string;
	readonly agent: string;
	readonly type: string;
	readonly severity: string;
	readonly message: string;
	readonly data: Readonly<Record<string, string>>;
};

export function eventView(event: AgentEvent): EventView {
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
	const {agent, type, severity, message} = eventView(event);
	return eventLine(timeOf(event), severity, type, message === '' ? agent : message);
}

/** One thing that happened in one line: when, how severe, what, and the words. */
export function eventLine(wallMs: number, severity: string, type: string, words: string): string {
	return `${formatLocalTime(wallMs)} ${severity.toUpperCase().padEnd(8)} ${type.padEnd(16)} ${words}`;
}

/** The end of the calendar, less a day: the local time is there too. */
const mostWallMs = 8.64e15 - 24 * 60 * 60 * 1000;

function timeOf({timestamp, timestampMs}: AgentEvent): number {
	const time = timestampMs > 0 ? timestampMs : timestamp * 1000;
	return Number.isFinite(time) && Math.abs(time) < mostWallMs ? time : 0;
}
