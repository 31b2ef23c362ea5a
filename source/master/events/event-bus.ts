import {createEmitter} from '../../base/emitter.js';
import {describeError} from '../../host/told-error.js';
import type {Log} from '../../observe/log.js';
import type {RegistryEvent} from '../registry/event.js';

/** Tells events to everyone who listens, once they are durable, or wait in memory for a store that fails. */
export type EventBus = {
	readonly publish: (event: RegistryEvent) => void;
	/** Returns how to end it. */
	readonly subscribe: (listener: (event: RegistryEvent) => void) => () => void;
};

/** A listener that throws is told in the log, once, and takes nothing from the others. */
export function createEventBus(log: Pick<Log, 'error'>): EventBus {
	const {tell, subscribe} = createEmitter<RegistryEvent>();
	return {
		publish: tell,
		subscribe(listener) {
			let isTold = false;
			return subscribe((event) => {
				try {
					listener(event);
				} catch (error) {
					if (!isTold) {
						isTold = true;
						log.error(`A listener to events failed, of which more is not told: ${describeError(error)}`);
					}
				}
			});
		},
	};
}
