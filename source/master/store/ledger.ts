import {formatCounted} from '../../base/formats.js';
import {readMoment} from '../../base/moment.js';
import type {Log} from '../../observe/log.js';
import type {AgentRecord} from '../registry/agent-record.js';
import type {Registry} from '../registry/contract.js';
import type {RegistryEvent} from '../registry/event.js';
import {createHeartbeatWriter} from './heartbeat-writer.js';
import {createHeldRecords, type HeldRecords} from './held-records.js';
import {createMemoryOnly, type MemoryOnly} from './memory-only.js';
import type {Store, StoreChange, StoreError} from './port.js';
import {createStoreTrouble} from './store-trouble.js';
import {toStored} from './stored-agent.js';
import {writeApart} from './write-apart.js';

/** How often heartbeat times are written, and how often a failed store is tried again. */
const writeBehindIntervalMs = 1000;

/** How many events are kept in memory while the store fails. */
const maxWaitingEvents = 10_000;

/** What became of events that were to be written. */
export type AddedEvents = {
	/** Those whose id was not there before. */
	readonly newIds: ReadonlySet<string>;
	/** Those that the store does not take, by their place. */
	readonly faults: ReadonlyMap<number, StoreError>;
};

/** One record of a write. */
type Item = {readonly record: AgentRecord} | {readonly event: RegistryEvent};

/**
Stands between the registry and its store: decides what must be durable before an answer, what is written behind, and
keeps what could not be written until it can. A record that the store does not take by its own fault is given up: it
holds up no other.
*/
export type Ledger = {
	/** Writes agents and events, in one transaction. Resolves once they are durable. Throws a `StoreError`. */
	readonly commit: (records: readonly AgentRecord[], events: readonly RegistryEvent[]) => Promise<void>;
	/** As `commit`, but where the store fails they stay in memory, until it works again. */
	readonly record: (records: readonly AgentRecord[], events: readonly RegistryEvent[]) => Promise<void>;
	/** Writes events, in one transaction. Throws a `StoreError` where none of them was written. */
	readonly addEvents: (events: readonly RegistryEvent[]) => Promise<AddedEvents>;
	/** Deletes an agent. Resolves once that is durable. Throws a `StoreError`. */
	readonly remove: (name: string, event: RegistryEvent) => Promise<void>;
	/** False while a record is in memory only. */
	readonly isDurable: (name: string) => boolean;
	/** Tells the name of each agent that is in memory only from now on, or durable again. Returns how to end it. */
	readonly subscribe: (listener: (name: string) => void) => () => void;
	/** Why nothing can be written. Undefined while all is well. */
	readonly problem: () => StoreError | undefined;
	/** Writes what waits, once, and ends. */
	readonly close: () => Promise<void>;
};

