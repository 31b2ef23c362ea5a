import {closeSync, constants, fstatSync, openSync, writeSync} from 'node:fs';
import type {Writable} from 'node:stream';
import {endInOrderWithoutTerminal} from '../host/gone-terminal.js';
import {systemErrorCode} from '../host/host-error.js';

/** Lines to a terminal, a pipe or a file. No call throws, and none waits for the reader. */
export type LineOutput = {
	/** Writes one line, given without its end. */
	write(line: string): void;
	/** Hands over what the reader takes now, loses the rest. Idempotent. */
	close(): void;
	/** Calls `listener` once, when the reader or the terminal is gone; soon, where it is already. */
	onGone(listener: () => void): void;
};

const mostQueuedBytes = 256 * 1024;
const retryIntervalMs = 50;

/**
Opens the output of a descriptor that the process was given. A terminal or pipe whose reader stands still (ctrl-s, a
stopped `less`) holds nothing up: up to 256 KiB wait, then whole lines are dropped, and a line tells how many.
*/
export function openLineOutput(fd = 1): LineOutput {
	endInOrderWithoutTerminal();
	const type = typeOf(fd);
	const own = type === 'terminal-or-pipe' ? reopen(fd) : undefined;
	if (own !== undefined) {
		return lineOutput(descriptorDestination(own, true));
	}

	const stream = type === 'file' ? undefined : streamOf(fd);
	return lineOutput(stream === undefined ? descriptorDestination(fd, false) : streamDestination(stream));
}

function typeOf(fd: number): 'file' | 'terminal-or-pipe' | 'other' {
	try {
		const stats = fstatSync(fd);
		if (stats.isFile()) {
			return 'file';
		}

		return stats.isFIFO() || stats.isCharacterDevice() ? 'terminal-or-pipe' : 'other';
	} catch {
		return 'other';
	}
}

/**
Node makes these streams when they are first asked for, and makes a pipe's shared description non-blocking as it does.
So does `import 'node:process'`, which asks for all there is: the global is used instead.
*/
function streamOf(fd: number): Writable | undefined {
	if (fd === 1) {
		return process.stdout;
	}

	return fd === 2 ? process.stderr : undefined;
}

/**
Non-blocking belongs to an open file description, and the one that was given is shared with the shell and with whatever
else writes there: it stays as it is, and a description of our own is opened.
*/
function reopen(fd: number): number | undefined {
	try {
		return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
	} catch {
		// Not Linux, a terminal of another user, or a pipe without a reader: the stream finds out.
		return undefined;
	}
}

function lineOutput(destination: Destination): LineOutput {
	const queue = lineQueue(destination);
	const listeners: Array<() => void> = [];
	let timer: NodeJS.Timeout | undefined;
	let status: 'open' | 'gone' | 'closed' = 'open';

	const end = (next: 'gone' | 'closed') => {
		status = next;
		clearTimeout(timer);
		queue.clear();
		destination.close();
	};

	const leave = () => {
		if (status === 'open') {
			end('gone');
			for (const listener of listeners.splice(0)) {
				listener();
			}
		}
	};

	const flush = () => {
		try {
			queue.drain();
		} catch (error) {
			if (isReaderGone(error)) {
				leave();
				return;
			}

			// A full disk may have room again.
			queue.blame(`the output could not be written (${systemErrorCode(error) ?? 'unknown error'})`);
		}

		if (queue.length() > 0) {
			timer = setTimeout(flush, retryIntervalMs);
			timer.unref();
		}
	};

	destination.onGone(leave);
	return {
		write(line) {
			if (status === 'open' && queue.add(line) && queue.length() === 1) {
				flush();
			}
		},
		close() {
			if (status === 'open') {
				clearTimeout(timer);
				flush();
			}

			if (status === 'open') {
				end('closed');
			}
		},
		onGone(listener) {
			if (status === 'gone') {
				queueMicrotask(listener);
			} else {
				listeners.push(listener);
			}
		},
	};
}

/** Lines that wait for a destination, of bounded size. */
type LineQueue = {
	readonly length: () => number;
	/** False where the line is dropped. A notice of how many were follows the lines that wait. */
	readonly add: (line: string) => boolean;
	/** Hands over from the front until no more is taken. Throws what the destination throws. */
	readonly drain: () => void;
	/** Why lines have to wait, as the notice tells it. */
	readonly blame: (cause: string) => void;
	readonly clear: () => void;
};

function lineQueue(destination: Destination): LineQueue {
	const queue: Buffer[] = [];
	let queuedBytes = 0;
	let dropped = 0;
	let cause = '';

	const enqueue = (line: string) => {
		const bytes = Buffer.from(`${line}\n`);
		queue.push(bytes);
		queuedBytes += bytes.length;
	};

	return {
		length: () => queue.length,
		add(line) {
			// Once a line is dropped all are until the queue is empty: the notice stands where they are missing.
			const isFull = queuedBytes + Buffer.byteLength(line) >= mostQueuedBytes;
			if (queue.length > 0 && (dropped > 0 || isFull)) {
				dropped++;
				return false;
			}

			enqueue(line);
			return true;
		},
		drain() {
			for (let [bytes] = queue; bytes !== undefined; [bytes] = queue) {
				const taken = destination.take(bytes);
				queuedBytes -= taken;
				if (taken < bytes.length) {
					queue[0] = bytes.subarray(taken);
					cause = 'the reader was not reading';
					return;
				}

				queue.shift();
				if (queue.length === 0 && dropped > 0) {
					enqueue(`(${dropped} ${dropped === 1 ? 'line' : 'lines'} dropped: ${cause})`);
					dropped = 0;
				}
			}
		},
		blame(next) {
			cause = next;
		},
		clear() {
			queue.length = 0;
		},
	};
}

type Destination = {
	/**
	How many of the bytes were taken: fewer where the reader stands still. Throws what the system says; see `isReaderGone`.
	*/
	take(bytes: Buffer): number;
	close(): void;
	/** Tells of an end that `take` does not tell of. */
	onGone(listener: () => void): void;
};

/** EPIPE: nobody reads the pipe any more. EIO: the terminal was closed. EBADF: whoever started us gave no output. */
function isReaderGone(error: unknown): boolean {
	return ['EPIPE', 'EIO', 'EBADF'].includes(systemErrorCode(error) ?? '');
}

function descriptorDestination(fd: number, isOwn: boolean): Destination {
	return {
		take(bytes) {
			try {
				return writeSync(fd, bytes);
			} catch (error) {
				if (systemErrorCode(error) === 'EAGAIN') {
					return 0;
				}

				throw error;
			}
		},
		close() {
			if (isOwn) {
				closeSync(fd);
			}
		},
		onGone: () => undefined,
	};
}

/** Node's own stream. It does not wait for a reader either, but would keep everything in memory. */
function streamDestination(stream: Writable): Destination {
	return {
		take(bytes) {
			if (stream.writableNeedDrain) {
				return 0;
			}

			stream.write(bytes);
			return bytes.length;
		},
		close: () => undefined,
		onGone(listener) {
			// It stays: what is on its way may fail after the closing, and without a listener that would end the process.
			stream.on('error', listener);
		},
	};
}
