import {writeSync} from 'node:fs';
import {HostError, systemErrorCode, systemErrorWords} from '../host/host-error.js';

/** One line on stderr. Never throws: stderr may be closed. */
export function printError(line: string): void {
	try {
		writeSync(2, `${line}\n`);
	} catch {
		// Nobody reads it.
	}
}

/**
Lines on stdout. A reader that leaves early (`| head`) is no error: then the answer is false, and more lines are in vain.
Throws a `HostError` where they cannot be written: half an answer must not pass for a whole one.
*/
export function printLines(lines: readonly string[]): boolean {
	const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
	let written = 0;
	while (written < bytes.length) {
		try {
			written += writeSync(1, bytes, written);
		} catch (error) {
			const code = systemErrorCode(error);
			if (code === 'EPIPE') {
				return false;
			}

			if (code !== 'EAGAIN') {
				throw new HostError(`The standard output cannot be written: ${systemErrorWords(error)}`, 1, {cause: error});
			}

			// A command may wait for its reader, unlike an agent.
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
		}
	}

	return true;
}
