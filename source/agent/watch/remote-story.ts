import {setTimeout as wait} from 'node:timers/promises';
import {type RunningTarget, unasked} from '../../control/ask-running.js';
import {NotAnswering, NotRunning, watchControl} from '../../control/client.js';
import {HostError} from '../../host/host-error.js';
import type {AgentModel} from '../story/agent-model.js';
import type {AgentStory} from '../story/story.js';
import {OtherVersion, readStory} from './read-story.js';
import {createRemoteModel, type RemoteModel} from './remote-model.js';
import {listenForSilence} from './silence.js';

/** How often an agent that is gone is looked for. */
const lookIntervalMs = 1000;

/** An agent that says nothing for so long is frozen or stuck: it speaks every two seconds. */
const silenceLimitMs = 5000;

/** The story of an agent that runs in another process on this machine. */
export type RemoteStory = AgentStory &
	Pick<RemoteModel, 'now' | 'goneSinceWall' | 'isSilent'> & {
		/** Resolves when the agent has ended; rejects with a `HostError` where it cannot be watched. */
		readonly ended: Promise<void>;
		/**
		Finds the agent again whenever it is back, until the signal aborts. Rejects with a `HostError` where it came back in a
		version that cannot be shown.
		*/
		readonly follow: () => Promise<void>;
	};

/**
Reads what an agent of this machine tells, from its local socket. Resolves with the first of it, or with undefined where the
signal aborts before. Throws a `HostError` where it does not run, does not answer, or is of a version that cannot be shown.
*/
export async function openRemoteStory(
	target: RunningTarget,
	signal: AbortSignal,
	{limitMs = silenceLimitMs}: {readonly limitMs?: number} = {},
): Promise<RemoteStory | undefined> {
	const remote = createRemoteModel();
	let gotFirst: (model: AgentModel) => void = () => {};
	const first = new Promise<AgentModel>((resolve) => {
		gotFirst = resolve;
	});
	const read = async () => {
		const reading = new AbortController();
		const end = () => reading.abort();
		signal.addEventListener('abort', end, {once: true});
		const silence = listenForSilence(limitMs, () => {
			// Whoever asks for the first time is told that there is no answer; who has seen it once waits.
			if (remote.model() === undefined) {
				reading.abort('silent');
			} else {
				remote.lose('silent');
			}
		});
		try {
			for await (const told of readStory(watchControl(target, {command: 'watch'}, {signal: reading.signal}), target)) {
				silence.heard();
				if (told === 'greeting') {
					remote.hear();
				} else {
					remote.take(told);
					gotFirst(told.model);
				}
			}

			if (reading.signal.reason === 'silent') {
				throw new HostError(silentWords(target), 1);
			}
		} catch (error) {
			throw error instanceof HostError || remote.model() === undefined ? await inWords(error, target) : error;
		} finally {
			silence.end();
			signal.removeEventListener('abort', end);
			if (!signal.aborted) {
				remote.lose('gone');
			}
		}
	};

	const ended = read();
	const known = await Promise.race([first, ended]);
	if (known === undefined) {
		if (signal.aborted) {
			return undefined;
		}

		throw new HostError(target.notRunning, 1);
	}

	return {
		...remote,
		model: () => remote.model() ?? known,
		ended,
		async follow() {
			await ended.catch(throwOtherVersion);
			while (!signal.aborted) {
				await wait(lookIntervalMs, undefined, {signal}).catch(() => {});
				await (signal.aborted ? undefined : read().catch(throwOtherVersion));
			}
		},
	};
}

/** What is said of an agent that runs but does not answer. */
export function silentWords({label}: RunningTarget): string {
	return `${label} runs but does not answer: it is frozen or stuck.`;
}

function throwOtherVersion(error: unknown): void {
	if (error instanceof OtherVersion) {
		throw error;
	}
}

async function inWords(error: unknown, target: RunningTarget): Promise<HostError> {
	if (error instanceof HostError) {
		return error;
	}

	if (error instanceof NotRunning) {
		return unasked(target);
	}

	const message = error instanceof Error ? error.message : String(error);
	return new HostError(
		error instanceof NotAnswering ? silentWords(target) : `${target.label} cannot be watched: ${message}`,
		1,
	);
}
