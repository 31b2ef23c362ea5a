import type {FleetUpdate, WatchedAgent, WatchedEvent} from '../protocol/generated/agent.js';
import {version} from '../protocol/version.js';
import {type Moment, readMoment, toAgentInfo} from './agent-codec.js';
import type {EventFeed} from './event-feed.js';
import type {Ledger} from './ledger.js';
import type {Registry} from './registry-contract.js';
import type {AgentRecord} from './registry-record.js';
import type {Store, StoredEvent} from './store.js';
import {createWatcher, type Watcher, type WatchSink} from './watcher.js';

/** Changes are told at most so often. */
const batchIntervalMs = 500;

/**
Heartbeats alone are told every so many intervals: 10,000 agents at 2,000 heartbeats a second cost a watcher some 20 kB
a second. Nothing that a person acts on is in them: a streak, a round trip.
*/
const intervalsBetweenBeats = 4;

/** A watcher hears something every so many intervals, so that silence means that the contact is lost. */
const intervalsOfQuiet = 5;

/** How far back the first events go, and how many there are at most. */
const historyMs = 60 * 60 * 1000;
const mostHistory = 1000;

/** What changed in the fleet, for whoever watches it: a screen in this process, or one at the other end of a stream. */
export type WatchTracker = {
	/** Tells the sink a snapshot, then what changes. Returns how to end that. */
	readonly watch: (sink: WatchSink) => () => void;
	/** Ends every watcher. */
	readonly close: () => void;
};

/** What a watcher reads of the fleet, as of the moment when it is told. */
export type FleetReader = {
	readonly names: () => readonly string[];
	/** Undefined where it is gone. */
	readonly agent: (name: string) => WatchedAgent | undefined;
	readonly beat: (
		name: string,
	) =>
		| {readonly handle: number; readonly ageMs: number; readonly streak: number; readonly roundTripMs: number}
		| undefined;
	readonly event: (event: StoredEvent) => WatchedEvent;
	readonly master: () => NonNullable<FleetUpdate['master']>;
};

type Known = {record: AgentRecord; isDurable: boolean};

