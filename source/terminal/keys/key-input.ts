import type {ReadStream} from 'node:tty';
import type {Key} from './key.js';
import {createKeySplitter, escapeWaitMs} from './key-splitter.js';

/** A terminal as a source of keys. */
export type KeyInput = {
	/** Sets raw mode once more: a shell that stopped and continued the process has set its own. */
	readonly restoreRawMode: () => void;
	/** Gives the terminal's mode back and reads no more. Idempotent. */
	readonly close: () => void;
};

/** Where keys come from and who is told of them. */
export type KeyInputOptions = {
	readonly stdin: Pick<ReadStream, 'setRawMode' | 'on' | 'off' | 'resume' | 'pause' | 'ref' | 'unref'>;
	readonly onKey: (key: Key) => void;
	/** The terminal is gone. */
	readonly onEnd: () => void;
};

/** Sets raw mode and reads keys until it is closed. */
export function openKeyInput({stdin, onKey, onEnd}: KeyInputOptions): KeyInput {
	const splitter = createKeySplitter();
	let timer: NodeJS.Timeout | undefined;
	let isOpen = true;

	const emit = (keys: readonly Key[]) => {
		for (const key of keys) {
			if (isOpen) {
				onKey(key);
			}
		}
	};

	const flushSoon = () => {
		timer = setTimeout(() => {
			// After a stall timers come before input: what has arrived meanwhile is read first, and starts a wait of its own.
			timer = undefined;
			setImmediate(() => {
				if (timer === undefined) {
					emit(splitter.flush());
				}
			});
		}, escapeWaitMs);
	};

	const onData = (chunk: Uint8Array | string) => {
		clearTimeout(timer);
		timer = undefined;
		const keys = splitter.push(chunk);
		if (splitter.isWaiting()) {
			flushSoon();
		}

		emit(keys);
	};

	stdin.on('data', onData);
	stdin.on('end', onEnd);
	stdin.on('error', onEnd);
	try {
		stdin.setRawMode(true);
	} catch {
		onEnd();
	}

	stdin.ref();
	stdin.resume();
	return {
		restoreRawMode() {
			if (isOpen) {
				// Node skips what it believes to be set already.
				stdin.setRawMode(false);
				stdin.setRawMode(true);
			}
		},
		close() {
			if (!isOpen) {
				return;
			}

			isOpen = false;
			clearTimeout(timer);
			stdin.off('data', onData);
			stdin.off('end', onEnd);
			// The listener for errors stays: what fails later would end the process.
			stdin.pause();
			stdin.unref();
			stdin.setRawMode(false);
		},
	};
}
