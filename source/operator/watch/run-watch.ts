import {HostError} from '../../host/host-error.js';
import type {Signals} from '../../program/signals.js';
import {ConnectionFailure} from '../../protocol/failure.js';
import {isOnScreen} from '../../terminal/on-screen.js';
import type {WatchCommand} from './watch-command.js';
import {watchInLines} from './watch-in-lines.js';
import {watchOnScreen} from './watch-on-screen.js';

/** Watches a master that runs elsewhere until the person leaves, or for good on a pipe. Returns the exit code. */
export async function runWatch(command: WatchCommand, signals: Signals): Promise<number> {
	try {
		return isOnScreen(command.display) ? await watchOnScreen(command, signals) : await watchInLines(command, signals);
	} catch (error) {
		throw error instanceof ConnectionFailure ? new HostError(error.message, 1) : error;
	}
}
