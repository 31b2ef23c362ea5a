import {type RegistryEvent, sizeOfEvent} from '../registry/event.js';

/** The events that a watcher has not been told, the oldest first. Of their data only what is told is kept. */
export type BacklogEvents = {
	readonly count: () => number;
	/** What they take in memory, about. */
	readonly bytes: () => number;
	readonly add: (events: readonly RegistryEvent[]) => void;
	/** Puts events of the past before the others. One that is among those stays where it is. */
	readonly addPast: (past: readonly RegistryEvent[]) => void;
	/** Takes the oldest out: so many, of no more than this; one at least, where there is one. */
	readonly take: (most: number, mostBytes?: number) => readonly RegistryEvent[];
	/** Leaves out the oldest, until the rest takes no more than this. */
	readonly trim: (mostBytes: number) => void;
	readonly clear: () => void;
};

/** Without any event. */
export function createBacklogEvents(): BacklogEvents {
	let events: RegistryEvent[] = [];
	let bytes = 0;

	const add = (added: readonly RegistryEvent[]) => {
		for (const event of added) {
			const kept = toldPartOf(event);
			events.push(kept);
			bytes += sizeOfEvent(kept);
		}
	};

	const clear = () => {
		events = [];
		bytes = 0;
	};

	const take = (most: number, mostBytes = Number.POSITIVE_INFINITY) => {
		let count = 0;
		let takenBytes = 0;
		for (const event of events) {
			const withNext = takenBytes + sizeOfEvent(event);
			if (count === most || (count > 0 && withNext > mostBytes)) {
				break;
			}

			takenBytes = withNext;
			count++;
		}

		bytes -= takenBytes;
		return events.splice(0, count);
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

				excess -= sizeOfEvent(event);
				count++;
			}

			take(count);
		},
		clear,
	};
}

/** What watchers are told of an event. It may hold fifty times as much. */
function toldPartOf({id, agentName, type, atWallMs, severity, message, data}: RegistryEvent): RegistryEvent {
	const {from, reason} = data;
	return {
		id,
		agentName,
		type,
		atWallMs,
		severity,
		message,
		data: {...(from === undefined ? {} : {from}), ...(reason === undefined ? {} : {reason})},
	};
}
