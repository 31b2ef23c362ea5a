import {createEmitter} from '../../base/emitter.js';
import type {HeldRecords} from './held-records.js';

/** Which agents are in memory only: those that wait for the store, and those that it does not take. */
export type MemoryOnly = {
	readonly isDurable: (name: string) => boolean;
	readonly waiting: () => ReadonlySet<string>;
	readonly markDurable: (name: string) => void;
	/** Its record must be held. It is held as long as it waits. */
	readonly markWaiting: (name: string) => void;
	readonly markGivenUp: (name: string) => void;
	/** Tells each name that becomes durable, or is so no more. Returns how to end it. */
	readonly subscribe: (listener: (name: string) => void) => () => void;
};

type Mark = {readonly isWaiting: boolean; readonly isGivenUp: boolean};

/** Everything is durable. */
export function createMemoryOnly(held: HeldRecords): MemoryOnly {
	const waiting = new Set<string>();
	const givenUp = new Set<string>();
	const changes = createEmitter<string>();
	const isDurable = (name: string) => !waiting.has(name) && !givenUp.has(name);

	const mark = (name: string, {isWaiting, isGivenUp}: Mark) => {
		const wasDurable = isDurable(name);
		if (!isWaiting && waiting.delete(name)) {
			held.release(name);
		}

		const record = isWaiting && !waiting.has(name) ? held.get(name) : undefined;
		if (record !== undefined) {
			waiting.add(name);
			held.hold(record);
		}

		if (isGivenUp) {
			givenUp.add(name);
		} else {
			givenUp.delete(name);
		}

		if (wasDurable !== isDurable(name)) {
			changes.tell(name);
		}
	};

	return {
		isDurable,
		waiting: () => waiting,
		markDurable: (name) => mark(name, {isWaiting: false, isGivenUp: false}),
		markWaiting: (name) => mark(name, {isWaiting: true, isGivenUp: givenUp.has(name)}),
		markGivenUp: (name) => mark(name, {isWaiting: false, isGivenUp: true}),
		subscribe: changes.subscribe,
	};
}
