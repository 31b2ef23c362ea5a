import type {Liveness} from '../../protocol/liveness.js';
import type {Policy} from '../../protocol/policy.js';

/**
One agent of the fleet. Never changed: each change makes a new one, so a record may be kept across an `await`.
Times are monotonic milliseconds of the clock that the registry's callers pass as `now`; those from before this process
may be negative.
*/
export type AgentRecord = {
	readonly name: string;
	readonly address: string;
	/** The IP that the registration came from, in one spelling: `10.0.0.5`, not `::ffff:10.0.0.5`. */
	readonly peerAddress: string;
	/** Empty for a Go peer, as are the two that follow. */
	readonly installId: string;
	readonly instanceId: string;
	readonly sessionId: string;
	readonly version: string;
	/** Undefined for a Go peer. */
	readonly policy: Policy | undefined;
	readonly liveness: Liveness;
	/** When `liveness` became what it is. */
	readonly livenessAt: number;
	readonly reason: string;
	readonly registeredAt: number;
	readonly lastHeartbeatAt: number | undefined;
	readonly streak: number;
	readonly roundTripMs: number | undefined;
	/** Undefined while no stream of the current session is open. */
	readonly streamId: number | undefined;
};

/** One change of liveness. */
export type Transition = {
	readonly name: string;
	/** Undefined: the name was not known before. */
	readonly from: Liveness | undefined;
	readonly to: Liveness;
	readonly at: number;
	/** Plain words that follow on "because": `its connection broke`, `no heartbeat for 20 s`. */
	readonly reason: string;
	/** The record after the change. */
	readonly record: AgentRecord;
};

/** What tells one process that claims a name from another. */
export type Identity = Pick<AgentRecord, 'installId' | 'instanceId' | 'peerAddress'>;

/** True for a peer that speaks none of our extensions. It has no session id and no stream. */
export function isGoPeer({installId}: Pick<AgentRecord, 'installId'>): boolean {
	return installId === '';
}

/**
True where both are the same process, as far as a master can know: the same install and instance, or Go peers of the
same IP. The address that a Go peer reports tells nothing: its port changes with a restart, and `[::]:50051` is common.
*/
export function isSameInstance(one: Identity, other: Identity): boolean {
	if (isGoPeer(one) || isGoPeer(other)) {
		return isGoPeer(one) && isGoPeer(other) && one.peerAddress === other.peerAddress;
	}

	return one.installId === other.installId && one.instanceId === other.instanceId;
}

/**
The record after a heartbeat. Field by field: this runs for every heartbeat of the fleet, and an object spread with
overrides costs some 2 µs on Node 20, five times as much.
*/
export function recordHeartbeat(
	record: AgentRecord,
	{
		lastHeartbeatAt,
		streak,
		roundTripMs,
		version,
	}: Pick<AgentRecord, 'lastHeartbeatAt' | 'streak' | 'roundTripMs' | 'version'>,
): AgentRecord {
	return {
		name: record.name,
		address: record.address,
		peerAddress: record.peerAddress,
		installId: record.installId,
		instanceId: record.instanceId,
		sessionId: record.sessionId,
		streamId: record.streamId,
		version,
		policy: record.policy,
		liveness: record.liveness,
		livenessAt: record.livenessAt,
		reason: record.reason,
		registeredAt: record.registeredAt,
		lastHeartbeatAt,
		streak,
		roundTripMs,
	};
}
