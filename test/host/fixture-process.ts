import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {waitFor} from '../helpers/closing.js';

/** A directory of its own for a test file or a test. */
export function makeTemporaryDirectory(): string {
	return mkdtempSync(join(tmpdir(), 'sloth-test-'));
}

export function removeDirectory(path: string): void {
	rmSync(path, {recursive: true, force: true});
}

/** A running fixture that is talked to by IPC. */
export type Fixture = {
	readonly child: ChildProcess;
	/** The next message that was not read yet. Rejects where the process ends without one. */
	nextMessage(): Promise<unknown>;
	send(message: string): void;
	/** Ends it with SIGKILL and waits for its end. */
	kill(): Promise<void>;
};

export function startFixture(script: string, arguments_: readonly string[]): Fixture {
	const child = spawn(process.execPath, [script, ...arguments_], {stdio: ['ignore', 'inherit', 'inherit', 'ipc']});
	const unread: unknown[] = [];
	const waiting: Array<{resolve(message: unknown): void; reject(error: Error): void}> = [];
	const exited = once(child, 'exit');
	child.on('message', (message) => {
		const reader = waiting.shift();
		if (reader) {
			reader.resolve(message);
		} else {
			unread.push(message);
		}
	});
	child.on('close', () => {
		for (const {reject} of waiting.splice(0)) {
			reject(new Error('The fixture ended without a message'));
		}
	});
	return {
		child,
		nextMessage: () =>
			unread.length > 0
				? Promise.resolve(unread.shift())
				: new Promise((resolve, reject) => {
						waiting.push({resolve, reject});
					}),
		send(message) {
			child.send(message);
		},
		async kill() {
			child.kill('SIGKILL');
			await exited;
		},
	};
}

/** True while a process of that id runs and is no zombie's. */
export function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

/** Waits until a fact holds, and fails with its name where it does not within ten seconds. */
export function waitUntil(fact: string, holds: () => boolean | Promise<boolean>): Promise<void> {
	return waitFor(holds, () => fact);
}
