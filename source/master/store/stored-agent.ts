import {type Moment, toWall} from '../../base/moment.js';
import type {Liveness} from '../../protocol/liveness.js';
import type {Policy} from '../../protocol/policy.js';
import type {AgentRecord} from '../registry/agent-record.js';

/** What a master keeps of an agent across its own restarts. Times are Unix milliseconds: they outlive a process. */
export type StoredAgent = {
	readonly name: string;
	readonly address: string;
	/** Where the registration came from. */
	readonly peerAddress: string;
	/** Empty for a Go peer, as are the two that follow. */
	readonly installId: string;
	readonly instanceId: string;
	readonly sessionId: string;
	readonly version: string;
	/** Undefined for a Go peer. */
	readonly policy: Policy | undefined;
	readonly liveness: Liveness;
	readonly livenessWallMs: number;
	readonly reason: string;
	readonly registeredWallMs: number;
	/** Written behind: after a crash it may be a second old. */
	readonly lastHeartbeatWallMs: number | undefined;
	readonly streak: number;
	readonly roundTripMs: number | undefined;
};

/** A record as it outlives the process. */
export function toStored(
	{streamId: _streamId, livenessAt, registeredAt, lastHeartbeatAt, ...record}: AgentRecord,
	moment: Moment,
): StoredAgent {
	const wall = (at: number) => Math.round(toWall(moment, at));
	return {
		...record,
		livenessWallMs: wall(livenessAt),
		registeredWallMs: wall(registeredAt),
		lastHeartbeatWallMs: lastHeartbeatAt === undefined ? undefined : wall(lastHeartbeatAt),
	};
}

/** A record of an earlier process as it goes on in this one, without a stream. */
export function fromStored(
	{livenessWallMs, registeredWallMs, lastHeartbeatWallMs, ...agent}: StoredAgent,
	{monotonicMs, wallMs}: Moment,
): AgentRecord {
	// The wall clock may have been set back since: nothing is younger than now.
	const at = (thenWallMs: number) => monotonicMs - Math.max(0, wallMs - thenWallMs);
	return {
		...agent,
		streamId: undefined,
		livenessAt: at(livenessWallMs),
		registeredAt: at(registeredWallMs),
		lastHeartbeatAt: lastHeartbeatWallMs === undefined ? undefined : at(lastHeartbeatWallMs),
	};
}
