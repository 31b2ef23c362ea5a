import {existsSync} from 'node:fs';
import {realpath} from 'node:fs/promises';
import {resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Worker} from 'node:worker_threads';
import {ensureDirectory} from '../../../host/directories.js';
import {HostError} from '../../../host/host-error.js';
import {type Store, StoreError} from '../port.js';
import {
	openingId,
	type StoreAnswers,
	type StoreCallName,
	type StoreCalls,
	type StoreOutcome,
	type StoreThreadData,
} from './sqlite-messages.js';
import {describeProblem, toStoreError} from './sqlite-problem.js';

/** Where a store is, and how large it may become. */
export type SqliteStoreOptions = {
	/** The data directory. Made, for its owner alone, where it does not exist. The database in it is `registry.db`. */
	readonly directory: string;
	/**
	The program of the store's thread.
	@default `sqlite-worker.js` beside this module, or one folder above it
	*/
	readonly workerUrl?: URL | undefined;
	/**
	The database never grows beyond this many pages of 4 KiB: a write that needs more fails as on a full disk.
	@default no limit but the disk
	*/
	readonly maxPages?: number | undefined;
};

/**
Opens the embedded store. All of its work happens in a thread of its own: the caller never waits for a disk.
Throws a `StoreError` that says why it cannot be used; whatever the directory holds is then as it was.
*/
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
	const {maxPages} = options;
	if (maxPages !== undefined && !(Number.isSafeInteger(maxPages) && maxPages > 0)) {
		throw new TypeError(`Expected \`maxPages\` to be a whole number of at least 1, got ${maxPages}`);
	}

	const directory = await makeDirectory(resolve(options.directory));
	if (openDirectories.has(directory)) {
		throw describeProblem('in-use', directory);
	}

	const client = new ThreadClient(directory, maxPages, options.workerUrl ?? defaultWorkerUrl());
	try {
		await client.opened;
	} catch (error) {
		await client.ended;
		throw error;
	}

	return {
		loadAgents: () => client.call('load-agents', undefined),
		commit: (changes) => client.call('commit', changes),
		writeHeartbeats: (heartbeats) => client.call('write-heartbeats', heartbeats),
		readEvents: (query) => client.call('read-events', query),
		deleteEventsBefore: (at) => client.call('delete-events-before', at),
		statistics: () => client.call('statistics', undefined),
		close: () => client.close(),
	};
}

/**
What this process holds. SQLite's lock is one of the process: a second look at the file from within it, once closed,
would silently give up the first one's lock.
*/
const openDirectories = new Set<string>();

async function makeDirectory(path: string): Promise<string> {
	try {
		ensureDirectory(path);
		return await realpath(path);
	} catch (error) {
		throw toStoreError(error instanceof HostError ? error.cause : error, path);
	}
}

/** In the built program this module may be bundled into a chunk, which lies one folder deeper than the worker. */
function defaultWorkerUrl(): URL {
	const beside = new URL('./sqlite-worker.js', import.meta.url);
	return existsSync(fileURLToPath(beside)) ? beside : new URL('../sqlite-worker.js', import.meta.url);
}

/** The main thread's side: numbers the calls, and ends each of them whatever happens to the thread. */
class ThreadClient {
	/** Resolves when the database is open, rejects where it cannot be. */
	readonly opened: Promise<void>;
	/** Resolves when the thread is gone, and with it the lock. */
	readonly ended: Promise<void>;
	readonly #directory: string;
	readonly #worker: Worker;
	readonly #pending = new Map<number, (outcome: StoreOutcome) => void>();
	#lastId = openingId;
	/** Set where no call can succeed any more. */
	#refusal: StoreError | undefined;

	constructor(directory: string, maxPages: number | undefined, workerUrl: URL) {
		this.#directory = directory;
		const workerData: StoreThreadData = {directory, maxPages};
		this.#worker = new Worker(workerUrl, {name: 'sloth-store', workerData});
		openDirectories.add(directory);
		this.opened = this.#answerTo<undefined>(openingId);
		this.ended = new Promise((resolve) => {
			this.#worker.once('exit', (code) => {
				openDirectories.delete(directory);
				this.#refuseAll(`its thread ended unexpectedly with exit code ${code}`);
				resolve();
			});
		});
		this.#worker.on('error', (error) => this.#refuseAll(`its thread ended unexpectedly: ${error.message}`));
		this.#worker.on('message', (answers: StoreAnswers) => {
			for (const {id, outcome} of answers) {
				this.#settle(id, outcome);
			}
		});
	}

	async call<Name extends StoreCallName>(
		name: Name,
		input: StoreCalls[Name]['input'],
	): Promise<StoreCalls[Name]['output']> {
		if (this.#refusal !== undefined) {
			throw this.#refusal;
		}

		this.#lastId += 1;
		const id = this.#lastId;
		const answer = this.#answerTo<StoreCalls[Name]['output']>(id);
		try {
			this.#worker.postMessage({id, name, input});
		} catch (error) {
			// What cannot be copied to another thread, such as a function.
			this.#settle(id, {succeeded: false, ...storeProblem(error, this.#directory)});
		}

		return answer;
	}

	async close(): Promise<void> {
		if (this.#refusal === undefined) {
			const closed = this.call('close', undefined);
			this.#refusal = new StoreError('failed', `The store in ${this.#directory} is closed`);
			// Every write was answered before. What the log still holds is read at the next start.
			await closed.catch(() => undefined);
		}

		await this.ended;
	}

	#answerTo<Output>(id: number): Promise<Output> {
		return new Promise((resolve, reject) => {
			this.#pending.set(id, (outcome) => {
				if (outcome.succeeded) {
					resolve(outcome.output as Output);
				} else {
					reject(new StoreError(outcome.problem, outcome.message));
				}
			});
		});
	}

	#settle(id: number, outcome: StoreOutcome): void {
		const settle = this.#pending.get(id);
		this.#pending.delete(id);
		settle?.(outcome);
	}

	#refuseAll(reason: string): void {
		const refusal = describeProblem('failed', this.#directory, reason);
		this.#refusal ??= refusal;
		for (const id of [...this.#pending.keys()]) {
			this.#settle(id, {succeeded: false, problem: refusal.problem, message: refusal.message});
		}
	}
}

function storeProblem(error: unknown, directory: string): Pick<StoreError, 'problem' | 'message'> {
	const {problem, message} = toStoreError(error, directory);
	return {problem, message};
}
