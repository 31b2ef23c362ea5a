import {askRunning, type RunningTarget, stopRunning} from '../control/ask-running.js';
import {printLines} from './print.js';

/**
Prints the status of a program that runs on this machine, as JSON or in lines. Returns the exit code. Throws as `askRunning`
does. A program answers with its own type of status: another version's may lack a field.
*/
export async function printStatus<Status>(
	target: RunningTarget,
	{isJson, lines}: {readonly isJson: boolean; readonly lines: (status: Status) => readonly string[]},
): Promise<number> {
	const status = (await askRunning(target, 'status')) as Status;
	printLines(isJson ? [JSON.stringify(status, undefined, '\t')] : lines(status));
	return 0;
}

/** Stops a program that runs on this machine, and says so once it is gone. Returns the exit code. Throws as `stopRunning` does. */
export async function stopAndTell(target: RunningTarget, words: string): Promise<number> {
	await stopRunning(target);
	printLines([words]);
	return 0;
}
