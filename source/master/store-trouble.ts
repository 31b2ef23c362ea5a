import type {Log} from '../observe/log.js';
import {formatDuration} from '../terminal/formats.js';
import {StoreError} from './store.js';

/**
Whether the store can be written: told in the log when it fails, and when it works again. While something waits to be
written, a write that succeeds tells nothing: one that changes no row needs no space.
*/
export type StoreTrouble = {
	/** Runs a write and returns what it returned. Throws a `StoreError`; a faulty record is no trouble of the store. */
	readonly observe: <Result>(write: () => Promise<Result>) => Promise<Result>;
	/** So many events were dropped in this trouble. */
	readonly drop: (events: number) => void;
	/** Why nothing can be written. Undefined while all is well. */
	readonly problem: () => StoreError | undefined;
};

export function createStoreTrouble(log: Log, isWaiting: () => boolean): StoreTrouble {
	let problem: StoreError | undefined;
	let sinceMs = 0;
	let droppedEvents = 0;

	const failed = (error: unknown): StoreError => {
		const told = error instanceof StoreError ? error : new StoreError('failed', String(error));
		if (told.problem === 'faulty-record') {
			return told;
		}

		if (problem === undefined) {
			sinceMs = performance.now();
			const sentence = told.message.replace(/\.?$/u, '.');
			log.error(`The registry cannot be written: ${sentence} Known agents stay connected, in memory only.`);
		}

		problem = told;
		return told;
	};

	const worked = () => {
		if (problem !== undefined && !isWaiting()) {
			const lasted = formatDuration(performance.now() - sinceMs);
			const lost = droppedEvents === 0 ? '' : ` ${droppedEvents} events were dropped.`;
			log.info(`The registry is written again, after ${lasted}.${lost}`);
			problem = undefined;
			droppedEvents = 0;
		}
	};

	return {
		async observe(write) {
			try {
				const result = await write();
				worked();
				return result;
			} catch (error) {
				throw failed(error);
			}
		},
		drop(events) {
			droppedEvents += events;
		},
		problem: () => problem,
	};
}
