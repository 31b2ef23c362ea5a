import {writeSync} from 'node:fs';
import {HostError, systemErrorCode, systemErrorWords} from '../host/host-error.js';
import type {DaemonChild} from './daemon.js';

/** An error that a program tells in one line and exits with. */
type ToldError = Error & {readonly exitCode: number};

/** True for an error that carries its exit code: its message is for a person. */
export function isToldError(error: unknown): error is ToldError {
	return error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number';
}

/** An error as a log has it: its message where that is for a person, else with its stack. */
export function describeError(error: unknown): string {
	if (!(error instanceof Error)) {
		return String(error);
	}

	return isToldError(error) ? error.message : (error.stack ?? error.message);
}

/** False for what is already there, with exit code 4: that one writes this very log, and whoever started the second is told. */
export function belongsInLog(error: unknown): boolean {
	return !(isToldError(error) && error.exitCode === 4);
}

/** What leaves a program that has logged `error` in `logFile`: an unexpected one names that file. */
export function withLogFile(error: unknown, logFile: string): unknown {
	return isToldError(error)
		? error
		: new HostError(`Unexpected error: ${error instanceof Error ? error.message : String(error)}. Log: ${logFile}`, 1, {
				cause: error,
			});
}

/**
Runs a program and returns its exit code. What it throws is told in one line on stderr, or to whoever started it as a
daemon: no stack trace. `unexpected` puts an error into words that carries no exit code.
*/
export async function runProgram(
	name: string,
	body: () => Promise<number>,
	{daemon, unexpected}: {readonly daemon?: DaemonChild | undefined; readonly unexpected: (error: unknown) => string},
): Promise<number> {
	try {
		return await body();
	} catch (error) {
		const exitCode = isToldError(error) ? error.exitCode : 1;
		const message = isToldError(error) ? error.message : unexpected(error);
		if (daemon === undefined) {
			printError(`${name}: ${message}`);
		} else {
			await daemon.reportFailed(message, exitCode);
		}

		return exitCode;
	}
}

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
