import {AlreadyRunsError, HostError} from './host-error.js';

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

/** False for what runs already: that one writes this very log, and whoever started the second is told. */
export function belongsInLog(error: unknown): boolean {
	return !(error instanceof AlreadyRunsError);
}

/** What leaves a program that has logged `error` in `logFile`: an unexpected one names that file. */
export function withLogFile(error: unknown, logFile: string): unknown {
	return isToldError(error)
		? error
		: new HostError(`Unexpected error: ${error instanceof Error ? error.message : String(error)}. Log: ${logFile}`, 1, {
				cause: error,
			});
}
