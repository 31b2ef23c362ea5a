import {HostError} from '../../host/host-error.js';
import type {Signals} from '../../program/signals.js';
import {ConnectionFailure} from '../../protocol/failures/connection-failure.js';
import {importProduction} from '../../terminal/import-production.js';
import {isOnScreen} from '../../terminal/on-screen.js';
import type {WatchCommand} from './watch-command.js';
import {watchInLines} from './watch-in-lines.js';

/** Watches a master that runs elsewhere until the person leaves, or for good on a pipe. Returns the exit code. */
export async function runWatch(command: WatchCommand, signals: Signals): Promise<number> {
	try {
		if (!isOnScreen(command.display)) {
			return await watchInLines(command, signals);
		}

		const {watchOnScreen} = await importProduction(() => import('./watch-on-screen.js'));
		return await watchOnScreen(command, signals);
	} catch (error) {
		throw error instanceof ConnectionFailure ? new HostError(error.message, 1) : error;
	}
}
