import type {StoredEvent} from './store.js';

/** Tells events to everyone who listens, as they become durable. */
export type EventFeed = {
	readonly publish: (event: StoredEvent) => void;
	/** Returns how to end it. */
	readonly subscribe: (listener: (event: StoredEvent) => void) => () => void;
};

export function createEventFeed(): EventFeed {
	const listeners = new Set<(event: StoredEvent) => void>();
	return {
		publish(event) {
			for (const listener of listeners) {
				listener(event);
			}
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
