import type {FleetUpdate} from '../protocol/generated/agent.js';
import type {StoredEvent} from './store.js';
import type {FleetReader} from './watch-tracker.js';

/** So many agents, or events, are in one message. */
const mostInOnePart = 200;

/** So many heartbeats are in one message: some 10 bytes each. */
const mostBeatsInOnePart = 5000;

/** What one watcher may hold in this process while it does not read. Of events, a screen keeps 500: some 200 kB. */
const mostHeldBytes = 1024 * 1024;

/** An entry of a set: the name itself is the registry's. */
const bytesOfName = 32;

/** Where a watcher's updates go. */
export type WatchSink = {
	/** Takes one update, and calls `done` once there is room for the next one. */
	readonly write: (update: FleetUpdate, done: () => void) => void;
	/** The reader is too far behind. Nothing is written any more. */
	readonly drop: () => void;
	/** The master stops. */
	readonly end: () => void;
};

/** What changed since the last batch. */
export type FleetChange = {
	readonly changed: readonly string[];
	readonly removed: readonly string[];
	readonly events: readonly StoredEvent[];
	/** Agents of which only heartbeats came. Undefined: told another time. */
	readonly beaten: ReadonlySet<string> | undefined;
};

/**
One watcher. It keeps the names of what changed, not messages: what a slow reader has missed is told once, as it is by
then. Only events add up. Beyond what it may hold, the oldest are left out: a mass event is no fault of whoever reads.
Whoever is that far behind and has not read for a whole interval between two greetings is dropped.
*/
export type Watcher = {
	/** Begins the snapshot, with these events of the past. What changed before this waits. */
	readonly begin: (history: readonly StoredEvent[]) => void;
	readonly take: (change: FleetChange) => void;
	/** Tells it something, if there was nothing to tell lately. Drops it if it is too far behind and does not read. */
	readonly greet: () => void;
	readonly end: () => void;
	readonly close: () => void;
};

