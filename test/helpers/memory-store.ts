import type {RegistryEvent} from '../../source/master/registry/event.js';
import {type Store, type StoreChange, StoreError} from '../../source/master/store/port.js';
import type {StoredAgent} from '../../source/master/store/stored-agent.js';

/** A store in memory, whose disk can be full. */
export type MemoryStore = Store & {
	/** While it is set, every write fails with it. */
	problem: StoreError | undefined;
	readonly agents: Map<string, StoredAgent>;
	readonly events: RegistryEvent[];
	/** A read of events waits for it, and tells what was there before, or with `readsLate` also what came meanwhile. */
	duringReadEvents: () => Promise<void> | void;
	readsLate: boolean;
};

/** What a full disk says. */
export function fullDisk(): StoreError {
	return new StoreError('full', 'No space is left on the device of the data directory.');
}

export function createMemoryStore(): MemoryStore {
	const agents = new Map<string, StoredAgent>();
	const events: RegistryEvent[] = [];
	const eventIds = new Set<string>();
	let commits = 0;
	let rows = 0;

	const write = () => {
		if (store.problem !== undefined) {
			throw store.problem;
		}

		commits++;
	};

	/** Returns the ids of the events that are new. */
	const apply = (change: StoreChange): readonly string[] => {
		rows++;
		switch (change.type) {
			case 'put-agent':
				agents.set(change.agent.name, change.agent);
				return [];
			case 'remove-agent':
				agents.delete(change.name);
				return [];
			default:
				if (eventIds.has(change.event.id)) {
					return [];
				}

				eventIds.add(change.event.id);
				events.push(change.event);
				return [change.event.id];
		}
	};

	const store: MemoryStore = {
		problem: undefined,
		agents,
		events,
		duringReadEvents: () => {},
		readsLate: false,
		loadAgents: async () => [...agents.values()],
		async commit(changes) {
			write();
			return {newEventIds: changes.flatMap(apply)};
		},
		async writeHeartbeats(heartbeats) {
			write();
			for (const {name, sessionId, ...times} of heartbeats) {
				const agent = agents.get(name);
				if (agent?.sessionId === sessionId) {
					agents.set(name, {...agent, ...times});
				}
			}
		},
		async readEvents({agentNames, types, limit}) {
			const find = () =>
				events.filter(
					({agentName, type}) =>
						(agentNames.length === 0 || agentNames.includes(agentName)) && (types.length === 0 || types.includes(type)),
				);
			const before = find();
			await store.duringReadEvents();
			const found = store.readsLate ? find() : before;
			return found.slice(-limit);
		},
		async deleteEventsBefore(at) {
			const before = events.length;
			events.splice(0, before, ...events.filter((event) => event.atWallMs >= at));
			return before - events.length;
		},
		statistics: async () => ({commits, rows}),
		close: async () => {},
	};
	return store;
}
