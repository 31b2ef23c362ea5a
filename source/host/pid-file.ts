import {readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {ensureDirectory} from './directories.js';
import {HostError, systemErrorWords} from './host-error.js';
import {replaceFile} from './replace-file.js';

/** Where the pid file of a directory is. It is for people and service managers; the lock decides who runs. */
function pidFilePath(directory: string): string {
	return join(directory, 'daemon.pid');
}

/** Writes this process's id and resolves with the file's path. Throws a `HostError` where that is not possible. */
export async function writePidFile(directory: string): Promise<string> {
	ensureDirectory(directory);
	const path = pidFilePath(directory);
	try {
		await replaceFile(path, `${process.pid}\n`);
	} catch (error) {
		throw new HostError(`The pid file ${path} cannot be written: ${systemErrorWords(error)}`, 1, {cause: error});
	}

	return path;
}

/** Removes the pid file where it is still this process's. Never throws. */
export function removePidFile(directory: string): void {
	const path = pidFilePath(directory);
	try {
		if (readFileSync(path, 'utf8').trim() === String(process.pid)) {
			rmSync(path, {force: true});
		}
	} catch {
		// Gone already, or the directory is.
	}
}
