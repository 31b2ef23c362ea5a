import {closeSync, constants, openSync, writeSync} from 'node:fs';
import {systemErrorCode} from '../../host/host-error.js';

/** The way to the terminal. No call throws, and none waits for a terminal that stands still. */
export type TerminalOutput = {
	/** Hands over what the terminal takes now and keeps the rest. Lost once the terminal is gone. */
	readonly write: (text: string) => void;
	/** Hands over what was kept, as far as it is taken. True when nothing is left. */
	readonly isIdle: () => boolean;
	/** Waits until nothing is left, for at most `limitMs`. Tells whether that came to be. */
	readonly drain: (limitMs: number) => Promise<boolean>;
	/** Calls `listener` once, with the system's code, when the terminal is gone. */
	readonly onGone: (listener: (code: string) => void) => void;
	/** Loses what is left. Idempotent. */
	readonly close: () => void;
};

/** Linux opens the terminal behind the standard output by the first name; elsewhere there is the second. */
const usualPaths = ['/proc/self/fd/1', '/dev/tty'];
const retryIntervalMs = 20;

/**
Opens the terminal anew: a write to the descriptor that was given would block the whole process while the terminal
stands still, and making that one non-blocking would do so to the shell too, which shares it. Undefined where it cannot
be opened.
*/
export function openTerminalOutput(paths: readonly string[] = usualPaths): TerminalOutput | undefined {
	const fd = openFirst(paths);
	return fd === undefined ? undefined : terminalOutput(fd);
}

function openFirst(paths: readonly string[]): number | undefined {
	for (const path of paths) {
		try {
			return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
		} catch {
			// The next one may be there.
		}
	}

	return undefined;
}

function terminalOutput(fd: number): TerminalOutput {
	let rest: Uint8Array = new Uint8Array();
	let status: 'open' | 'gone' | 'closed' = 'open';
	let goneCode = '';
	const listeners: Array<(code: string) => void> = [];

	const end = (next: 'gone' | 'closed') => {
		status = next;
		rest = new Uint8Array();
		try {
			closeSync(fd);
		} catch {
			// A terminal that is gone may say so once more.
		}
	};

	const flush = () => {
		try {
			while (rest.length > 0) {
				rest = rest.subarray(writeSync(fd, rest));
			}
		} catch (error) {
			const code = systemErrorCode(error) ?? 'unknown error';
			if (code === 'EAGAIN' || code === 'EINTR') {
				return;
			}

			// EIO: the terminal was closed. Whatever else it is, nobody will see anything here again.
			goneCode = code;
			end('gone');
			for (const listener of listeners.splice(0)) {
				queueMicrotask(() => listener(code));
			}
		}
	};

	const isIdle = () => {
		if (status === 'open') {
			flush();
		}

		return rest.length === 0;
	};

	return {
		isIdle,
		write(text) {
			if (status === 'open') {
				rest = Buffer.concat([rest, Buffer.from(text)]);
				flush();
			}
		},
		async drain(limitMs) {
			const deadline = performance.now() + limitMs;
			while (!isIdle() && performance.now() < deadline) {
				await new Promise((resolve) => {
					setTimeout(resolve, retryIntervalMs);
				});
			}

			return isIdle();
		},
		onGone(listener) {
			if (status === 'gone') {
				queueMicrotask(() => listener(goneCode));
			} else {
				listeners.push(listener);
			}
		},
		close() {
			if (status === 'open') {
				end('closed');
			}
		},
	};
}
