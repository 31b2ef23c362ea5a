import {accessSync, closeSync, constants, existsSync, openSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import Database from 'libsql';
import {refuseForeign, type VerifiedScope, verify, verifyUntouched} from './sqlite-inspection.js';
import {databaseFileName, describeProblem, isBusy, isFull} from './sqlite-problem.js';
import {createSchema, schemaVersion} from './sqlite-schema.js';

/** The only values that may be bound. The driver aborts the process on a sole boolean, object or Date. */
export type SqlValue = string | number | bigint | null;

/** One row of an answer, by the names of its columns. */
export type SqlRow = Readonly<Record<string, unknown>>;

/**
An open database of ours, held by this process alone. Every value on its way into SQL passes through here.
*/
export class SqliteDatabase {
	readonly #connection: Database.Database;
	readonly #statements = new Map<string, Database.Statement<unknown[]>>();
	readonly #directory: string;
	readonly #identity: string | undefined;
	#rowsWritten = 0;

	constructor(connection: Database.Database, directory: string) {
		this.#connection = connection;
		this.#directory = directory;
		this.#identity = identityOf(join(directory, databaseFileName));
	}

	/** Rows inserted, updated and deleted since it was opened, those of transactions that were rolled back included. */
	get rowsWritten(): number {
		return this.#rowsWritten;
	}

	/** Runs a statement and returns how many rows it changed. */
	run(sql: string, values: readonly SqlValue[]): number {
		const {changes} = this.#prepare(sql).run(bindable(values));
		this.#rowsWritten += changes;
		return changes;
	}

	/** Runs a query and returns its rows. */
	all(sql: string, values: readonly SqlValue[]): readonly SqlRow[] {
		return this.#prepare(sql).all(bindable(values)) as SqlRow[];
	}

	/**
	Runs `body` in a transaction of its own: once this returns, what it wrote is on the disk. Where it throws, nothing is.
	The driver's own helper would hide why a transaction failed, since SQLite has rolled back a full one by itself.
	*/
	transaction<Result>(body: () => Result): Result {
		// What is written to a file that has no name any more is lost with this process: SQLite does not notice.
		if (identityOf(join(this.#directory, databaseFileName)) !== this.#identity) {
			throw describeProblem('gone', this.#directory);
		}

		this.#connection.exec('BEGIN IMMEDIATE');
		try {
			const result = body();
			this.#connection.exec('COMMIT');
			return result;
		} catch (error) {
			this.#rollBack();
			throw error;
		}
	}

	/** Moves what the write-ahead log holds into the database file, and closes it. The lock goes when the thread ends. */
	close(): void {
		try {
			this.all('PRAGMA wal_checkpoint(TRUNCATE)', []);
		} finally {
			this.#connection.close();
		}
	}

	#prepare(sql: string): Database.Statement<unknown[]> {
		const known = this.#statements.get(sql);
		if (known !== undefined) {
			return known;
		}

		const statement = this.#connection.prepare(sql);
		this.#statements.set(sql, statement);
		return statement;
	}

	#rollBack(): void {
		if (this.#connection.inTransaction) {
			try {
				this.#connection.exec('ROLLBACK');
			} catch {
				// What made the transaction fail is the error to report.
			}
		}
	}
}

/**
Opens the database of a data directory, or makes it where there is none. Throws a `StoreError`, a system error or an
error of SQLite; whatever the file holds is then as it was. Blocks for up to a second while another process holds it.
*/
export function openDatabase(directory: string, maxPages: number | undefined): SqliteDatabase {
	const deadline = performance.now() + lockWaitMs;
	for (;;) {
		try {
			return tryToOpen(directory, maxPages);
		} catch (error) {
			if (!isBusy(error) || performance.now() > deadline) {
				throw error;
			}

			// Two that begin at the same moment may refuse each other: the pauses are random, so that one gets through.
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10 + Math.random() * 50);
		}
	}
}

/** A predecessor that is just closing the file gets this long. */
const lockWaitMs = 1000;

function tryToOpen(directory: string, maxPages: number | undefined): SqliteDatabase {
	const file = join(directory, databaseFileName);
	const log = `${file}-wal`;
	accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
	createOnlyForOwner(file);
	for (const path of [file, log].filter((path) => existsSync(path))) {
		accessSync(path, constants.R_OK | constants.W_OK);
	}

	const hasLog = existsSync(log) && statSync(log).size > 0;
	refuseForeign(file, directory, hasLog);
	const scope: VerifiedScope = statSync(file).size > largestFullCheckBytes ? 'agents' : 'everything';
	if (hasLog) {
		verifyUntouched(file, scope, directory);
	}

	const connection = new Database(file);
	try {
		// Before the write-ahead log is on: the lock is then taken at once, held to the end, and needs no shared memory.
		connection.exec('PRAGMA locking_mode = EXCLUSIVE');
		connection.exec('BEGIN EXCLUSIVE');
		// Empty, or emptied just now: SQLite takes back the first transaction of a file where a crash cut it off.
		if (statSync(file).size === 0) {
			connection.exec(createSchema);
			connection.exec('COMMIT');
		} else {
			connection.exec('COMMIT');
			if (!hasLog) {
				verify(connection, scope, directory);
			}
		}

		connection.exec('PRAGMA journal_mode = WAL');
		connection.exec('PRAGMA synchronous = FULL');
		writeVersion(connection);
		if (maxPages !== undefined) {
			connection.exec(`PRAGMA max_page_count = ${maxPages}`);
		}
	} catch (error) {
		connection.close();
		throw error;
	}

	// A read-only look leaves its shared memory behind. Nobody else can be using it: the file is locked.
	rmSync(`${file}-shm`, {force: true});
	return new SqliteDatabase(connection, directory);
}

/** Which file a path leads to. Undefined where it leads to none. */
function identityOf(file: string): string | undefined {
	const stats = statSync(file, {throwIfNoEntry: false});
	return stats && `${stats.dev} ${stats.ino}`;
}

/** Checking every page of this much takes some 200 ms. Above it only the agents are checked at the start. */
const largestFullCheckBytes = 256 * 1024 * 1024;

function createOnlyForOwner(file: string): void {
	try {
		closeSync(openSync(file, 'wx', 0o600));
	} catch (error) {
		if (!existsSync(file)) {
			throw error;
		}
	}
}

/**
The first write of every start. Where the disk is full, what is there can be read all the same, and the file is locked:
then what happens in the fleet waits in memory, as it does where the disk fills up later.
*/
function writeVersion(connection: Database.Database): void {
	try {
		connection.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${schemaVersion}; COMMIT`);
	} catch (error) {
		if (!isFull(error)) {
			throw error;
		}

		if (connection.inTransaction) {
			connection.exec('ROLLBACK');
		}
	}
}

function bindable(values: readonly SqlValue[]): SqlValue[] {
	return values.map((value) => {
		if (isBindable(value)) {
			return value;
		}

		throw new TypeError(
			`Expected a value to be text without NUL, a finite number or null, got ${typeof value === 'string' ? 'text with NUL' : String(value)}`,
		);
	});
}

/** The driver cuts text at NUL and stores NaN as null, both without a word. */
function isBindable(value: unknown): boolean {
	switch (typeof value) {
		case 'string':
			return !value.includes('\0');
		case 'number':
			return Number.isFinite(value);
		case 'bigint':
			return true;
		default:
			return value === null;
	}
}
