import type {RegistryEvent} from '../../registry/event.js';
import type {EventQuery, StoreChange, StoredHeartbeat, StoreProblem, StoreStatistics} from '../port.js';
import type {StoredAgent} from '../stored-agent.js';

/** What the store's thread can be asked: the argument and the result of each call. */
export type StoreCalls = {
	readonly 'load-agents': {readonly input: undefined; readonly output: readonly StoredAgent[]};
	readonly commit: {readonly input: readonly StoreChange[]; readonly output: {readonly newEventIds: readonly string[]}};
	readonly 'write-heartbeats': {readonly input: readonly StoredHeartbeat[]; readonly output: undefined};
	readonly 'read-events': {readonly input: EventQuery; readonly output: readonly RegistryEvent[]};
	readonly 'delete-events-before': {readonly input: number; readonly output: number};
	readonly statistics: {readonly input: undefined; readonly output: StoreStatistics};
	readonly close: {readonly input: undefined; readonly output: undefined};
};

/** The name of one call. */
export type StoreCallName = keyof StoreCalls;

/** One call on its way to the thread. */
export type StoreRequest = {
	readonly [Name in StoreCallName]: {
		readonly id: number;
		readonly name: Name;
		readonly input: StoreCalls[Name]['input'];
	};
}[StoreCallName];

/** What became of a call. */
export type StoreOutcome =
	| {readonly succeeded: true; readonly output: unknown}
	| {readonly succeeded: false; readonly problem: StoreProblem; readonly message: string};

/** The thread answers in batches: a transaction ends many calls at once. */
export type StoreAnswers = readonly {readonly id: number; readonly outcome: StoreOutcome}[];

/** The id under which the thread says whether it could open the database. */
export const openingId = 0;

/** What the thread is started with. */
export type StoreThreadData = {
	/** Exists, absolute, without symbolic links. */
	readonly directory: string;
	readonly maxPages: number | undefined;
};
