import {defaultPolicy, type Policy} from './policy.js';

/** The silences that mean something, in milliseconds. */
export type SilenceLimits = {
	/** A silence longer than this means `late`: a heartbeat is overdue by more than one interval. */
	readonly lateAfterMs: number;
	/** A silence of this length means `lost`. */
	readonly lostAfterMs: number;
	/**
	The same for an agent that may have given up on this master while the master was down or stood still: it may be
	waiting for its longest delay, and then needs to connect and to register.
	*/
	readonly graceMs: number;
	/** A master that stood still for so long left a heartbeat unanswered: the agent may have given up on it. */
	readonly unansweredAfterMs: number;
};

/** The limits that follow from an agent's policy; from the defaults for a Go peer. */
export function silenceLimits(policy: Policy = defaultPolicy): SilenceLimits {
	const {heartbeatIntervalMs, heartbeatTimeoutMs, failureThreshold, maxDelayMs, connectTimeoutMs} = policy;
	return {
		lateAfterMs: 2 * heartbeatIntervalMs,
		lostAfterMs: failureThreshold * heartbeatIntervalMs + heartbeatTimeoutMs,
		graceMs: maxDelayMs + 2 * connectTimeoutMs + heartbeatIntervalMs,
		unansweredAfterMs: heartbeatTimeoutMs,
	};
}
