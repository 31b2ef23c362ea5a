import type {Moment} from '../../base/moment.js';
import type {AgentInfo} from '../../protocol/generated/agent.js';
import {isConnected, type Liveness} from '../../protocol/liveness.js';
import {type AgentRecord, isGoPeer} from '../registry/agent-record.js';
import type {SystemInfo} from '../registry/system-info.js';

/** A record as it is told to whoever asks, with what the agent said of its machine where that is given. */
export function toAgentInfo(
	record: AgentRecord,
	{monotonicMs, wallMs}: Moment,
	durable: boolean,
	system?: SystemInfo,
): AgentInfo {
	const age = (then: number) => Math.max(0, Math.round(monotonicMs - then));
	const {lastHeartbeatAt} = record;
	return {
		agentName: record.name,
		agentAddress: record.address,
		// Go peers show a registration as a first sign of life.
		lastHeartbeat: Math.floor((wallMs - age(lastHeartbeatAt ?? record.registeredAt)) / 1000),
		status: goStatus(record.liveness),
		lastInfoCollected: system === undefined ? 0 : Math.floor((wallMs - age(system.toldAt)) / 1000),
		systemInfoJson: system?.json ?? '',
		version: record.version,
		liveness: record.liveness,
		lastHeartbeatAgeMs: lastHeartbeatAt === undefined ? undefined : age(lastHeartbeatAt),
		livenessAgeMs: age(record.livenessAt),
		streak: record.streak,
		roundTripMs: record.roundTripMs,
		reason: record.reason,
		peerAddress: record.peerAddress,
		registeredAgeMs: age(record.registeredAt),
		durable,
		policy: record.policy,
		speaksExtensions: !isGoPeer(record),
	};
}

/** The two words that Go peers know. */
function goStatus(liveness: Liveness): 'Active' | 'Inactive' {
	return isConnected(liveness) ? 'Active' : 'Inactive';
}
