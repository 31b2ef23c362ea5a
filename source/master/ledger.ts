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

/**
Stands between the registry and its store: decides what must be durable before an answer, what is written behind, and
keeps what could not be written until it can.
*/
export type Ledger = {
	/** Writes agents and events, in one transaction. Resolves once they are durable. Throws a `StoreError`. */
	readonly commit: (names: readonly string[], events: readonly StoredEvent[]) => Promise<void>;
	/** As `commit`, but where the store fails they stay in memory, until it works again. */
	readonly record: (names: readonly string[], events: readonly StoredEvent[]) => Promise<void>;
	/** Writes one event or throws a `StoreError`. Resolves with false where its id was already there. */
	readonly addEvent: (event: StoredEvent) => Promise<boolean>;
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
	let waitingEvents: StoredEvent[] = [];
	let droppedEvents = 0;
	let problem: StoreError | undefined;
	let problemSince = 0;
	let writing: Promise<void> | undefined;

	const failed = (error: unknown): StoreError => {
		const told = error instanceof StoreError ? error : new StoreError('failed', String(error));
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
		}
	};

	const record = async (names: readonly string[], events: readonly StoredEvent[]) => {
		try {
			await commit(names, events);
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
			await store.writeHeartbeats(heartbeats);
			worked();
		} catch (error) {
			failed(error);
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
		async addEvent(event) {
			try {
				const {newEvents} = await store.commit([{type: 'add-event', event}]);
				worked();
				return newEvents === 1;
			} catch (error) {
				throw failed(error);
			}
		},
		async remove(name, event) {
			try {
				await store.commit([
					{type: 'remove-agent', name},
					{type: 'add-event', event},
				]);
				waitingAgents.delete(name);
			} catch (error) {
				throw failed(error);
			}
		},
		touch: (name) => touched.add(name),
		isDurable: (name) => !waitingAgents.has(name),
		problem: () => problem,
		async close() {
			clearInterval(timer);
			await writing;
			await writeBehind();
			await store.close();
		},
	};
}
