import {setTimeout as wait} from 'node:timers/promises';
import {safeText} from '../base/safe-text.js';
import {HostError} from '../host/host-error.js';
import {isLocked} from '../host/lock.js';
import {askControl, NotAnswering, NotRunning} from './client.js';

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

type Command = 'status' | 'stop' | 'retry';

/** Asks a program on this machine by its local socket. Throws a `HostError` (code 1) where it does not run, does not answer or fails. */
export async function askRunning(
	target: RunningTarget,
	command: Command,
	{timeoutMs = answerLimitMs}: {readonly timeoutMs?: number} = {},
): Promise<unknown> {
	let answer: unknown;
	try {
		answer = await askControl(target, {command}, {timeoutMs});
	} catch (error) {
		throw await inWords(error, target, command, timeoutMs);
	}

	if (typeof answer === 'object' && answer !== null && 'error' in answer) {
		throw new HostError(`${target.label} cannot do that: ${safeText(String(answer.error))}`, 1);
	}

	return answer;
}

async function inWords(error: unknown, target: RunningTarget, command: Command, timeoutMs: number): Promise<HostError> {
	if (error instanceof NotRunning) {
		return unasked(target);
	}

	const {label} = target;
	const message = error instanceof Error ? error.message : String(error);
	return new HostError(
		error instanceof NotAnswering
			? `${label} does not answer within ${timeoutMs / 1000} s (${message}): it is frozen or stuck.${command === 'status' ? '' : ' It was not told.'}`
			: `${label} did not answer: ${message}`,
		1,
	);
}

/** What is said of a program whose control socket nobody listens at: it may run without one, and holds its lock then. */
export async function unasked({directory, name, label, notRunning}: RunningTarget): Promise<HostError> {
	return (await isLocked({directory, name}))
		? new HostError(`${label} runs but cannot be asked: it has no control socket.`, 1)
		: new HostError(notRunning, 1);
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
