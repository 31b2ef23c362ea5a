import {StoreError, type StoreProblem} from '../port.js';

/** What of a failed call tells why it failed: the system's code, or SQLite's number. */
type FailureCodes = {readonly code?: unknown; readonly rawCode?: unknown};

/** The database file of a data directory. */
export const databaseFileName = 'registry.db';

/** A `StoreError` in words that name the directory and what a person can do. `detail` is used by `faulty-record` and `failed` alone. */
export function describeProblem(problem: StoreProblem, directory: string, detail = 'no reason given'): StoreError {
	const file = `${directory}/${databaseFileName}`;
	const sentences: Readonly<Record<StoreProblem, string>> = {
		'in-use': `The data directory ${directory} is in use by another master: stop that one, or choose another directory with --data-dir`,
		full: `No space is left for the database in ${directory}: free some space on that device`,
		'read-only': `The data directory ${directory} cannot be written: give this user read and write access to it and its files, or choose another one with --data-dir`,
		corrupt: `${file} is damaged or not a database of sloth-master, nothing in it was changed: move it away or restore a copy, or choose another directory with --data-dir`,
		newer: `${file} was written by a newer sloth-master: install that version, or choose another directory with --data-dir`,
		gone: `${file} was deleted or replaced while this master runs: what it holds now is lost when it stops. Start it again once the directory is as it should be`,
		'faulty-record': `The database in ${directory} does not take this record: ${detail}`,
		failed: `The database in ${directory} failed (${detail}): check the disk, then start the master again`,
	};
	return new StoreError(problem, sentences[problem]);
}

/** Turns whatever the file system or SQLite threw into a `StoreError`. */
export function toStoreError(error: unknown, directory: string): StoreError {
	if (error instanceof StoreError) {
		return error;
	}

	const message = error instanceof Error ? error.message : String(error);
	const detail = message.replaceAll(/\s+/gu, ' ');
	return describeProblem(isFaultOfRequest(error) ? 'faulty-record' : problemOf(error), directory, detail);
}

/**
True where one request is at fault, by its values: the same transaction without it may well succeed.
Everything else (no space, a failing disk) concerns all of them.
*/
export function isFaultOfRequest(error: unknown): boolean {
	const code = primaryCode(error);
	return code === undefined ? error instanceof TypeError || error instanceof DOMException : faultyValueCodes.has(code);
}

/** True where another connection holds a lock that this one needs. */
export function isBusy(error: unknown): boolean {
	return primaryCode(error) === 5;
}

/** True where there is no space left. */
export function isFull(error: unknown): boolean {
	return problemOf(error) === 'full';
}

/** True where the file of shared memory beside a database could not be made: no room for what is in it, or for its name. */
export function lacksSharedMemory(error: unknown): boolean {
	return codesOf(error).rawCode === sharedMemorySizeCode || primaryCode(error) === cannotOpenCode;
}

function problemOf(error: unknown): StoreProblem {
	const code = primaryCode(error);
	if (code !== undefined) {
		if (codesOf(error).rawCode === sharedMemorySizeCode) {
			return 'full';
		}

		return problemsOfSqlite.get(code) ?? 'failed';
	}

	const systemCode = codesOf(error).code;
	return typeof systemCode === 'string' ? (problemsOfSystem.get(systemCode) ?? 'failed') : 'failed';
}

/** SQLite's primary result code: the low byte of what it reports. */
function primaryCode(error: unknown): number | undefined {
	const {rawCode} = codesOf(error);
	return typeof rawCode === 'number' ? rawCode % 256 : undefined;
}

function codesOf(error: unknown): FailureCodes {
	return typeof error === 'object' && error !== null ? error : {};
}

// The numbers of https://sqlite.org/rescode.html
const problemsOfSqlite = new Map<number, StoreProblem>([
	[5, 'in-use'],
	[6, 'in-use'],
	[8, 'read-only'],
	[11, 'corrupt'],
	[13, 'full'],
	[26, 'corrupt'],
]);

/** SQLITE_IOERR_SHMSIZE: a file of shared memory could not grow. */
const sharedMemorySizeCode = 4874;

/** SQLITE_CANTOPEN. */
const cannotOpenCode = 14;

/** SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_RANGE. */
const faultyValueCodes = new Set([18, 19, 20, 25]);

const problemsOfSystem = new Map<string, StoreProblem>([
	['EACCES', 'read-only'],
	['EPERM', 'read-only'],
	['EROFS', 'read-only'],
	['ENOSPC', 'full'],
	['EDQUOT', 'full'],
]);
