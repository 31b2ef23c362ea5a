import type {StoredEvent} from './store.js';

/** The events that a watcher has not been told, the oldest first. */
export type UnreadEvents = {
	readonly count: () => number;
	/** What they take in memory, about. */
	readonly bytes: () => number;
	readonly add: (events: readonly StoredEvent[]) => void;
	/** Puts events of the past before the others. One that is among those stays where it is. */
	readonly addPast: (past: readonly StoredEvent[]) => void;
	/** Takes the oldest out. */
	readonly take: (most: number) => readonly StoredEvent[];
	/** Leaves out the oldest, until the rest takes no more than this. */
	readonly trim: (mostBytes: number) => void;
	readonly clear: () => void;
};

export function createUnreadEvents(): UnreadEvents {
	let events: StoredEvent[] = [];
	let bytes = 0;

	const add = (added: readonly StoredEvent[]) => {
		for (const event of added) {
			events.push(event);
			bytes += bytesOf(event);
		}
	};

	const clear = () => {
		events = [];
		bytes = 0;
	};

	const take = (most: number) => {
		const taken = events.splice(0, most);
		bytes -= taken.reduce((sum, event) => sum + bytesOf(event), 0);
		return taken;
	};

	return {
		count: () => events.length,
		bytes: () => bytes,
		add,
		addPast(past) {
			const later = events;
			const ids = new Set(later.map(({id}) => id));
			clear();
			add(past.filter(({id}) => !ids.has(id)));
			add(later);
		},
		take,
		trim(mostBytes) {
			let excess = bytes - mostBytes;
			let count = 0;
			for (const event of events) {
				if (excess <= 0) {
					break;
				}

				excess -= bytesOf(event);
				count++;
			}

			take(count);
		},
		clear,
	};
}

/** What an event takes in memory, about: its texts and the rest. */
function bytesOf({message, agentName, type, data}: StoredEvent): number {
	return 200 + 2 * (message.length + agentName.length + type.length + (data['reason']?.length ?? 0));
}
