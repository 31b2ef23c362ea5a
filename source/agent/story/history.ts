import {assertNever} from '../../base/assert-never.js';
import type {Failure} from '../../protocol/failures/failure.js';
import {isFailure} from '../../protocol/failures/read-failure.js';
import type {ConnectionFact} from '../connection/connection-facts.js';
import {goesOn} from '../connection/connection-state.js';

/**
What an agent remembers beyond its own process. All times are Unix milliseconds. Lists are oldest first and bounded.
*/
export type History = {
	/** When the first agent of this name was started here. */
	readonly firstStartAt: number;
	/** The longest streak that has ended. One that goes on is not counted yet. */
	readonly bestStreak: number;
	/** The last of them may be open. */
	readonly outages: readonly PastOutage[];
	/** The last of them is the process that runs. */
	readonly runs: readonly Run[];
};

/** A time without a session, from its loss to the registration that ended it. */
export type PastOutage = {
	readonly since: number;
	/** Null while it goes on. */
	readonly until: number | null;
	/** Why the connection was lost, or could not be made. */
	readonly reason: PastReason;
	/** Connections that were tried in it, the one that succeeded included. */
	readonly attempts: number;
	/** The streak that it ended. */
	readonly endedStreak: number;
	/** False where that process had never been connected. */
	readonly wasConnected: boolean;
};

/** Why an outage was. One of an earlier version was written down in words, and keeps them. */
export type PastReason = Failure | {readonly code: string; readonly message: string};

/** One process of the agent. */
export type Run = {
	readonly since: number;
	/** When it stopped; for one that was killed, when it was last known to run. */
	readonly until: number;
};

/** How many outages and runs are remembered. */
export const mostRemembered = 200;

/** A history as it is at the start of a process. What the process before left open ended when it was last known to run. */
export function startRun(previous: History | undefined, wallMs: number): History {
	const lastSeen = previous?.runs.at(-1)?.until ?? wallMs;
	return {
		firstStartAt: previous?.firstStartAt ?? wallMs,
		bestStreak: previous?.bestStreak ?? 0,
		outages: (previous?.outages ?? []).map((outage) =>
			outage.until === null ? {...outage, until: Math.max(outage.since, Math.min(lastSeen, wallMs))} : outage,
		),
		runs: bounded([...(previous?.runs ?? []), {since: wallMs, until: wallMs}]),
	};
}

/**
Folds one fact into the history. `toWall` makes a time of the fact's clock a wall-clock time.
A session that no heartbeat confirmed did not end the outage before it.
*/
export function foldHistory(history: History, fact: ConnectionFact, toWall: (monotonicMs: number) => number): History {
	const {event, previous, state} = fact;
	if (state.type === 'connection-lost') {
		const {endedStreak, wasConnected, since} = state.outage;
		const last = history.outages.at(-1);
		return goesOn(state) && last !== undefined
			? replaceLast(history, {...last, until: null})
			: openOutage({...history, bestStreak: Math.max(history.bestStreak, endedStreak)}, toWall(since), {
					reason: state.reason,
					endedStreak,
					wasConnected,
				});
	}

	const open = openOutageOf(history);
	switch (event.type) {
		case 'retry-scheduled':
			return open === undefined && state.type === 'reconnecting' && !state.outage.wasConnected
				? openOutage(history, toWall(state.outage.since), {
						reason: event.reason,
						endedStreak: 0,
						wasConnected: false,
						attempts: 1,
					})
				: history;
		case 'connecting':
			return open === undefined ? history : replaceLast(history, {...open, attempts: open.attempts + 1});
		case 'registered':
			return open === undefined ? history : replaceLast(history, {...open, until: toWall(event.at)});
		case 'heartbeat-failed':
			// One failed heartbeat ends a streak, also where the next is acknowledged.
			return previous.type === 'active' && previous.failures === 0 && previous.streak > history.bestStreak
				? {...history, bestStreak: previous.streak}
				: history;
		case 'stopped':
			return stopRun(
				previous.type === 'active' ? {...history, bestStreak: Math.max(history.bestStreak, previous.streak)} : history,
				toWall(event.at),
			);
		case 'heartbeat-acknowledged':
		case 'session-ended':
			return history;
		default:
			return assertNever(event);
	}
}

/** A history whose process is known to run at this moment. */
export function seenAt(history: History, wallMs: number): History {
	const run = history.runs.at(-1);
	return run === undefined
		? history
		: {...history, runs: [...history.runs.slice(0, -1), {...run, until: Math.max(run.since, wallMs)}]};
}

/** The outage that goes on. */
export function openOutageOf(history: History): PastOutage | undefined {
	const last = history.outages.at(-1);
	return last?.until === null ? last : undefined;
}

/** The last outage that is over. */
export function lastEndedOutage(history: History): PastOutage | undefined {
	return history.outages.findLast(({until}) => until !== null);
}

/** True where the difference is worth a write: an outage began or ended, a run began or ended, a record was ended. */
export function isWorthSaving(before: History, after: History): boolean {
	const marks = ({bestStreak, outages, runs}: History) => {
		const [outage, run] = [outages.at(-1), runs.at(-1)];
		return [bestStreak, outage?.since, outage?.until, run?.since, run?.until].join(' ');
	};

	return before !== after && marks(before) !== marks(after);
}

/** Reads what a file holds. Undefined where that is no history. */
export function parseHistory(text: string): History | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}

	return isHistory(value)
		? {
				firstStartAt: value.firstStartAt,
				bestStreak: value.bestStreak,
				outages: bounded(value.outages),
				runs: bounded(value.runs),
			}
		: undefined;
}

/** True for a value that came from outside and has the shape of a history. */
function isHistory(value: unknown): value is History {
	return (
		isRecord(value) &&
		isQuantity(value['firstStartAt']) &&
		isQuantity(value['bestStreak']) &&
		isListOf(value['outages'], isOutage) &&
		isListOf(value['runs'], (run) => isRecord(run) && isQuantity(run['since']) && isQuantity(run['until']))
	);
}

function isOutage(value: unknown): boolean {
	return (
		isRecord(value) &&
		isQuantity(value['since']) &&
		(value['until'] === null || isQuantity(value['until'])) &&
		isPastReason(value['reason']) &&
		isQuantity(value['attempts']) &&
		isQuantity(value['endedStreak']) &&
		typeof value['wasConnected'] === 'boolean'
	);
}

function isPastReason(value: unknown): value is PastReason {
	return (
		isFailure(value) || (isRecord(value) && typeof value['code'] === 'string' && typeof value['message'] === 'string')
	);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Beyond this a number is no time that a clock could show, and no count of what happened in it. */
const largestQuantity = 8.64e15;

function isQuantity(value: unknown): value is number {
	return typeof value === 'number' && value >= 0 && value <= largestQuantity;
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
	return Array.isArray(value) && value.every(isItem);
}

function openOutage(
	history: History,
	since: number,
	{attempts = 0, ...facts}: Omit<PastOutage, 'since' | 'until' | 'attempts'> & {readonly attempts?: number},
): History {
	return {
		...history,
		outages: bounded([...history.outages, {since, until: null, attempts, ...facts}]),
	};
}

function replaceLast(history: History, outage: PastOutage): History {
	return {...history, outages: [...history.outages.slice(0, -1), outage]};
}

function stopRun(history: History, wallMs: number): History {
	const open = openOutageOf(history);
	const closed = open === undefined ? history : replaceLast(history, {...open, until: Math.max(open.since, wallMs)});
	return seenAt(closed, wallMs);
}

function bounded<Item>(items: readonly Item[]): readonly Item[] {
	return items.slice(-mostRemembered);
}
