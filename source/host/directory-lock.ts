import {createHash, randomUUID} from 'node:crypto';
import {lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {ensureDirectory} from './directories.js';
import {HostError, systemErrorCode, systemErrorWords} from './host-error.js';
import {isSameProcess, type ProcessIdentity, thisProcess} from './process-identity.js';

type DirectoryLock = {
	release(): Promise<void>;
};

type Owner = ProcessIdentity & {
	/** Different for each taking of a lock: one process may hold many, and a process id comes back after a reboot. */
	readonly nonce: string;
};

const heldNonces = new Set<string>();

/**
A lock for platforms without abstract sockets: a directory that names its owner. It appears complete, by a rename, so
nobody ever sees it without an owner.

Taking over a dead owner's lock is where such locks let two in: both see the dead owner, one removes it and locks, the
other removes that. Here only the holder of a second lock, which belongs to this one dead owner, may remove it, and it
looks again once it holds that. The second lock is of the same kind, so a crash in the middle is taken over as well.
*/
export async function acquireDirectoryLock(directory: string, id: string): Promise<DirectoryLock | undefined> {
	ensureDirectory(directory);
	try {
		return await acquire(lockPath(directory, id));
	} catch (error) {
		throw error instanceof HostError
			? error
			: new HostError(`The lock in ${directory} cannot be taken: ${systemErrorWords(error)}`, 1, {cause: error});
	}
}

/** Whether a living process holds the lock. */
export async function isDirectoryLocked(directory: string, id: string): Promise<boolean> {
	const seen = look(lockPath(directory, id));
	return seen !== undefined && isAlive(seen.owner);
}

// No name of an agent begins with a dot.
function lockPath(directory: string, id: string): string {
	return join(directory, `.lock-${id}`);
}

async function acquire(path: string): Promise<DirectoryLock | undefined> {
	const owner: Owner = {...(await thisProcess()), nonce: randomUUID()};
	for (;;) {
		if (install(path, owner)) {
			return {
				async release() {
					if (heldNonces.delete(owner.nonce)) {
						remove(path);
					}
				},
			};
		}

		const seen = look(path);
		if (seen === undefined) {
			continue;
		}

		if (await isAlive(seen.owner)) {
			return undefined;
		}

		await takeAway(path, seen.generation);
	}
}

async function takeAway(path: string, generation: string): Promise<void> {
	const breaker = await acquire(`${path}.${generation}`);
	if (breaker === undefined) {
		// A living process is at it.
		await delay(5);
		return;
	}

	try {
		if (look(path)?.generation === generation) {
			remove(path);
		}
	} finally {
		await breaker.release();
	}
}

/** True where the lock was free and is ours now. */
function install(path: string, owner: Owner): boolean {
	const prepared = `${path}.${owner.nonce.slice(0, 8)}.new`;
	heldNonces.add(owner.nonce);
	try {
		mkdirSync(prepared, {mode: 0o700});
		writeFileSync(join(prepared, 'owner'), JSON.stringify(owner), {mode: 0o600, flush: true});
		renameSync(prepared, path);
		return true;
	} catch (error) {
		heldNonces.delete(owner.nonce);
		rmSync(prepared, {recursive: true, force: true});
		const code = systemErrorCode(error) ?? '';
		const wasThere = code === 'ENOTEMPTY' || code === 'EEXIST';
		// ENOTDIR: a file has the name. EPERM and EACCES: how Windows says that something has it.
		const isThere = ['ENOTDIR', 'EPERM', 'EACCES'].includes(code) && look(path) !== undefined;
		if (wasThere || isThere) {
			return false;
		}

		throw error;
	}
}

type Seen = {
	/** Undefined where it cannot be read: then no living process has written it. */
	readonly owner: Owner | undefined;
	/** Different for each owner that a lock has had. */
	readonly generation: string;
};

function look(path: string): Seen | undefined {
	let text: string;
	try {
		text = readFileSync(join(path, 'owner'), 'utf8');
	} catch {
		return lstatSync(path, {throwIfNoEntry: false}) && {owner: undefined, generation: 'unreadable'};
	}

	return {owner: parseOwner(text), generation: createHash('sha256').update(text).digest('hex').slice(0, 12)};
}

function parseOwner(text: string): Owner | undefined {
	try {
		const {pid, startedAt, nonce} = JSON.parse(text) as Partial<Record<keyof Owner, unknown>>;
		return Number.isSafeInteger(pid) && Number(pid) > 0 && typeof nonce === 'string'
			? {pid: Number(pid), startedAt: typeof startedAt === 'string' ? startedAt : undefined, nonce}
			: undefined;
	} catch {
		return undefined;
	}
}

async function isAlive(owner: Owner | undefined): Promise<boolean> {
	if (owner === undefined) {
		return false;
	}

	return owner.pid === process.pid ? heldNonces.has(owner.nonce) : isSameProcess(owner);
}

/** A rename first: the lock is gone in one step, whatever happens to the rest. */
function remove(path: string): void {
	const aside = `${path}.${randomUUID().slice(0, 8)}.old`;
	try {
		renameSync(path, aside);
	} catch (error) {
		if (systemErrorCode(error) === 'ENOENT') {
			return;
		}

		throw error;
	}

	rmSync(aside, {recursive: true, force: true});
}
