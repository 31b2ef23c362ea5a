import {setTimeout as wait} from 'node:timers/promises';
import {askControl, NotRunning} from './control-client.js';
import {HostError} from './host-error.js';
import {isLocked} from './lock.js';

/** How long a running program may take to answer. */
const answerLimitMs = 5000;

/** How long it may take to go: its own limit is 2 s. */
const stopLimitMs = 10_000;

/** A program that runs on this machine, or should. */
export type RunningTarget = {
	readonly directory: string;
	readonly name: string;
	/** How messages call it, such as `Agent web-1`. */
	readonly label: string;
	/** What is said where it does not run. */
	readonly notRunning: string;
};

/** Asks a program on this machine by its local socket. Throws a `HostError` (code 1) where it does not run or answer. */
export async function askRunning(
	{directory, name, label, notRunning}: RunningTarget,
	command: 'status' | 'stop' | 'retry',
): Promise<unknown> {
	try {
		return await askControl({directory, name}, {command}, {timeoutMs: answerLimitMs});
	} catch (error) {
		throw error instanceof NotRunning
			? new HostError(notRunning, 1)
			: new HostError(
					`${label} does not answer within ${answerLimitMs / 1000} s (${error instanceof Error ? error.message : String(error)}): it is frozen or stuck. It was not told.`,
					1,
				);
	}
}

/** Tells a program on this machine to stop, and waits until it is gone. Throws as `askRunning` does. */
export async function stopRunning(target: RunningTarget): Promise<void> {
	await askRunning(target, 'stop');
	const {directory, name, label} = target;
	const deadline = performance.now() + stopLimitMs;
	while (await isLocked({directory, name})) {
		if (performance.now() > deadline) {
			throw new HostError(`${label} was told to stop but still runs after ${stopLimitMs / 1000} s.`, 1);
		}

		await wait(20);
	}
}
