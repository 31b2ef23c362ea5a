import type {RegistryEvent} from '../registry/event.js';
import type {StoredAgent} from './stored-agent.js';

/** One write. */
export type StoreChange =
	| {readonly type: 'put-agent'; readonly agent: StoredAgent}
	| {readonly type: 'remove-agent'; readonly name: string}
	| {readonly type: 'add-event'; readonly event: RegistryEvent};

/** The written-behind part of a record. Nothing happens where the record is gone or holds another session. */
export type StoredHeartbeat = Pick<
	StoredAgent,
	'name' | 'sessionId' | 'lastHeartbeatWallMs' | 'streak' | 'roundTripMs'
>;

/** So many stored events can be asked for at once. */
export const mostEventsAsked = 10_000;

/** Which events a reader wants: the newest `limit` that fit, oldest first. An empty list means any. */
export type EventQuery = {
	readonly agentNames: readonly string[];
	readonly types: readonly string[];
	readonly limit: number;
	/**
	The newest that take no more than this in memory, by `sizeOfEvent`.
	@default no limit
	*/
	readonly mostBytes?: number;
};

/** What a store has written. */
export type StoreStatistics = {
	/** Transactions committed since the store was opened. */
	readonly commits: number;
	/** Rows written in them. */
	readonly rows: number;
};

/**
Why a store could not do something.
- `in-use`: another process holds the data directory
- `full`: no space left on the device
- `read-only`: the directory or the file cannot be written
- `corrupt`: the file is no database of ours; nothing was overwritten
- `newer`: the file was written by a newer version of this program
- `gone`: the files were deleted or replaced while they were open
- `faulty-record`: a value of the write itself is at fault: the same write without its record may succeed
- `failed`: anything else
*/
export type StoreProblem = 'in-use' | 'full' | 'read-only' | 'corrupt' | 'newer' | 'gone' | 'faulty-record' | 'failed';

/** A store that could not be opened, or a write that was not committed. The message is one plain sentence. */
export class StoreError extends Error {
	override readonly name = 'StoreError';

	constructor(
		readonly problem: StoreProblem,
		message: string,
	) {
		super(message);
	}
}

/**
The durable side of the registry. Asynchronous: no disk on the path of a heartbeat, also when an fsync takes 5 s.
*/
export type Store = {
	/** Every agent that is kept. */
	readonly loadAgents: () => Promise<readonly StoredAgent[]>;
	/**
	Resolves once all of the changes are durable, in one transaction (or a larger one), with the ids of the events that
	were new: an event whose id was there is not. Throws a `StoreError` where none of the changes was written.
	*/
	readonly commit: (changes: readonly StoreChange[]) => Promise<{readonly newEventIds: readonly string[]}>;
	/** Writes heartbeat times, in one transaction. Throws as `commit` does. */
	readonly writeHeartbeats: (heartbeats: readonly StoredHeartbeat[]) => Promise<void>;
	readonly readEvents: (query: EventQuery) => Promise<readonly RegistryEvent[]>;
	/** Deletes events older than this and returns how many there were. */
	readonly deleteEventsBefore: (wallMs: number) => Promise<number>;
	readonly statistics: () => Promise<StoreStatistics>;
	/** Ends every pending write, checkpoints, closes the file and the worker. Idempotent. */
	readonly close: () => Promise<void>;
};