export function createWatchTracker({
	registry,
	ledger,
	feed,
	readEvents,
	startedAtMs,
	now = readMoment,
}: {
	readonly registry: Registry;
	readonly ledger: Pick<Ledger, 'isDurable'>;
	readonly feed: EventFeed;
	readonly readEvents: Store['readEvents'];
	readonly startedAtMs: number;
	readonly now?: () => Moment;
}): WatchTracker {
	const watchers = new Set<Watcher>();
	const known = new Map<string, Known>();
	const handles = new Map<string, number>();
	let lastHandle = 0;
	let events: StoredEvent[] = [];
	let beaten = new Set<string>();
	let intervals = 0;
	let toldAtMs = Number.NEGATIVE_INFINITY;
	let timer: NodeJS.Timeout | undefined;
	let unsubscribe = () => {};
	let isClosed = false;

	const handleOf = (name: string): number => {
		const handle = handles.get(name) ?? ++lastHandle;
		handles.set(name, handle);
		return handle;
	};

	const reader: FleetReader = {
		names: () => registry.list().map(({name}) => name),
		agent(name) {
			const record = registry.get(name);
			return (
				record && {
					handle: handleOf(name),
					info: {...toAgentInfo(record, now(), ledger.isDurable(name)), lastHeartbeat: 0, status: ''},
					streamOpen: record.streamId !== undefined,
				}
			);
		},
		beat(name) {
			const record = registry.get(name);
			return record?.lastHeartbeatAtMs === undefined
				? undefined
				: {
						handle: handleOf(name),
						ageMs: clampAge(now().monotonicMs - record.lastHeartbeatAtMs),
						streak: record.streak,
						roundTripMs: record.roundTripMs ?? 0,
					};
		},
		event: (event) => ({
			eventId: event.id,
			agentName: event.agentName,
			eventType: event.type,
			severity: event.severity,
			message: event.message,
			ageMs: Math.max(0, now().wallMs - event.atMs),
			from: event.data['from'] ?? '',
			reason: event.data['reason'] ?? '',
		}),
		master: () => ({version, uptimeMs: Math.round(now().monotonicMs - startedAtMs)}),
	};

	/** Compares every record with the one of the last batch: records are never changed, so that is one look at each. */
	const collect = (): {readonly changed: string[]; readonly removed: string[]} => {
		const changed: string[] = [];
		for (const record of registry.list()) {
			const {name} = record;
			const before = known.get(name);
			const isDurable = ledger.isDurable(name);
			if (before?.record === record && before.isDurable === isDurable) {
				continue;
			}

			if (before !== undefined && before.isDurable === isDurable && isOnlyBeat(before.record, record)) {
				beaten.add(name);
			} else {
				changed.push(name);
				beaten.delete(name);
			}

			known.set(name, {record, isDurable});
		}

		const removed: string[] = [];
		if (known.size > registry.list().length) {
			for (const name of known.keys()) {
				if (registry.get(name) === undefined) {
					removed.push(name);
					known.delete(name);
					handles.delete(name);
					beaten.delete(name);
				}
			}
		}

		return {changed, removed};
	};

	const tell = (withBeats: boolean) => {
		const {changed, removed} = collect();
		const change = {changed, removed, events, beaten: withBeats ? beaten : undefined};
		if (changed.length + removed.length + events.length > 0) {
			toldAtMs = now().monotonicMs;
		}

		events = [];
		if (withBeats) {
			beaten = new Set();
		}

		// Whoever is told may watch, or end a watch, meanwhile.
		for (const watcher of [...watchers]) {
			watcher.take(change);
		}
	};

	const tick = () => {
		intervals++;
		tell(intervals % intervalsBetweenBeats === 0);
		if (intervals % intervalsOfQuiet === 0) {
			for (const watcher of [...watchers]) {
				watcher.greet();
			}
		}
	};

	const start = () => {
		for (const record of registry.list()) {
			known.set(record.name, {record, isDurable: ledger.isDurable(record.name)});
		}

		timer = setInterval(tick, batchIntervalMs);
		unsubscribe = feed.subscribe((event) => {
			events.push(event);
			// What happens in a quiet fleet is told at once.
			if (now().monotonicMs - toldAtMs >= batchIntervalMs) {
				tell(false);
			}
		});
	};

	const stop = () => {
		clearInterval(timer);
		unsubscribe();
		known.clear();
		handles.clear();
		beaten.clear();
		events = [];
	};

	return {
		watch(sink) {
			if (isClosed) {
				sink.end();
				return () => {};
			}

			const watcher = createWatcher(reader, {
				...sink,
				drop() {
					end();
					sink.drop();
				},
			});
			if (watchers.size === 0) {
				start();
			}

			watchers.add(watcher);
			const end = () => {
				watcher.close();
				if (watchers.delete(watcher) && watchers.size === 0) {
					stop();
				}
			};

			readEvents({agentNames: [], types: [], limit: mostHistory}).then(
				(stored) => {
					const fromMs = now().wallMs - historyMs;
					watcher.begin(stored.filter(({atMs}) => atMs >= fromMs));
				},
				() => watcher.begin([]),
			);
			return end;
		},
		close() {
			isClosed = true;
			stop();
			const ended = [...watchers];
			watchers.clear();
			for (const watcher of ended) {
				watcher.end();
			}
		},
	};
}

function isOnlyBeat(one: AgentRecord, other: AgentRecord): boolean {
	return (
		one.liveness === other.liveness &&
		one.sinceMs === other.sinceMs &&
		one.streamId === other.streamId &&
		one.registeredAtMs === other.registeredAtMs &&
		one.version === other.version &&
		one.reason === other.reason &&
		one.peerAddress === other.peerAddress &&
		one.address === other.address &&
		one.policy === other.policy
	);
}

/** As many milliseconds as the field holds: some 49 days. */
function clampAge(ageMs: number): number {
	return Math.min(0xff_ff_ff_ff, Math.max(0, Math.round(ageMs)));
}
