import type {Log} from '../observe/log.js';
import {formatDuration} from '../terminal/formats.js';
import {
	type Store,
	type StoreChange,
	type StoredAgent,
	type StoredEvent,
	type StoredHeartbeat,
	StoreError,
} from './store.js';

/** How often heartbeat times are written, and how often a failed store is tried again. */
const writeBehindIntervalMs = 1000;

/** How many events are kept in memory while the store fails. */
const maxWaitingEvents = 10_000;

/** What the registry knows of an agent, in the form that is stored. Undefined where it is gone. */
type ReadAgent = (name: string) => StoredAgent | undefined;

/** What became of events that were to be written. */
export type AddedEvents = {
	/** Those whose id was not there before. */
	readonly newIds: ReadonlySet<string>;
	/** Those that the store does not take, by their place. */
	readonly faults: ReadonlyMap<number, StoreError>;
};

/** One record of a write. */
type Item = {readonly name: string} | {readonly event: StoredEvent};

/**
Stands between the registry and its store: decides what must be durable before an answer, what is written behind, and
keeps what could not be written until it can. A record that the store does not take by its own fault is given up: it
holds up no other.
*/
export type Ledger = {
	/** Writes agents and events, in one transaction. Resolves once they are durable. Throws a `StoreError`. */
	readonly commit: (names: readonly string[], events: readonly StoredEvent[]) => Promise<void>;
	/** As `commit`, but where the store fails they stay in memory, until it works again. */
	readonly record: (names: readonly string[], events: readonly StoredEvent[]) => Promise<void>;
	/** Writes events, in one transaction. Throws a `StoreError` where none of them was written. */
	readonly addEvents: (events: readonly StoredEvent[]) => Promise<AddedEvents>;
	/** Deletes an agent. Resolves once that is durable. Throws a `StoreError`. */
	readonly remove: (name: string, event: StoredEvent) => Promise<void>;
	/** Its heartbeat is written with the next batch. Costs nothing on the path of a heartbeat. */
	readonly touch: (name: string) => void;
	/** False while a record is in memory only. */
	readonly isDurable: (name: string) => boolean;
	/** Why nothing can be written. Undefined while all is well. */
	readonly problem: () => StoreError | undefined;
	/** Writes what waits, once, and ends. */
	readonly close: () => Promise<void>;
};