export function createWatcher(reader: FleetReader, sink: WatchSink): Watcher {
	const dirty = new Set<string>();
	const beaten = new Set<string>();
	const removed = new Set<string>();
	let events: StoredEvent[] = [];
	let eventBytes = 0;
	let snapshotNames: readonly string[] = [];
	let snapshotTold = 0;
	let phase: 'waiting' | 'begins' | 'snapshot' | 'live' | 'closed' = 'waiting';
	let isWriting = false;
	/** It has held too much since the write began that waits. */
	let isBehind = false;
	/** The write that waits has waited since the last greeting. */
	let isStalled = false;
	let isQuiet = true;

	const close = () => {
		phase = 'closed';
		for (const names of [dirty, beaten, removed]) {
			names.clear();
		}

		events = [];
		eventBytes = 0;
		snapshotNames = [];
	};

	const addEvents = (added: readonly StoredEvent[]) => {
		for (const event of added) {
			events.push(event);
			eventBytes += bytesOf(event);
		}
	};

	const cutEvents = (count: number) => {
		const part = events.splice(0, count);
		eventBytes -= part.reduce((sum, event) => sum + bytesOf(event), 0);
		return part;
	};

	const takeEvents = () => cutEvents(mostInOnePart).map((event) => reader.event(event));

	/** Leaves out the oldest events where there are too many. */
	const boundEvents = () => {
		let count = 0;
		for (let bytes = eventBytes; bytes > mostHeldBytes; count++) {
			const event = events[count];
			bytes -= event === undefined ? bytes : bytesOf(event);
		}

		cutEvents(count);
	};

	/** The names of the next part of the snapshot, which ends with the last of them, or what changed since. */
	const takeNames = (): readonly string[] => {
		if (phase === 'snapshot') {
			const part = snapshotNames.slice(snapshotTold, snapshotTold + mostInOnePart);
			snapshotTold += part.length;
			return part;
		}

		return takeFrom(dirty, mostInOnePart);
	};

	const next = (): FleetUpdate | undefined => {
		switch (phase) {
			case 'waiting':
			case 'closed':
				return undefined;
			case 'begins':
				phase = 'snapshot';
				return {...emptyUpdate(), beginsSnapshot: true, master: reader.master(), events: takeEvents()};
			case 'snapshot':
				if (events.length > 0) {
					return {...emptyUpdate(), events: takeEvents()};
				}
		}

		if (phase === 'live' && dirty.size + removed.size + beaten.size + events.length === 0) {
			return undefined;
		}

		const names = takeNames();
		for (const name of names) {
			beaten.delete(name);
		}

		const update = {
			...emptyUpdate(),
			agents: names.flatMap((name) => reader.agent(name) ?? []),
			removed: takeFrom(removed, mostInOnePart),
			events: takeEvents(),
			beats: phase === 'live' ? takeBeats(beaten, reader) : undefined,
			endsSnapshot: phase === 'snapshot' && snapshotTold >= snapshotNames.length,
		};
		if (update.endsSnapshot) {
			phase = 'live';
			snapshotNames = [];
		}

		return update;
	};

	const pump = () => {
		const update = isWriting ? undefined : next();
		if (update !== undefined) {
			write(update);
		}
	};

	const write = (update: FleetUpdate) => {
		isWriting = true;
		isQuiet = false;
		sink.write(update, () => {
			isWriting = false;
			isBehind = false;
			isStalled = false;
			pump();
		});
	};

	return {
		begin(history) {
			if (phase === 'waiting') {
				const live = events;
				const told = new Set(live.map(({id}) => id));
				events = [];
				eventBytes = 0;
				addEvents([...history.filter(({id}) => !told.has(id)), ...live]);
				snapshotNames = reader.names();
				phase = 'begins';
				pump();
				boundEvents();
			}
		},
		take(change) {
			if (phase === 'closed') {
				return;
			}

			for (const name of change.changed) {
				dirty.add(name);
				removed.delete(name);
			}

			for (const name of change.removed) {
				removed.add(name);
				dirty.delete(name);
			}

			for (const name of change.beaten ?? []) {
				beaten.add(name);
			}

			addEvents(change.events);
			pump();
			const names = dirty.size + beaten.size + removed.size + snapshotNames.length;
			isBehind = isWriting && (isBehind || eventBytes + names * bytesOfName > mostHeldBytes);
			boundEvents();
		},
		greet() {
			if (isBehind && isStalled) {
				close();
				sink.drop();
				return;
			}

			isStalled = isWriting;
			if (isQuiet && phase === 'live' && !isWriting) {
				write(emptyUpdate());
			}

			isQuiet = true;
		},
		end() {
			if (phase !== 'closed') {
				close();
				sink.end();
			}
		},
		close,
	};
}

function emptyUpdate(): FleetUpdate {
	return {
		beginsSnapshot: false,
		endsSnapshot: false,
		master: undefined,
		agents: [],
		removed: [],
		events: [],
		beats: undefined,
	};
}

function takeFrom(names: Set<string>, most: number): string[] {
	const taken: string[] = [];
	for (const name of names) {
		if (taken.length === most) {
			break;
		}

		taken.push(name);
		names.delete(name);
	}

	return taken;
}

function takeBeats(beaten: Set<string>, reader: FleetReader): FleetUpdate['beats'] {
	if (beaten.size === 0) {
		return undefined;
	}

	const beats = {
		handles: [] as number[],
		agesMs: [] as number[],
		streaks: [] as number[],
		roundTripsMs: [] as number[],
	};
	for (const name of takeFrom(beaten, mostBeatsInOnePart)) {
		const beat = reader.beat(name);
		if (beat !== undefined) {
			beats.handles.push(beat.handle);
			beats.agesMs.push(beat.ageMs);
			beats.streaks.push(beat.streak);
			beats.roundTripsMs.push(beat.roundTripMs);
		}
	}

	return beats;
}

/** What an event takes in memory, about: its texts and the rest. */
function bytesOf({message, agentName, type, data}: StoredEvent): number {
	return 200 + 2 * (message.length + agentName.length + type.length + (data['reason']?.length ?? 0));
}
