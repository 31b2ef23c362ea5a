import type {Liveness} from '../../protocol/liveness.js';
import {type SilenceLimits, silenceLimits} from '../../protocol/silence-limits.js';
import {type AgentRecord, isGoPeer, isSameInstance, type Transition} from './agent-record.js';
import type {Registration} from './contract.js';
import {describeSilence, judgeSilence} from './liveness.js';
import {currentReplacements, type Replacement, rememberReplacement} from './name-claim.js';
import type {SweepTime} from './sweep-clock.js';
import type {SystemInfo} from './system-info.js';

/** What the registry holds of one name: its record, and what its silence is judged by. */
export type Entry = {
	record: AgentRecord;
	limits: SilenceLimits;
	/** The sweep clock's time of the last sign of life, or of the restart or stall that excuses the silence before it. */
	quietSinceMs: number;
	/** The limit that counts now: the grace after a restart or a stall, until the next sign of life. */
	lostAfterMs: number;
	/**
	The sweep clock's time until which a stall of this master excuses an agent whose stream ends. What is heard first after
	a stall was sent during it, perhaps by an agent that has given up since: then the end of its stream is what comes next.
	*/
	excusedUntilMs: number;
	replacements: readonly Replacement[];
	/** A newcomer of whose registration nobody knows yet. */
	isHidden: boolean;
	/** Not in the record, which is copied for every write. */
	systemInfo: SystemInfo | undefined;
};

/** What a claim makes of a name: the next record, and what is known from the former one. `clockNow` is the sweep clock's time. */
export function claimedEntry(
	now: number,
	clockNow: number,
	{newSessionId, probe: _probe, hidesNewcomer = false, ...claim}: Registration,
	former: Entry | undefined,
): Entry {
	const isOwn = former !== undefined && isSameInstance(former.record, claim);
	const from = former?.record.liveness;
	const limits = silenceLimits(claim.policy);
	return {
		record: {
			...claim,
			sessionId: isGoPeer(claim) ? '' : newSessionId,
			streamId: undefined,
			liveness: 'active',
			livenessAt: former !== undefined && isOwn && from === 'active' ? former.record.livenessAt : now,
			reason: '',
			registeredAt: now,
			lastHeartbeatAt: undefined,
			streak: 0,
			roundTripMs: undefined,
		},
		limits,
		quietSinceMs: clockNow,
		lostAfterMs: limits.lostAfterMs,
		excusedUntilMs: 0,
		replacements:
			former === undefined || isOwn || from === 'stopped'
				? (former?.replacements ?? [])
				: rememberReplacement(now, former.replacements, former.record, claim),
		isHidden: hidesNewcomer && (former === undefined || former.isHidden),
		systemInfo: isOwn ? former.systemInfo : undefined,
	};
}

/** An agent of an earlier process: its silence counts from now on. */
export function restoredEntry(clockNow: number, record: AgentRecord): Entry {
	const entry: Entry = {
		record,
		limits: silenceLimits(record.policy),
		quietSinceMs: 0,
		lostAfterMs: 0,
		excusedUntilMs: 0,
		replacements: [],
		isHidden: false,
		systemInfo: undefined,
	};
	excuseSilence(entry, clockNow);
	return entry;
}

/** A sign of life. */
export function hear(entry: Entry, clockNow: number): void {
	entry.quietSinceMs = clockNow;
	entry.lostAfterMs = entry.limits.lostAfterMs;
}

/** Silence counts from now on, and as much of it is allowed as an agent needs that has given up meanwhile. */
function excuseSilence(entry: Entry, clockNow: number): void {
	entry.quietSinceMs = clockNow;
	entry.lostAfterMs = Math.max(entry.limits.graceMs, entry.limits.lostAfterMs);
}

/** The times of one sweep: `now` of the monotonic clock, all others of the sweep clock. */
export type Sweep = SweepTime & {
	readonly now: number;
	readonly clockNow: number;
};

/** Judges the silence of one agent at a sweep. */
export function judgeEntry(entry: Entry, {now, clockNow, judgedAtMs, stalledMs}: Sweep): Transition | undefined {
	const {record, limits} = entry;
	if (entry.isHidden) {
		return undefined;
	}

	if (entry.replacements.length > 0) {
		entry.replacements = currentReplacements(now, entry.replacements);
	}

	// Heartbeats that went unanswered for so long may have made the agent give up and wait for its next attempt.
	if (stalledMs >= limits.unansweredAfterMs) {
		excuseSilence(entry, clockNow);
		entry.excusedUntilMs = entry.quietSinceMs + entry.lostAfterMs;
	}

	const silentMs = judgedAtMs - entry.quietSinceMs;
	const to = judgeSilence(record.liveness, silentMs, limits.lateAfterMs, entry.lostAfterMs);
	return to === undefined ? undefined : changeLiveness(entry, now, to, describeSilence(record, now));
}

/** Makes the record of another liveness, and tells of it. */
export function changeLiveness(entry: Entry, now: number, to: Liveness, reason: string): Transition {
	const {record} = entry;
	entry.record = {
		...record,
		liveness: to,
		livenessAt: now,
		reason: to === 'active' ? '' : reason,
		streak: to === 'lost' ? 0 : record.streak,
	};
	return describeChange(entry.record, record.liveness, now, reason);
}

/** The transition that led to this record. */
export function describeChange(
	record: AgentRecord,
	from: Liveness | undefined,
	at: number,
	reason: string,
): Transition {
	return {name: record.name, from, to: record.liveness, at, reason, record};
}
