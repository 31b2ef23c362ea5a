import {parentPort, workerData} from 'node:worker_threads';
import {assertNever} from '../../../base/assert-never.js';
import type {StoreChange, StoreStatistics} from '../port.js';
import {openDatabase, type SqliteDatabase} from './sqlite-database.js';
import {
	openingId,
	type StoreAnswers,
	type StoreCalls,
	type StoreOutcome,
	type StoreRequest,
	type StoreThreadData,
} from './sqlite-messages.js';
import {isFaultOfRequest, toStoreError} from './sqlite-problem.js';
import {
	addEvent,
	deleteEventsBefore,
	loadAgents,
	putAgent,
	readEvents,
	removeAgent,
	writeHeartbeat,
} from './sqlite-records.js';

/** A write waits this long for others that share its transaction, and with it its fsync. */
const groupWindowMs = 2;

/** So many requests end the wait at once. */
const largestGroup = 500;

type WriteRequest = Extract<StoreRequest, {name: 'commit' | 'write-heartbeats' | 'delete-events-before'}>;

/** The thread's side of the store: answers requests in the order in which they came, writes in groups. */
class StoreThread {
	readonly #database: SqliteDatabase;
	readonly #directory: string;
	readonly #post: (answers: StoreAnswers) => void;
	#waiting: WriteRequest[] = [];
	#groupTimer: NodeJS.Timeout | undefined;
	#statistics: StoreStatistics = {commits: 0, rows: 0};

	constructor(database: SqliteDatabase, directory: string, post: (answers: StoreAnswers) => void) {
		this.#database = database;
		this.#directory = directory;
		this.#post = post;
	}

	/** Returns false once there is nothing more to take. */
	take(request: StoreRequest): boolean {
		switch (request.name) {
			case 'commit':
			case 'write-heartbeats':
			case 'delete-events-before':
				this.#enqueue(request);
				return true;
			case 'load-agents':
				this.#answerAfterWrites(request.id, () => loadAgents(this.#database));
				return true;
			case 'read-events':
				this.#answerAfterWrites(request.id, () => readEvents(this.#database, request.input));
				return true;
			case 'statistics':
				this.#answerAfterWrites(request.id, () => this.#statistics);
				return true;
			case 'close':
				this.#answerAfterWrites(request.id, () => this.#database.close());
				return false;
			default:
				return assertNever(request);
		}
	}

	#enqueue(request: WriteRequest): void {
		this.#waiting.push(request);
		if (this.#waiting.length >= largestGroup) {
			this.#writeWaiting();
		} else {
			this.#groupTimer ??= setTimeout(() => this.#writeWaiting(), groupWindowMs);
		}
	}

	/** A reader sees every write that was asked for before it. */
	#answerAfterWrites(id: number, answer: () => unknown): void {
		this.#writeWaiting();
		this.#post([{id, outcome: this.#attempt(answer)}]);
	}

	#writeWaiting(): void {
		clearTimeout(this.#groupTimer);
		this.#groupTimer = undefined;
		const group = this.#waiting;
		this.#waiting = [];
		if (group.length > 0) {
			this.#post(this.#writeGroup(group));
		}
	}

	#writeGroup(group: readonly WriteRequest[]): StoreAnswers {
		try {
			const outputs = this.#writeInOneTransaction(group);
			return group.map(({id}, index) => ({id, outcome: {succeeded: true, output: outputs[index]}}));
		} catch (error) {
			if (group.length > 1 && isFaultOfRequest(error)) {
				return group.flatMap((request) => this.#writeGroup([request]));
			}

			const outcome = failure(error, this.#directory);
			return group.map(({id}) => ({id, outcome}));
		}
	}

	#writeInOneTransaction(group: readonly WriteRequest[]): readonly unknown[] {
		const rowsBefore = this.#database.rowsWritten;
		const outputs = this.#database.transaction(() => group.map((request) => write(this.#database, request)));
		this.#statistics = {
			commits: this.#statistics.commits + 1,
			rows: this.#statistics.rows + this.#database.rowsWritten - rowsBefore,
		};
		return outputs;
	}

	#attempt(answer: () => unknown): StoreOutcome {
		try {
			return {succeeded: true, output: answer()};
		} catch (error) {
			return failure(error, this.#directory);
		}
	}
}

function failure(error: unknown, directory: string): StoreOutcome {
	const {problem, message} = toStoreError(error, directory);
	return {succeeded: false, problem, message};
}

function write(database: SqliteDatabase, request: WriteRequest): unknown {
	switch (request.name) {
		case 'commit':
			return applyChanges(database, request.input);
		case 'write-heartbeats':
			for (const heartbeat of request.input) {
				writeHeartbeat(database, heartbeat);
			}

			return undefined;
		case 'delete-events-before':
			return deleteEventsBefore(database, request.input);
		default:
			return assertNever(request);
	}
}

function applyChanges(database: SqliteDatabase, changes: readonly StoreChange[]): StoreCalls['commit']['output'] {
	const newEventIds: string[] = [];
	for (const change of changes) {
		switch (change.type) {
			case 'put-agent':
				putAgent(database, change.agent);
				break;
			case 'remove-agent':
				removeAgent(database, change.name);
				break;
			case 'add-event':
				if (addEvent(database, change.event)) {
					newEventIds.push(change.event.id);
				}

				break;
			default:
				assertNever(change);
		}
	}

	return {newEventIds};
}

const port = parentPort;
if (port === null) {
	throw new Error('Expected the store to be started as a worker thread');
}

const {directory, maxPages} = workerData as StoreThreadData;
const post = (answers: StoreAnswers) => port.postMessage(answers);
try {
	const thread = new StoreThread(openDatabase(directory, maxPages), directory, post);
	port.on('message', (request: StoreRequest) => {
		if (!thread.take(request)) {
			port.close();
		}
	});
	post([{id: openingId, outcome: {succeeded: true, output: undefined}}]);
} catch (error) {
	post([{id: openingId, outcome: failure(error, directory)}]);
}
