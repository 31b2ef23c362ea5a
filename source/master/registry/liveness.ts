import {assertNever} from '../../base/assert-never.js';
import {formatSpan} from '../../base/durations.js';
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
		: `no heartbeat for ${formatSpan(now - (record.lastHeartbeatAt ?? record.registeredAt))}`;
}
