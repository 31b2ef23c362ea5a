import {formatCounted} from '../../base/formats.js';
import type {Log} from '../../observe/log.js';
import type {RegistryEvent} from '../registry/event.js';
import type {Store, StoreChange, StoredHeartbeat, StoreError} from './port.js';
import {createStoreTrouble} from './store-trouble.js';
import type {StoredAgent} from './stored-agent.js';
import {writeApart} from './write-apart.js';

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
type Item = {readonly name: string} | {readonly event: RegistryEvent};

/**
Stands between the registry and its store: decides what must be durable before an answer, what is written behind, and
keeps what could not be written until it can. A record that the store does not take by its own fault is given up: it
holds up no other.
*/
export type Ledger = {
	/** Writes agents and events, in one transaction. Resolves once they are durable. Throws a `StoreError`. */
	readonly commit: (names: readonly string[], events: readonly RegistryEvent[]) => Promise<void>;
	/** As `commit`, but where the store fails they stay in memory, until it works again. */
	readonly record: (names: readonly string[], events: readonly RegistryEvent[]) => Promise<void>;
	/** Writes events, in one transaction. Throws a `StoreError` where none of them was written. */
	readonly addEvents: (events: readonly RegistryEvent[]) => Promise<AddedEvents>;
	/** Deletes an agent. Resolves once that is durable. Throws a `StoreError`. */
	readonly remove: (name: string, event: RegistryEvent) => Promise<void>;
	/** Its heartbeat is written with the next batch. Costs nothing on the path of a heartbeat. */
	readonly touch: (name: string) => void;
	/** False while a record is in memory only. */
	readonly isDurable: (name: string) => boolean;
	/** Why nothing can be written. Undefined while all is well. */
	readonly problem: () => StoreError | undefined;
	/** Writes what waits, once, and ends. */
	readonly close: () => Promise<void>;
};

/** `readAgent` is asked for each record when it is written, not when it changed. */
export function createLedger(store: Store, log: Log, readAgent: ReadAgent): Ledger {
	const touched = new Set<string>();
	const waitingAgents = new Set<string>();
	/** Records that the store does not take. */
	const givenUp = new Set<string>();
	let waitingEvents: RegistryEvent[] = [];
	const isWaiting = () => waitingAgents.size > 0 || waitingEvents.length > 0;
	const trouble = createStoreTrouble(log, isWaiting);
	let writing: Promise<void> | undefined;

	const changesOf = (names: Iterable<string>, events: readonly RegistryEvent[]): StoreChange[] => [
		...[...names].flatMap((name): StoreChange[] => {
			const agent = readAgent(name);
			return agent === undefined ? [] : [{type: 'put-agent', agent}];
		}),
		...events.map((event): StoreChange => ({type: 'add-event', event})),
	];

	const commit = async (names: readonly string[], events: readonly RegistryEvent[]) => {
		await trouble.observe('changes', async () => {
			await store.commit(changesOf(names, events));
			for (const name of names) {
				waitingAgents.delete(name);
				givenUp.delete(name);
			}
		});
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

	const record = async (names: readonly string[], events: readonly RegistryEvent[]) => {
		try {
			const items: readonly Item[] = [...names.map((name) => ({name})), ...events.map((event) => ({event}))];
			await writeApart(items, commitItems, giveUp);
		} catch {
			for (const name of names) {
				waitingAgents.add(name);
			}

			const room = Math.max(0, maxWaitingEvents - waitingEvents.length);
			waitingEvents.push(...events.slice(0, room));
			trouble.drop(Math.max(0, events.length - room));
		}
	};

	const writeWaiting = async () => {
		if (isWaiting()) {
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
				(part) => trouble.observe('heartbeats', () => store.writeHeartbeats(part)),
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
					const changes = part.map(({event}): StoreChange => ({type: 'add-event', event}));
					const {newEventIds} = await trouble.observe('changes', () => store.commit(changes));
					for (const id of newEventIds) {
						newIds.add(id);
					}
				},
				({index}, error) => faults.set(index, error),
			);
			return {newIds, faults};
		},
		async remove(name, event) {
			await trouble.observe('changes', async () => {
				await store.commit([
					{type: 'remove-agent', name},
					{type: 'add-event', event},
				]);
				waitingAgents.delete(name);
				givenUp.delete(name);
			});
		},
		touch: (name) => touched.add(name),
		isDurable: (name) => !waitingAgents.has(name) && !givenUp.has(name),
		problem: trouble.problem,
		async close() {
			clearInterval(timer);
			await writing;
			await writeBehind();
			if (isWaiting()) {
				const what = [formatCounted(waitingAgents.size, 'agent'), formatCounted(waitingEvents.length, 'event')];
				log.error(`What is new of ${what.join(' and ')} was never written: this master will not know it after a start`);
			}

			await store.close();
		},
	};
}
