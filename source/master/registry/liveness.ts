import {assertNever} from '../../base/assert-never.js';
import type {Liveness} from '../../protocol/liveness.js';
import type {AgentRecord} from './agent-record.js';

/** What an agent that was silent for so long has become. `lostAfterMs` is the limit that counts for it at present. */
export function judgeSilence(
	liveness: Liveness,
	silentMs: number,
	lateAfterMs: number,
	lostAfterMs: number,
): 'late' | 'lost' | undefined {
	switch (liveness) {
		case 'active':
			if (silentMs >= lostAfterMs) {
				return 'lost';
			}

			return silentMs > lateAfterMs ? 'late' : undefined;
		case 'late':
		case 'awaited':
			return silentMs >= lostAfterMs ? 'lost' : undefined;
		case 'lost':
		case 'stopped':
			return undefined;
		default:
			return assertNever(liveness);
	}
}

/** Why a silent agent is late or lost, in words. */
export function describeSilence(record: AgentRecord, now: number): string {
	return record.liveness === 'awaited'
		? 'it did not come back after the master restarted'
		: `no heartbeat for ${describeDuration(now - (record.lastHeartbeatAt ?? record.registeredAt))}`;
}

/** A duration for a sentence, rounded down to the largest unit of which there are at least two: `90 s`, `3 h`. */
export function describeDuration(durationMs: number): string {
	for (const [unit, unitMs] of units) {
		if (durationMs >= 2 * unitMs) {
			return `${Math.floor(durationMs / unitMs)} ${unit}`;
		}
	}

	return `${Math.max(0, Math.floor(durationMs))} ms`;
}

const units = [
	['days', 86_400_000],
	['h', 3_600_000],
	['min', 60_000],
	['s', 1000],
] as const;
