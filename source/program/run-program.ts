import {isToldError} from '../host/told-error.js';
import type {DaemonChild} from './daemon.js';
import {printError} from './print.js';

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