export function createLedger(store: Store, log: Log, readAgent: ReadAgent): Ledger {
	const touched = new Set<string>();
	const waitingAgents = new Set<string>();
	/** Records that the store does not take. */
	const givenUp = new Set<string>();
	let waitingEvents: StoredEvent[] = [];
	let droppedEvents = 0;
	let problem: StoreError | undefined;
	let problemSince = 0;
	let writing: Promise<void> | undefined;

	const failed = (error: unknown): StoreError => {
		const told = error instanceof StoreError ? error : new StoreError('failed', String(error));
		if (told.problem === 'faulty-record') {
			return told;
		}

		if (problem === undefined) {
			problemSince = performance.now();
			log.error(`The registry cannot be written: ${told.message} Known agents stay connected, in memory only.`);
		}

		problem = told;
		return told;
	};

	const worked = () => {
		if (problem !== undefined) {
			const lasted = formatDuration(performance.now() - problemSince);
			const lost = droppedEvents === 0 ? '' : ` ${droppedEvents} events were dropped.`;
			log.info(`The registry is written again, after ${lasted}.${lost}`);
			problem = undefined;
			droppedEvents = 0;
		}
	};

	const changesOf = (names: Iterable<string>, events: readonly StoredEvent[]): StoreChange[] => [
		...[...names].flatMap((name): StoreChange[] => {
			const agent = readAgent(name);
			return agent === undefined ? [] : [{type: 'put-agent', agent}];
		}),
		...events.map((event): StoreChange => ({type: 'add-event', event})),
	];

	const commit = async (names: readonly string[], events: readonly StoredEvent[]) => {
		try {
			await store.commit(changesOf(names, events));
		} catch (error) {
			throw failed(error);
		}

		worked();
		for (const name of names) {
			waitingAgents.delete(name);
			givenUp.delete(name);
		}
	};

	const commitItems = (items: readonly Item[]) =>
		commit(
			items.flatMap((item) => ('name' in item ? [item.name] : [])),
			items.flatMap((item) => ('event' in item ? [item.event] : [])),
		);

	const giveUp = (item: Item, error: StoreError) => {
		if ('name' in item) {
			waitingAgents.delete(item.name);
			givenUp.add(item.name);
			log.error(`The record of agent ${item.name} is kept in memory only: ${error.message}`);
		} else {
			log.error(`An event of agent ${item.event.agentName} is given up: ${error.message}`);
		}
	};

	const record = async (names: readonly string[], events: readonly StoredEvent[]) => {
		try {
			const items: readonly Item[] = [...names.map((name) => ({name})), ...events.map((event) => ({event}))];
			await writeApart(items, commitItems, giveUp);
		} catch {
			for (const name of names) {
				waitingAgents.add(name);
			}

			const room = Math.max(0, maxWaitingEvents - waitingEvents.length);
			waitingEvents.push(...events.slice(0, room));
			droppedEvents += Math.max(0, events.length - room);
		}
	};

	const writeWaiting = async () => {
		if (waitingAgents.size > 0 || waitingEvents.length > 0) {
			const events = waitingEvents;
			waitingEvents = [];
			await record([...waitingAgents], events);
		}
	};

	const writeHeartbeats = async () => {
		if (touched.size === 0) {
			return;
		}

		const heartbeats = [...touched].flatMap((name): StoredHeartbeat[] => {
			const agent = readAgent(name);
			return agent === undefined ? [] : [agent];
		});
		touched.clear();
		try {
			await writeApart(
				heartbeats,
				async (part) => {
					try {
						await store.writeHeartbeats(part);
					} catch (error) {
						throw failed(error);
					}

					worked();
				},
				({name}, {message}) => log.error(`The heartbeat of agent ${name} is not written: ${message}`),
			);
		} catch {
			for (const {name} of heartbeats) {
				touched.add(name);
			}
		}
	};

	const writeBehind = async () => {
		await writeWaiting();
		await writeHeartbeats();
	};

	const timer = setInterval(() => {
		writing ??= writeBehind().finally(() => {
			writing = undefined;
		});
	}, writeBehindIntervalMs);

	return {
		commit,
		record,
		async addEvents(events) {
			const newIds = new Set<string>();
			const faults = new Map<number, StoreError>();
			await writeApart(
				events.map((event, index) => ({event, index})),
				async (part) => {
					try {
						const {newEventIds} = await store.commit(part.map(({event}) => ({type: 'add-event', event})));
						for (const id of newEventIds) {
							newIds.add(id);
						}
					} catch (error) {
						throw failed(error);
					}

					worked();
				},
				({index}, error) => faults.set(index, error),
			);
			return {newIds, faults};
		},
		async remove(name, event) {
			try {
				await store.commit([
					{type: 'remove-agent', name},
					{type: 'add-event', event},
				]);
				waitingAgents.delete(name);
				givenUp.delete(name);
				worked();
			} catch (error) {
				throw failed(error);
			}
		},
		touch: (name) => touched.add(name),
		isDurable: (name) => !waitingAgents.has(name) && !givenUp.has(name),
		problem: () => problem,
		async close() {
			clearInterval(timer);
			await writing;
			await writeBehind();
			await store.close();
		},
	};
}

/**
Writes items in one go. Where the fault is a record's own, writes them in halves, until the faulty ones stand alone and
are given up. Throws what else `write` throws: then some of the items may have been written.
*/
async function writeApart<Written>(
	items: readonly Written[],
	write: (items: readonly Written[]) => Promise<void>,
	giveUp: (item: Written, error: StoreError) => void,
): Promise<void> {
	if (items.length === 0) {
		return;
	}

	try {
		await write(items);
	} catch (error) {
		if (!(error instanceof StoreError && error.problem === 'faulty-record')) {
			throw error;
		}

		const [only] = items;
		if (only !== undefined && items.length === 1) {
			giveUp(only, error);
			return;
		}

		const middle = Math.ceil(items.length / 2);
		await writeApart(items.slice(0, middle), write, giveUp);
		await writeApart(items.slice(middle), write, giveUp);
	}
}