/** Heartbeats are written behind, as the registry tells them. */
export function createLedger(store: Store, log: Log, registry: Pick<Registry, 'subscribe'>): Ledger {
	const held = createHeldRecords();
	const memoryOnly = createMemoryOnly(held);
	let waitingEvents: RegistryEvent[] = [];
	const isWaiting = () => memoryOnly.waiting().size > 0 || waitingEvents.length > 0;
	const trouble = createStoreTrouble(log, isWaiting);
	const heartbeats = createHeartbeatWriter(store, trouble, log);
	const unsubscribe = registry.subscribe((change) => {
		if (change.type === 'removed') {
			memoryOnly.markDurable(change.record.name);
		}

		heartbeats.take(change);
		held.take(change);
	});

	const commit = async (records: readonly AgentRecord[], events: readonly RegistryEvent[]) => {
		await trouble.observe('changes', async () => {
			await store.commit(changesOf(records, events, held));
			for (const {name} of records) {
				memoryOnly.markDurable(name);
			}
		});
	};

	const commitItems = (items: readonly Item[]) =>
		commit(
			items.flatMap((item) => ('record' in item ? [item.record] : [])),
			items.flatMap((item) => ('event' in item ? [item.event] : [])),
		);

	const record = async (records: readonly AgentRecord[], events: readonly RegistryEvent[]) => {
		for (const one of records) {
			held.hold(one);
		}

		try {
			const items: readonly Item[] = [...records.map((one) => ({record: one})), ...events.map((event) => ({event}))];
			await writeApart(items, commitItems, (item, error) => giveUp(item, error, memoryOnly, log));
		} catch {
			for (const {name} of records) {
				memoryOnly.markWaiting(name);
			}

			const room = Math.max(0, maxWaitingEvents - waitingEvents.length);
			waitingEvents.push(...events.slice(0, room));
			trouble.drop(Math.max(0, events.length - room));
		}

		for (const {name} of records) {
			held.release(name);
		}
	};

	const writeBehind = async () => {
		if (isWaiting()) {
			const events = waitingEvents;
			waitingEvents = [];
			await record(
				[...memoryOnly.waiting()].flatMap((name) => held.get(name) ?? []),
				events,
			);
		}

		await heartbeats.write();
	};

	const writing = writeEvery(writeBehindIntervalMs, writeBehind);
	return {
		commit,
		record,
		addEvents: (events) => addEvents(events, (changes) => trouble.observe('changes', () => store.commit(changes))),
		async remove(name, event) {
			await trouble.observe('changes', async () => {
				await store.commit([
					{type: 'remove-agent', name},
					{type: 'add-event', event},
				]);
				memoryOnly.markDurable(name);
			});
		},
		isDurable: memoryOnly.isDurable,
		subscribe: memoryOnly.subscribe,
		problem: trouble.problem,
		async close() {
			await writing.end();
			unsubscribe();
			if (isWaiting()) {
				const what = [formatCounted(memoryOnly.waiting().size, 'agent'), formatCounted(waitingEvents.length, 'event')];
				log.error(`What is new of ${what.join(' and ')} was never written: this master will not know it after a start`);
			}

			await store.close();
		},
	};
}

function giveUp(item: Item, error: StoreError, memoryOnly: MemoryOnly, log: Pick<Log, 'error'>): void {
	if ('record' in item) {
		memoryOnly.markGivenUp(item.record.name);
		log.error(`The record of agent ${item.record.name} is kept in memory only: ${error.message}`);
	} else {
		log.error(`An event of agent ${item.event.agentName} is given up: ${error.message}`);
	}
}

/** The newest of each record that is held; the very one where none is. What is gone meanwhile is not written. */
function changesOf(
	records: readonly AgentRecord[],
	events: readonly RegistryEvent[],
	held: HeldRecords,
): readonly StoreChange[] {
	const moment = readMoment();
	return [
		...records.flatMap((record): StoreChange[] => {
			const newest = held.has(record.name) ? held.get(record.name) : record;
			return newest === undefined ? [] : [{type: 'put-agent', agent: toStored(newest, moment)}];
		}),
		...events.map((event): StoreChange => ({type: 'add-event', event})),
	];
}

async function addEvents(
	events: readonly RegistryEvent[],
	commit: (changes: readonly StoreChange[]) => ReturnType<Store['commit']>,
): Promise<AddedEvents> {
	const newIds = new Set<string>();
	const faults = new Map<number, StoreError>();
	await writeApart(
		events.map((event, index) => ({event, index})),
		async (part) => {
			const {newEventIds} = await commit(part.map(({event}): StoreChange => ({type: 'add-event', event})));
			for (const id of newEventIds) {
				newIds.add(id);
			}
		},
		({index}, error) => faults.set(index, error),
	);
	return {newIds, faults};
}

/** Writes every so often, never twice at a time. `end` writes once more. */
function writeEvery(intervalMs: number, write: () => Promise<void>) {
	let writing: Promise<void> | undefined;
	const timer = setInterval(() => {
		writing ??= write().finally(() => {
			writing = undefined;
		});
	}, intervalMs);
	return {
		async end() {
			clearInterval(timer);
			await writing;
			await write();
		},
	};
}
