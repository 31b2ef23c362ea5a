import {createEmitter} from '../../base/emitter.js';
import {isConnected} from '../../protocol/liveness.js';
import {type AgentRecord, isGoPeer, isSameInstance, recordHeartbeat, type Transition} from './agent-record.js';
import type {Registry, RegistryChange, RegistryOptions} from './contract.js';
import {changeLiveness, claimedEntry, describeChange, type Entry, hear, judgeEntry, restoredEntry} from './entry.js';
import {judgeClaim} from './name-claim.js';
import {createSweepClock} from './sweep-clock.js';
import {readSystemInfo} from './system-info.js';

/** How often a master sweeps unless told otherwise. */
const defaultSweepIntervalMs = 250;

const acknowledged = {type: 'acknowledged', transition: undefined} as const;
const unknown = {type: 'unknown'} as const;
const unknownSession = {type: 'unknown-session'} as const;

/**
An empty registry. One function over 100 lines: each of its parts is short, and all of them see the same entries, which
nobody else may.
*/
export function createRegistry({sweepIntervalMs = defaultSweepIntervalMs}: RegistryOptions = {}): Registry {
	const entries = new Map<string, Entry>();
	const clock = createSweepClock(sweepIntervalMs);
	const changes = createEmitter<RegistryChange>();
	const tellChanged = ({record}: Pick<Entry, 'record'>) => changes.tell({type: 'changed', record});

	const findSession = (name: string, sessionId: string): Entry | undefined => {
		const entry = entries.get(name);
		return entry?.record.sessionId === sessionId && entry.record.liveness !== 'stopped' && !entry.isHidden
			? entry
			: undefined;
	};

	return {
		register(now, registration) {
			const {name, probe} = registration;
			const former = entries.get(name);
			const isOwn = former !== undefined && isSameInstance(former.record, registration);
			if (former !== undefined && !isOwn) {
				const verdict = judgeClaim(now, registration, former.record, former.replacements, probe);
				if (verdict.type === 'probe-holder') {
					return verdict;
				}

				if (verdict.type === 'refused') {
					return {type: 'refused', holder: former.record, message: verdict.message};
				}
			}

			const from = former?.record.liveness;
			const entry = claimedEntry(now, clock.read(now), registration, former);
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
				hear(entry, clock.read(now));
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

			hear(entry, clock.read(now));
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
				const transition = changeLiveness(entry, now, 'active', 'it beats again');
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

			hear(entry, clock.read(now));
			const {record} = entry;
			entry.record = {...record, streamId};
			const transition =
				record.liveness === 'awaited' ? changeLiveness(entry, now, 'active', 'it resumed its session') : undefined;
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
				entry.record.liveness === 'active' ? changeLiveness(entry, now, 'late', 'its connection broke') : undefined;
			tellChanged(entry);
			return transition;
		},

		unregister(now, {name, sessionId}) {
			const entry = findSession(name, sessionId);
			if (entry === undefined) {
				return undefined;
			}

			const transition = changeLiveness(entry, now, 'stopped', 'it left on purpose');
			tellChanged(entry);
			return transition;
		},

		remove(name) {
			const entry = entries.get(name);
			entries.delete(name);
			if (entry !== undefined && !entry.isHidden) {
				changes.tell({type: 'removed', record: entry.record});
			}

			return entry?.record;
		},

		sweep(now) {
			const {judgedAtMs, stalledMs} = clock.sweep(now);
			const sweep = {now, clockNow: clock.read(now), judgedAtMs, stalledMs};
			const transitions: Transition[] = [];
			for (const entry of entries.values()) {
				const transition = judgeEntry(entry, sweep);
				if (transition !== undefined) {
					transitions.push(transition);
					tellChanged(entry);
				}
			}

			return {transitions, stalledMs};
		},

		restore(now, records) {
			const transitions: Transition[] = [];
			for (const record of records) {
				const entry = restoredEntry(clock.read(now), record);
				entries.set(record.name, entry);
				if (isConnected(record.liveness)) {
					transitions.push(changeLiveness(entry, now, 'awaited', 'the master restarted'));
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
