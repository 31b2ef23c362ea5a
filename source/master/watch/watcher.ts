import type {FleetUpdate} from '../../protocol/generated/agent.js';
import type {RegistryEvent} from '../registry/event.js';
import type {FleetChange} from './fleet-changes.js';
import type {FleetReader} from './fleet-reader.js';
import {fleetUpdate} from './fleet-update.js';
import {createWatchBacklog} from './watch-backlog.js';

/** Where a watcher's updates go. */
export type WatchSink = {
	/** Takes one update, and calls `done` once there is room for the next one. */
	readonly write: (update: FleetUpdate, done: () => void) => void;
	/** The reader is too far behind. Nothing is written any more. */
	readonly drop: () => void;
	/** The master stops. */
	readonly end: () => void;
};

/**
One watcher. It hands over what is unread whenever its sink has room: what a slow reader has missed is told once, as it is
by then. A mass event is no fault of whoever reads. Whoever is too far behind and has not read for a whole interval
between two greetings is dropped.
*/
export type Watcher = {
	/** Begins the snapshot, with these events of the past. What changed before this waits. */
	readonly begin: (history: readonly RegistryEvent[]) => void;
	readonly take: (change: FleetChange) => void;
	/** Tells it something, if there was nothing to tell lately. Drops it if it is too far behind and does not read. */
	readonly greet: () => void;
	/** Ends it, and its sink. */
	readonly end: () => void;
	/** Ends it without a word. */
	readonly close: () => void;
};

/** The write that has not been taken yet. */
type Write = {
	/** Too much was held while it waited. */
	isBehind: boolean;
	/** It has waited since the last greeting. */
	isStalled: boolean;
};

/** A watcher that has not begun: what changes waits. */
export function createWatcher(reader: FleetReader, sink: WatchSink): Watcher {
	const unread = createWatchBacklog(reader);
	let writing: Write | undefined;
	/** Nothing was told since the last greeting. */
	let isQuiet = true;
	let isClosed = false;

	const close = () => {
		isClosed = true;
		writing = undefined;
		unread.clear();
	};

	const write = (update: FleetUpdate) => {
		writing = {isBehind: false, isStalled: false};
		isQuiet = false;
		sink.write(update, () => {
			writing = undefined;
			pump();
		});
	};

	const pump = () => {
		const update = isClosed || writing !== undefined ? undefined : unread.take();
		if (update !== undefined) {
			write(update);
		}
	};

	return {
		begin(history) {
			if (!isClosed) {
				unread.begin(history);
				pump();
				unread.trim();
			}
		},
		take(change) {
			if (!isClosed) {
				unread.add(change);
				pump();
				const isTooMuch = unread.trim();
				if (writing !== undefined) {
					writing.isBehind ||= isTooMuch;
				}
			}
		},
		greet() {
			if (writing?.isBehind && writing.isStalled) {
				close();
				sink.drop();
				return;
			}

			if (writing !== undefined) {
				writing.isStalled = true;
			} else if (isQuiet && unread.isLive()) {
				write(fleetUpdate());
			}

			isQuiet = true;
		},
		end() {
			if (!isClosed) {
				close();
				sink.end();
			}
		},
		close,
	};
}
