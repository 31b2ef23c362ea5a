import {createHash} from 'node:crypto';
import {readdirSync} from 'node:fs';
import {connect, createServer} from 'node:net';
import {userInfo} from 'node:os';
import {isAgentName} from '../base/agent-name.js';
import {canonicalPath} from './directories.js';
import {acquireDirectoryLock, isDirectoryLocked} from './directory-lock.js';
import {HostError, systemErrorCode, systemErrorWords} from './host-error.js';

/** What a lock is for: a name within a directory. Both programs that mean the same thing spell it the same way. */
export type LockTarget = {
	/** The state or data directory. Symbolic links to it are the same directory. */
	readonly directory: string;
	readonly name: string;
	/** @default process.platform */
	readonly platform?: NodeJS.Platform;
};

/** A name that this process holds. */
export type Lock = {
	/** Lets others in. Does nothing the second time. The end of the process does the same. */
	release(): Promise<void>;
};

/**
Takes the lock of a name for this process. Undefined where a living process holds it; what a dead one left behind is
taken over. On Linux it is an abstract socket, which the kernel releases with the process and which is seen within one
network namespace; elsewhere a directory that names its owner. It keeps no process alive.
Throws a `HostError` where the machine allows no lock at all.
*/
export async function acquireLock(target: LockTarget): Promise<Lock | undefined> {
	return isLinux(target) ? acquireSocketLock(target) : acquireDirectoryLock(target.directory, hashOfTarget(target));
}

/** Whether a living process holds the lock of a name. Never disturbs one that is about to take it. */
export async function isLocked(target: LockTarget): Promise<boolean> {
	return isLinux(target) ? isSocketLocked(target) : isDirectoryLocked(target.directory, hashOfTarget(target));
}

/** The names in a state directory (one folder each) whose lock is held, in alphabetical order. */
export async function listRunning(stateDirectory: string, platform = process.platform): Promise<string[]> {
	let names: string[];
	try {
		names = readdirSync(stateDirectory, {withFileTypes: true})
			.filter((entry) => entry.isDirectory() && isAgentName(entry.name))
			.map((entry) => entry.name)
			.sort();
	} catch {
		return [];
	}

	const running: string[] = [];
	for (const name of names) {
		if (await isLocked({directory: stateDirectory, name, platform})) {
			running.push(name);
		}
	}

	return running;
}

/** The short name by which this user's processes know a name within a directory, in socket names and file names. */
export function hashOfTarget({directory, name}: LockTarget): string {
	const user = process.getuid?.() ?? userInfo().username;
	return createHash('sha256')
		.update([user, canonicalPath(directory), name].join('\0'))
		.digest('hex')
		.slice(0, 24);
}

function isLinux({platform = process.platform}: LockTarget): boolean {
	return platform === 'linux';
}

function abstractPath(target: LockTarget): string {
	return `\0sloth-${hashOfTarget(target)}`;
}

function acquireSocketLock(target: LockTarget): Promise<Lock | undefined> {
	return new Promise((resolve, reject) => {
		const server = createServer((socket) => {
			socket.destroy();
		});
		server.once('error', (error) => {
			if (systemErrorCode(error) === 'EADDRINUSE') {
				resolve(undefined);
				return;
			}

			reject(
				new HostError(`The lock of ${target.name} cannot be taken: ${systemErrorWords(error)}`, 1, {cause: error}),
			);
		});
		server.listen({path: abstractPath(target), exclusive: true}, () => {
			server.unref();
			// A failed accept (too many open files) leaves the lock as it is.
			server.on('error', () => undefined);
			resolve({
				release: () =>
					new Promise((released) => {
						server.close(() => {
							released();
						});
					}),
			});
		});
	});
}

function isSocketLocked(target: LockTarget): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect({path: abstractPath(target)});
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', (error) => {
			// Anything but a refusal (EAGAIN: the queue of a stopped process is full) means that somebody is there.
			resolve(systemErrorCode(error) !== 'ECONNREFUSED');
		});
	});
}
