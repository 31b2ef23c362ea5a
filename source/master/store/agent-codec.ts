import {type Moment, toWall} from '../../base/moment.js';
import type {AgentEvent, AgentInfo} from '../../protocol/generated/agent.js';
import {isConnected, type Liveness} from '../../protocol/liveness.js';
import type {AgentRecord, RestoredAgent} from '../registry/agent-record.js';
import {isGoPeer} from '../registry/agent-record.js';
import type {RegistryEvent} from '../registry/event.js';
import type {SystemInfo} from '../registry/system-info.js';
import type {StoredAgent} from './stored-agent.js';

/** A record as it outlives the process. */
export function toStored({streamId: _streamId, sinceMs, ...record}: AgentRecord, moment: Moment): StoredAgent {
	const wall = (atMs: number) => Math.round(toWall(moment, atMs));
	return {
		...record,
		livenessSinceMs: wall(sinceMs),
		registeredAtMs: wall(record.registeredAtMs),
		lastHeartbeatAtMs: record.lastHeartbeatAtMs === undefined ? undefined : wall(record.lastHeartbeatAtMs),
	};
}

/** What was stored, with ages in place of times. */
export function toRestored(
	{livenessSinceMs, registeredAtMs, lastHeartbeatAtMs, ...agent}: StoredAgent,
	{wallMs}: Moment,
): RestoredAgent {
	return {
		...agent,
		livenessAgeMs: wallMs - livenessSinceMs,
		registeredAgeMs: wallMs - registeredAtMs,
		lastHeartbeatAgeMs: lastHeartbeatAtMs === undefined ? undefined : wallMs - lastHeartbeatAtMs,
	};
}

/** A record as it is told to whoever asks, with what the agent said of its machine where that is given. */
export function toAgentInfo(
	record: AgentRecord,
	{monotonicMs, wallMs}: Moment,
	durable: boolean,
	system?: SystemInfo,
): AgentInfo {
	const age = (thenMs: number) => Math.max(0, Math.round(monotonicMs - thenMs));
	const {lastHeartbeatAtMs} = record;
	return {
		agentName: record.name,
		agentAddress: record.address,
		// Go peers show a registration as a first sign of life.
		lastHeartbeat: Math.floor((wallMs - age(lastHeartbeatAtMs ?? record.registeredAtMs)) / 1000),
		status: goStatus(record.liveness),
		lastInfoCollected: system === undefined ? 0 : Math.floor((wallMs - age(system.toldAtMs)) / 1000),
		systemInfoJson: system?.json ?? '',
		version: record.version,
		liveness: record.liveness,
		lastHeartbeatAgeMs: lastHeartbeatAtMs === undefined ? undefined : age(lastHeartbeatAtMs),
		livenessAgeMs: age(record.sinceMs),
		streak: record.streak,
		roundTripMs: record.roundTripMs,
		reason: record.reason,
		peerAddress: record.peerAddress,
		registeredAgeMs: age(record.registeredAtMs),
		durable,
		policy: record.policy,
		speaksExtensions: !isGoPeer(record),
	};
}

/** The two words that Go peers know. */
function goStatus(liveness: Liveness): 'Active' | 'Inactive' {
	return isConnected(liveness) ? 'Active' : 'Inactive';
}

/** A stored event as it is told to whoever asks. */
export function toAgentEvent(event: RegistryEvent): AgentEvent {
	return {
		agentName: event.agentName,
		eventType: event.type,
		timestamp: Math.floor(event.atMs / 1000),
		message: event.message,
		metadata: {...event.data},
		severity: event.severity,
		eventId: event.id,
		timestampMs: event.atMs,
	};
}
