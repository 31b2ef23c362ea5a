import {type Moment, readMoment} from '../../base/moment.js';
import type {EventBus} from '../events/event-bus.js';
import type {Registry} from '../registry/contract.js';
import type {RegistryEvent} from '../registry/event.js';
import type {Ledger} from '../store/ledger.js';
import type {Store} from '../store/port.js';
import {tellInBatches} from './fleet-batches.js';
import {createFleetChanges, type FleetChange} from './fleet-changes.js';
import {createFleetReader} from './fleet-reader.js';
import {createWatcher, type Watcher, type WatchSink} from './watcher.js';

/** How far back the first events go, how many there are at most, and what they may take while they are read. */
const historyMs = 60 * 60 * 1000;
const mostHistory = 1000;
const mostHistoryBytes = 4 * 1024 * 1024;

/** What changed in the fleet, for whoever watches it: a screen in this process, or one at the other end of a stream. */
export type WatchTracker = {
	/** Tells the sink a snapshot, then what changes. Returns how to end that. */
	readonly watch: (sink: WatchSink) => () => void;
	/** Ends every watcher. */
	readonly close: () => void;
};

/** Creates the tracker. It costs nothing while nobody watches. */
export function createWatchTracker({
	registry,
	ledger,
	bus,
	readEvents,
	startedAt,
	now = readMoment,
}: {
	readonly registry: Registry;
	readonly ledger: Pick<Ledger, 'isDurable' | 'problem' | 'subscribe'>;
	readonly bus: EventBus;
	readonly readEvents: Store['readEvents'];
	/** When the master started, on the monotonic clock. */
	readonly startedAt: number;
	readonly now?: () => Moment;
}): WatchTracker {
	const watchers = new Set<Watcher>();
	const reader = createFleetReader({registry, ledger, startedAt, now});
	let stopTelling = () => {};
	let isClosed = false;

	const tell = (change: FleetChange) => {
		for (const name of change.removed) {
			reader.forget(name);
		}

		// Whoever is told may watch, or end a watch, meanwhile.
		for (const watcher of [...watchers]) {
			watcher.take(change);
		}
	};

	const greet = () => {
		for (const watcher of [...watchers]) {
			watcher.greet();
		}
	};

	const stop = () => {
		stopTelling();
		stopTelling = () => {};
		reader.forgetAll();
	};

	const add = (watcher: Watcher) => {
		if (watchers.size === 0) {
			const changes = createFleetChanges(registry, ledger);
			stopTelling = tellInBatches({changes, bus, now}, {onBatch: tell, onGreeting: greet});
		}

		watchers.add(watcher);
	};

	const remove = (watcher: Watcher) => {
		if (watchers.delete(watcher) && watchers.size === 0) {
			stop();
		}
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
			const end = () => {
				watcher.close();
				remove(watcher);
			};

			add(watcher);
			readHistory(readEvents, now).then(watcher.begin, () => watcher.begin([]));
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

async function readHistory(readEvents: Store['readEvents'], now: () => Moment): Promise<readonly RegistryEvent[]> {
	const stored = await readEvents({agentNames: [], types: [], limit: mostHistory, mostBytes: mostHistoryBytes});
	const fromWallMs = now().wallMs - historyMs;
	return stored.filter(({atWallMs}) => atWallMs >= fromWallMs);
}
