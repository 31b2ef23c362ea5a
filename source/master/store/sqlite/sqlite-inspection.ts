import {closeSync, existsSync, linkSync, openSync, readSync, renameSync, rmSync} from 'node:fs';
import Database from 'libsql';
import {describeProblem, lacksSharedMemory} from './sqlite-problem.js';
import {applicationId, verificationScript} from './sqlite-schema.js';

/** What of a database is verified. Checking every page of a large one takes long. */
export type VerifiedScope = Parameters<typeof verificationScript>[0];

/**
Throws where the file is neither empty nor marked as ours. Reads the header without SQLite, which would begin to recover
a foreign database as soon as it opens it. The layout: https://sqlite.org/fileformat.html#the_database_header
*/
export function refuseForeign(file: string, directory: string, hasLog: boolean): void {
	const header = Buffer.alloc(100);
	const descriptor = openSync(file, 'r');
	let length: number;
	try {
		length = readSync(descriptor, header, 0, header.length, 0);
	} finally {
		closeSync(descriptor);
	}

	// An empty file with a log is one that was cut: SQLite would delete the log.
	const isNew = length === 0 && !hasLog;
	const isOurs = header.toString('latin1', 0, 16) === 'SQLite format 3\0' && header.readInt32BE(68) === applicationId;
	if (!isNew && !isOurs) {
		throw describeProblem('corrupt', directory);
	}
}

/**
Verifies a database that was not closed, through a connection that cannot write: closing one that can would move the
log into the file, also into one that is refused.
*/
export function verifyUntouched(file: string, scope: VerifiedScope, directory: string): void {
	try {
		verifyReadOnly(file, 'among others', scope, directory);
	} catch (error) {
		if (!lacksSharedMemory(error)) {
			throw error;
		}

		// Reading a log needs a file of shared memory, for which a full disk has no room, unless the connection is alone.
		// It cannot be locked for that, since it cannot write: but had anybody else held the file, it would have been busy.
		keepingLog(file, error, () => verifyReadOnly(file, 'alone', scope, directory));
	}
}

/** A connection that is alone deletes a log in which it finds nothing. A second name costs no space and keeps it. */
function keepingLog(file: string, reason: unknown, look: () => void): void {
	const log = `${file}-wal`;
	const kept = `${log}-kept`;
	rmSync(kept, {force: true});
	try {
		linkSync(log, kept);
	} catch {
		throw reason;
	}

	try {
		look();
	} finally {
		if (existsSync(log)) {
			rmSync(kept);
		} else {
			renameSync(kept, log);
		}
	}
}

function verifyReadOnly(file: string, access: 'among others' | 'alone', scope: VerifiedScope, directory: string): void {
	const isAlone = access === 'alone';
	const address = encodeURI(file).replaceAll('?', '%3F').replaceAll('#', '%23');
	const connection = new Database(`file:${address}?mode=ro${isAlone ? '&vfs=unix-none' : ''}`);
	try {
		if (isAlone) {
			connection.exec('PRAGMA locking_mode = EXCLUSIVE');
		}

		verify(connection, scope, directory);
	} finally {
		connection.close();
	}
}

/** Throws a `StoreError` where the open database is damaged, or was written by a newer program. */
export function verify(connection: Database.Database, scope: VerifiedScope, directory: string): void {
	try {
		connection.exec(verificationScript(scope));
	} catch (error) {
		if (error instanceof Error && /constraint failed: (?:newer|intact)/u.test(error.message)) {
			throw describeProblem(error.message.endsWith('newer') ? 'newer' : 'corrupt', directory);
		}

		throw error;
	}
}
