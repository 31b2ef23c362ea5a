import type {Policy as WirePolicy} from './generated/agent.js';

/** How an agent beats and reconnects. All times in milliseconds. An agent sends its own when it registers. */
export type Policy = Readonly<WirePolicy>;

/** The documented defaults. A master assumes them of a Go peer. */
export const defaultPolicy: Policy = {
	initialDelayMs: 5000,
	maxDelayMs: 60_000,
	backoffFactor: 2,
	jitter: 0.2,
	heartbeatIntervalMs: 5000,
	heartbeatTimeoutMs: 5000,
	failureThreshold: 3,
	connectTimeoutMs: 10_000,
};

/** The longest delay that Node's timers take: 2^31 − 1 ms, some 24.8 days. */
export const longestTimerMs = 2_147_483_647;

/** What arrived from the network as a policy, each field within its bounds, the default where it is not. */
export function readPolicy(wire: WirePolicy | undefined): Policy {
	if (wire === undefined) {
		return defaultPolicy;
	}

	const pick = (field: keyof Policy, minimum: number, maximum: number) =>
		Number.isFinite(wire[field]) && wire[field] >= minimum && wire[field] <= maximum
			? wire[field]
			: defaultPolicy[field];

	return {
		initialDelayMs: pick('initialDelayMs', 1, longestTimerMs),
		maxDelayMs: pick('maxDelayMs', 1, longestTimerMs),
		backoffFactor: pick('backoffFactor', 1, 100),
		jitter: pick('jitter', 0, 1),
		heartbeatIntervalMs: pick('heartbeatIntervalMs', 100, longestTimerMs),
		heartbeatTimeoutMs: pick('heartbeatTimeoutMs', 100, longestTimerMs),
		failureThreshold: pick('failureThreshold', 1, 1000),
		connectTimeoutMs: pick('connectTimeoutMs', 100, longestTimerMs),
	};
}
