import type {FleetEvent} from './fleet-event.js';

/** So many events are kept. */
const mostEvents = 500;

/** The latest events of a fleet. */
export type EventList = {
	/** The newest last. */
	readonly all: () => readonly FleetEvent[];
	/** Takes in what has happened, in any order. Every snapshot tells of the last hour again: what is known is passed over. */
	readonly take: (told: readonly FleetEvent[]) => void;
};

/** An empty list. */
export function createEventList(): EventList {
	const ids = new Set<string>();
	let events: readonly FleetEvent[] = [];
	return {
		all: () => events,
		take(told) {
			if (told.length === 0) {
				return;
			}

			const added: FleetEvent[] = [];
			for (const event of told) {
				if (!ids.has(event.id)) {
					ids.add(event.id);
					added.push(event);
				}
			}

			events = [...events, ...added].sort((one, other) => one.at - other.at).slice(-mostEvents);
			if (ids.size > 4 * mostEvents) {
				ids.clear();
				for (const {id} of events) {
					ids.add(id);
				}
			}
		},
	};
}
