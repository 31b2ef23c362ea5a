import {lstatSync, mkdirSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {canonicalPath} from '../host/directories.js';
import {HostError, systemErrorCode, systemErrorWords} from '../host/host-error.js';
import {hashOfTarget} from '../host/lock.js';

/** Whose control socket: the same directory and name as those of the lock. */
export type ControlTarget = {
	readonly directory: string;
	readonly name: string;
};

/** Node cuts the path of a socket at 107 bytes without a word; macOS takes 103. */
const longestPathBytes = 100;

/**
Where the control socket of a name is. In its directory, or where that path would be too long in a folder of this user
under `/tmp`: not the temporary directory of the environment, which a shell and a service may see differently.
*/
export function controlPath(target: ControlTarget): {readonly path: string; readonly sharedFolder: string | undefined} {
	const hash = hashOfTarget(target);
	if (process.platform === 'win32') {
		return {path: `\\\\.\\pipe\\sloth-${hash}`, sharedFolder: undefined};
	}

	const path = join(canonicalPath(target.directory), `${hash.slice(0, 12)}.sock`);
	if (Buffer.byteLength(path) <= longestPathBytes) {
		return {path, sharedFolder: undefined};
	}

	const sharedFolder = `/tmp/sloth-${process.getuid?.() ?? userInfo().username}`;
	return {path: join(sharedFolder, `${hash}.sock`), sharedFolder};
}

/** Makes the folder under `/tmp`. Throws a `HostError` where it is another user's: whoever owns it could answer for us. */
export function ensureSharedFolder(folder: string): void {
	try {
		mkdirSync(folder, {mode: 0o700});
	} catch (error) {
		if (systemErrorCode(error) !== 'EEXIST') {
			throw new HostError(`The directory ${folder} cannot be used: ${systemErrorWords(error)}`, 1, {cause: error});
		}
	}

	if (!isOwnFolder(folder)) {
		throw new HostError(
			`The directory ${folder} cannot be used: it belongs to another user or is open to others. Remove it, or choose a state directory with a shorter path.`,
		);
	}
}

/** A directory (no symbolic link) of this user that nobody else can enter. */
export function isOwnFolder(folder: string): boolean {
	const stats = lstatSync(folder, {throwIfNoEntry: false});
	return stats?.isDirectory() === true && stats.uid === process.getuid?.() && (stats.mode & 0o077) === 0;
}
