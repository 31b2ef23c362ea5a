import type {Liveness} from '../../protocol/liveness.js';
import type {Policy} from '../../protocol/policy.js';

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
	readonly livenessSinceMs: number;
	readonly reason: string;
	readonly registeredAtMs: number;
	/** Written behind: after a crash it may be a second old. */
	readonly lastHeartbeatAtMs: number | undefined;
	readonly streak: number;
	readonly roundTripMs: number | undefined;
};
