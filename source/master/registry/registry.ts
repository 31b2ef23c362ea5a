import {createEmitter} from '../../base/emitter.js';
import {isConnected, type Liveness} from '../../protocol/liveness.js';
import {type SilenceLimits, silenceLimits} from '../../protocol/silence-limits.js';
import {type AgentRecord, isGoPeer, isSameInstance, recordHeartbeat, type Transition} from './agent-record.js';
import type {Registry, RegistryChange, RegistryOptions} from './contract.js';
import {describeSilence, judgeSilence} from './liveness.js';
import {currentReplacements, judgeClaim, type Replacement, rememberReplacement} from './name-claim.js';
import {createSweepClock} from './sweep-clock.js';
import {readSystemInfo, type SystemInfo} from './system-info.js';

/** How often a master sweeps unless told otherwise. */
const defaultSweepIntervalMs = 250;

type Entry = {
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

const acknowledged = {type: 'acknowledged', transition: undefined} as const;
const unknown = {type: 'unknown'} as const;
const unknownSession = {type: 'unknown-session'} as const;

/** An empty registry. */
export function createRegistry({sweepIntervalMs = defaultSweepIntervalMs}: RegistryOptions = {}): Registry {
	const entries = new Map<string, Entry>();
	const clock = createSweepClock(sweepIntervalMs);
	const changes = createEmitter<RegistryChange>();
	const tellChanged = ({record}: Pick<Entry, 'record'>) => changes.tell({type: 'changed', record});

	const hear = (entry: Entry, now: number) => {
		entry.quietSinceMs = clock.read(now);
		entry.lostAfterMs = entry.limits.lostAfterMs;
	};

	/** Silence counts from now on, and as much of it is allowed as an agent needs that has given up meanwhile. */
	const excuseSilence = (entry: Entry, now: number) => {
		entry.quietSinceMs = clock.read(now);
		entry.lostAfterMs = Math.max(entry.limits.graceMs, entry.limits.lostAfterMs);
	};

	const findSession = (name: string, sessionId: string): Entry | undefined => {
		const entry = entries.get(name);
		return entry?.record.sessionId === sessionId && entry.record.liveness !== 'stopped' && !entry.isHidden
			? entry
			: undefined;
	};

	return {
		register(now, registration) {
			const {newSessionId, probe, hidesNewcomer = false, ...claim} = registration;
			const {name} = claim;
			const former = entries.get(name);
			const isOwn = former !== undefined && isSameInstance(former.record, claim);
			if (former !== undefined && !isOwn) {
				const verdict = judgeClaim(now, claim, former.record, former.replacements, probe);
				if (verdict.type === 'probe-holder') {
					return verdict;
				}

				if (verdict.type === 'refused') {
					return {type: 'refused', holder: former.record, message: verdict.message};
				}
			}

			const from = former?.record.liveness;
			const limits = silenceLimits(claim.policy);
			const entry: Entry = {
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
				quietSinceMs: clock.read(now),
				lostAfterMs: limits.lostAfterMs,
				excusedUntilMs: 0,
				replacements:
					former === undefined || isOwn || from === 'stopped'
						? (former?.replacements ?? [])
						: rememberReplacement(now, former.replacements, former.record, claim),
				isHidden: hidesNewcomer && (former === undefined || former.isHidden),
				systemInfo: isOwn ? former.systemInfo : undefined,
			};
			entries.set(name, entry);
			if (!entry.isHidden) {
				tellChanged(entry);
			}

			return {
				type: 'accepted',
				record: entry.record,
				replaced: former && {record: former.record, isSameInstance: isOwn},
				transition: from === 'active' ? undefined : describeChange(entry.record, from, now, 'it registered'),
			};
		},

		admit(now, name) {
			const entry = entries.get(name);
			if (entry?.isHidden) {
				entry.isHidden = false;
				hear(entry, now);
				tellChanged(entry);
			}
		},

		withdraw({name, sessionId, registeredAt}) {
			const entry = entries.get(name);
			const isSame = entry?.record.sessionId === sessionId && entry.record.registeredAt === registeredAt;
			if (isSame && entry.isHidden) {
				entries.delete(name);
			}
		},

		heartbeat(now, {name, sessionId, peerAddress, streak, roundTripMs, version, systemInfoJson}) {
			const entry = findSession(name, sessionId);
			if (entry === undefined || (isGoPeer(entry.record) && entry.record.peerAddress !== peerAddress)) {
				return unknown;
			}

			hear(entry, now);
			const {record} = entry;
			entry.record = recordHeartbeat(record, {
				lastHeartbeatAt: now,
				streak: streak ?? record.streak + 1,
				roundTripMs: roundTripMs ?? record.roundTripMs,
				version: version === undefined || version === '' ? record.version : version,
			});
			if (systemInfoJson !== undefined && systemInfoJson !== '') {
				entry.systemInfo = readSystemInfo(entry.systemInfo, systemInfoJson, now);
			}

			if (record.liveness !== 'active') {
				const transition = change(entry, now, 'active', 'it beats again');
				tellChanged(entry);
				return {type: 'acknowledged', transition};
			}

			changes.tell({type: entry.record.version === record.version ? 'beat' : 'changed', record: entry.record});
			return acknowledged;
		},

		openStream(now, {name, sessionId, streamId}) {
			const entry = findSession(name, sessionId);
			if (entry === undefined || isGoPeer(entry.record)) {
				return unknownSession;
			}

			hear(entry, now);
			const {record} = entry;
			entry.record = {...record, streamId};
			const transition =
				record.liveness === 'awaited' ? change(entry, now, 'active', 'it resumed its session') : undefined;
			tellChanged(entry);
			return {
				type: 'accepted',
				replacedStreamId: record.streamId === streamId ? undefined : record.streamId,
				transition,
			};
		},

		endStream(now, {name, streamId}) {
			const entry = entries.get(name);
			if (entry?.record.streamId !== streamId) {
				return undefined;
			}

			entry.record = {...entry.record, streamId: undefined};
			entry.lostAfterMs = Math.max(entry.lostAfterMs, entry.excusedUntilMs - entry.quietSinceMs);
			const transition =
				entry.record.liveness === 'active' ? change(entry, now, 'late', 'its connection broke') : undefined;
			tellChanged(entry);
			return transition;
		},

		unregister(now, {name, sessionId}) {
			const entry = findSession(name, sessionId);
			if (entry === undefined) {
				return undefined;
			}

			const transition = change(entry, now, 'stopped', 'it left on purpose');
			tellChanged(entry);
			return transition;
		},

		remove(name) {
			const record = entries.get(name)?.record;
			entries.delete(name);
			if (record !== undefined) {
				changes.tell({type: 'removed', record});
			}

			return record;
		},

		sweep(now) {
			const {judgedAtMs, stalledMs} = clock.sweep(now);
			const transitions: Transition[] = [];
			for (const entry of entries.values()) {
				const {record, limits} = entry;
				if (entry.isHidden) {
					continue;
				}

				if (entry.replacements.length > 0) {
					entry.replacements = currentReplacements(now, entry.replacements);
				}

				// Heartbeats that went unanswered for so long may have made the agent give up and wait for its next attempt.
				if (stalledMs > 0 && stalledMs >= limits.unansweredAfterMs) {
					excuseSilence(entry, now);
					entry.excusedUntilMs = entry.quietSinceMs + entry.lostAfterMs;
				}

				const silentMs = judgedAtMs - entry.quietSinceMs;
				const to = judgeSilence(record.liveness, silentMs, limits.lateAfterMs, entry.lostAfterMs);
				if (to !== undefined) {
					transitions.push(change(entry, now, to, describeSilence(record, now)));
					tellChanged(entry);
				}
			}

			return {transitions, stalledMs};
		},

		restore(now, records) {
			const transitions: Transition[] = [];
			for (const record of records) {
				const limits = silenceLimits(record.policy);
				const entry: Entry = {
					record,
					limits,
					quietSinceMs: 0,
					lostAfterMs: 0,
					excusedUntilMs: 0,
					replacements: [],
					isHidden: false,
					systemInfo: undefined,
				};
				excuseSilence(entry, now);
				entries.set(record.name, entry);
				if (isConnected(record.liveness)) {
					transitions.push(change(entry, now, 'awaited', 'the master restarted'));
				}
			}

			return transitions;
		},

		get(name) {
			const entry = entries.get(name);
			return entry?.isHidden ? undefined : entry?.record;
		},

		systemInfo: (name) => entries.get(name)?.systemInfo,
		list() {
			const records: AgentRecord[] = [];
			for (const {record, isHidden} of entries.values()) {
				if (!isHidden) {
					records.push(record);
				}
			}

			return records;
		},
		subscribe: changes.subscribe,
	};
}

function change(entry: Entry, now: number, to: Liveness, reason: string): Transition {
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

function describeChange(record: AgentRecord, from: Liveness | undefined, at: number, reason: string): Transition {
	return {name: record.name, from, to: record.liveness, at, reason, record};
}
