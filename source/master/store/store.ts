import {longestTimerMs, type Policy} from '../../protocol/policy.js';

/** What a master keeps of an agent across its own restarts. Times are Unix milliseconds: they outlive a process. */
export type StoredAgent = {
	readonly name: string;
	readonly address: string;
	/** Where the registration came from. */
	readonly peerAddress: string;
	/** Empty for a Go peer, as are the two that follow. */
	readonly installId: string;
	readonly instanceId: string;
	readonly sessionId: string;
	readonly version: string;
	/** Undefined for a Go peer. */
	readonly policy: Policy | undefined;
	readonly liveness: StoredLiveness;
	readonly livenessSinceMs: number;
	readonly reason: string;
	readonly registeredAtMs: number;
	/** Written behind: after a crash it may be a second old. */
	readonly lastHeartbeatAtMs: number | undefined;
	readonly streak: number;
	readonly roundTripMs: number | undefined;
};

/** The status words of the registry. */
export const livenessWords = ['active', 'late', 'lost', 'stopped', 'awaited'] as const;

/** One of them. */
export type StoredLiveness = (typeof livenessWords)[number];

/** No agent beats so often. Far below what a `uint64` of the contract may hold for every peer to read it. */
const largestStreak = 1e12;

/** A streak as it arrived, within its bounds. */
export function boundedStreak(streak: number): number {
	return streak > 0 ? Math.min(Math.trunc(streak), largestStreak) : 0;
}

/** A round trip as it arrived. Undefined where it is none: not a number, not positive, or longer than any timer. */
export function boundedRoundTripMs(roundTripMs: number): number | undefined {
	return roundTripMs > 0 && roundTripMs < longestTimerMs ? roundTripMs : undefined;
}

/** One thing that happened in the fleet, or that an agent reported. */
export type StoredEvent = {
	/** Unique: an event whose id is already there changes nothing. */
	readonly id: string;
	readonly agentName: string;
	readonly type: string;
	/** Unix milliseconds. */
	readonly atMs: number;
	readonly severity: 'info' | 'warning' | 'error' | 'critical';
	readonly message: string;
	readonly data: Readonly<Record<string, string>>;
};

/** One write. */
export type StoreChange =
	| {readonly type: 'put-agent'; readonly agent: StoredAgent}
	| {readonly type: 'remove-agent'; readonly name: string}
	| {readonly type: 'add-event'; readonly event: StoredEvent};

/** The written-behind part of a record. Nothing happens where the record is gone or holds another session. */
export type StoredHeartbeat = Pick<StoredAgent, 'name' | 'sessionId' | 'lastHeartbeatAtMs' | 'streak' | 'roundTripMs'>;

/** So many stored events can be asked for at once. */
export const mostEventsAsked = 10_000;

/** What an event takes in memory, about: two bytes for each character of its texts, and the rest. */
export function sizeOfEvent({id, agentName, type, message, data}: StoredEvent): number {
	let length = id.length + agentName.length + type.length + message.length;
	for (const [key, value] of Object.entries(data)) {
		length += key.length + value.length;
	}

	return 200 + 2 * length;
}

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
	readonly readEvents: (query: EventQuery) => Promise<readonly StoredEvent[]>;
	/** Deletes events older than this and returns how many there were. */
	readonly deleteEventsBefore: (atMs: number) => Promise<number>;
	readonly statistics: () => Promise<StoreStatistics>;
	/** Ends every pending write, checkpoints, closes the file and the worker. Idempotent. */
	readonly close: () => Promise<void>;
};
