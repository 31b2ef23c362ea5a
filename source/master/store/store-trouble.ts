import {formatDuration} from '../../base/durations.js';
import {formatCounted} from '../../base/formats.js';
import type {Log} from '../../observe/log.js';
import {StoreError} from './port.js';

/** What needs space differs: heartbeats change rows that are there, changes add some. */
export type WriteKind = 'changes' | 'heartbeats';

/**
Whether the store can be written: told in the log when it fails, and when it works again. That is when each kind of write
that failed has succeeded since, and nothing waits to be written: another kind may need no space. A kind that nobody has
tried for a minute is not waited for.
*/
export type StoreTrouble = {
	/** Runs a write and returns what it returned. Throws a `StoreError`; a faulty record is no trouble of the store. */
	readonly observe: <Result>(kind: WriteKind, write: () => Promise<Result>) => Promise<Result>;
	/** So many events were dropped in this trouble. */
	readonly drop: (events: number) => void;
	/** Why nothing can be written. Undefined while all is well. */
	readonly problem: () => StoreError | undefined;
};

/** A kind of write that failed so long ago says nothing of the disk any more. */
const forgottenAfterMs = 60_000;

/** `isWaiting` tells whether something that failed is still to be written; `now` is a monotonic clock. */
export function createStoreTrouble(
	log: Pick<Log, 'error' | 'info'>,
	isWaiting: () => boolean,
	now: () => number = () => performance.now(),
): StoreTrouble {
	/** When each kind failed last that has not succeeded since. */
	const failures = new Map<WriteKind, number>();
	let problem: StoreError | undefined;
	let since = 0;
	let droppedEvents = 0;

	const failed = (kind: WriteKind, error: unknown): StoreError => {
		const told = error instanceof StoreError ? error : new StoreError('failed', String(error));
		if (told.problem === 'faulty-record') {
			return told;
		}

		failures.set(kind, now());
		if (problem === undefined) {
			since = now();
			const sentence = told.message.replace(/\.?$/u, '.');
			log.error(`The registry cannot be written: ${sentence} Known agents stay connected, in memory only.`);
		}

		problem = told;
		return told;
	};

	const worked = (kind: WriteKind) => {
		failures.delete(kind);
		for (const [other, failedAtMs] of failures) {
			if (now() - failedAtMs >= forgottenAfterMs) {
				failures.delete(other);
			}
		}

		if (problem !== undefined && failures.size === 0 && !isWaiting()) {
			const lasted = formatDuration(now() - since);
			const lost = droppedEvents === 0 ? '' : ` Dropped: ${formatCounted(droppedEvents, 'event')}.`;
			log.info(`The registry is written again, after ${lasted}.${lost}`);
			problem = undefined;
			droppedEvents = 0;
		}
	};

	return {
		async observe(kind, write) {
			try {
				const result = await write();
				worked(kind);
				return result;
			} catch (error) {
				throw failed(kind, error);
			}
		},
		drop(events) {
			droppedEvents += events;
		},
		problem: () => problem,
	};
}
