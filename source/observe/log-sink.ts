import {closeSync, constants, openSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';
import {ensureDirectory} from '../host/directories.js';
import {HostError, systemErrorWords} from '../host/host-error.js';
import type {LineOutput} from './line-output.js';

/** Where the lines of a log go. */
export type LogSink = {
	/** Takes one line, without its end. False where it is lost. Never throws. */
	write(line: string): boolean;
	close(): void;
};

/** A file that takes the lines of a log. */
export type FileSink = LogSink & {
	/** Opens the path anew, after the file was rotated away. Where that fails the old file is kept and the error returned. */
	reopen(): HostError | undefined;
};

/**
Appends to a file that only this user can read; its directory is made. Each line is written at once.
Throws a `HostError` (exit code 2) where the file cannot be opened.
*/
export function fileSink(path: string): FileSink {
	let descriptor: number | undefined = openLogFile(path);
	let isTorn = false;
	return {
		write(line) {
			if (descriptor === undefined) {
				return false;
			}

			// The disk may fill up within a line: the next one must not continue it.
			const bytes = Buffer.from(`${isTorn ? '\n' : ''}${line}\n`);
			let written = 0;
			try {
				while (written < bytes.length) {
					written += writeSync(descriptor, bytes, written);
				}

				isTorn = false;
				return true;
			} catch {
				isTorn ||= written > 0;
				return false;
			}
		},
		reopen() {
			if (descriptor === undefined) {
				return undefined;
			}

			try {
				const next = openLogFile(path);
				closeSync(descriptor);
				descriptor = next;
				isTorn = false;
				return undefined;
			} catch (error) {
				return error instanceof HostError ? error : new HostError(String(error));
			}
		},
		close() {
			if (descriptor !== undefined) {
				closeSync(descriptor);
				descriptor = undefined;
			}
		},
	};
}

/** Writes to the terminal or wherever the standard output leads. Loss is told there, by the output itself. */
export function lineSink(output: LineOutput): LogSink {
	return {
		write(line) {
			output.write(line);
			return true;
		},
		close() {
			output.close();
		},
	};
}

function openLogFile(path: string): number {
	const {O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK = 0, O_NOCTTY = 0} = constants;
	try {
		ensureDirectory(dirname(path), 2);
		// Non-blocking: a pipe that nobody reads must neither hold up the start nor, later, a heartbeat.
		return openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY, 0o600);
	} catch (error) {
		throw new HostError(
			`Expected --log-file to be a file that can be written, got ${JSON.stringify(path)}: ${
				error instanceof HostError ? error.message : systemErrorWords(error)
			}`,
			2,
			{cause: error},
		);
	}
}
