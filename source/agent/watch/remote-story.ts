import {setTimeout as wait} from 'node:timers/promises';
import {formatLocalTime} from '../../base/formats.js';
import type {Moment} from '../../base/moment.js';
import {safeText} from '../../base/safe-text.js';
import type {RunningTarget} from '../../control/ask-running.js';
import {NotRunning, watchControl} from '../../control/client.js';
import {HostError} from '../../host/host-error.js';
import {openLineOutput} from '../../observe/line-output.js';
import type {Signals} from '../../program/signals.js';
import {headline} from '../screen/headline.js';
import {reasonLines} from '../screen/reason-lines.js';
import {initialScreenState} from '../screen/screen-state.js';
import {type AgentModel, isModel} from '../story/agent-model.js';
import type {AgentStory, Urgency} from '../story/story.js';
import {findTarget, type WantedAgent} from './agent-target.js';
import type {StoryMessage} from './story-stream.js';

/** How often an agent that is gone is looked for. */
const lookIntervalMs = 1000;

/** The story of an agent that runs in another process on this machine. */
export type RemoteStory = AgentStory & {
	/** Both clocks, the monotonic one that of the agent; where it is gone, as they were when it was heard of last. */
	readonly now: () => Moment;
	/** When it was heard of last, in wall-clock time, where it is gone. */
	readonly goneSinceWall: () => number | undefined;
	/** Resolves when the agent has ended; rejects with a `HostError` where it cannot be watched. */
	readonly ended: Promise<void>;
	/** Finds the agent again whenever it is back, until the signal aborts. */
	readonly follow: () => Promise<void>;
};

/**
Reads what an agent of this machine tells, from its local socket. Resolves with the first of it. Throws a `HostError` where it
does not run, or is of another version.
*/
export async function openRemoteStory(target: RunningTarget, signal: AbortSignal): Promise<RemoteStory> {
	const remote = createRemoteModel();
	let gotFirst: (model: AgentModel) => void = () => {};
	const first = new Promise<AgentModel>((resolve) => {
		gotFirst = resolve;
	});
	const read = async () => {
		try {
			for await (const message of watchControl(target, {command: 'watch'}, {signal})) {
				const told = readMessage(message, target);
				remote.take(told);
				gotFirst(told.model);
			}
		} catch (error) {
			throw error instanceof HostError || remote.model() === undefined ? inWords(error, target) : error;
		} finally {
			if (!signal.aborted) {
				remote.lose();
			}
		}
	};

	const ended = read();
	const known = await Promise.race([first, ended]);
	if (known === undefined) {
		throw new HostError(target.notRunning, 1);
	}

	return {
		...remote,
		model: () => remote.model() ?? known,
		ended,
		async follow() {
			await ended.catch(() => {});
			while (!signal.aborted) {
				await wait(lookIntervalMs, undefined, {signal}).catch(() => {});
				await read().catch(() => {});
			}
		},
	};
}

/** What was heard of an agent last, and who wants to know. */
function createRemoteModel() {
	const listeners = new Set<(urgency: Urgency) => void>();
	let current: AgentModel | undefined;
	let offset = 0;
	let goneSince: Moment | undefined;
	const clocks = (): Moment => ({monotonicMs: performance.now() + offset, wallMs: Date.now()});
	const tell = (urgency: Urgency) => {
		for (const listener of listeners) {
			listener(urgency);
		}
	};

	return {
		model: () => current,
		now: () => goneSince ?? clocks(),
		goneSinceWall: () => goneSince?.wallMs,
		subscribe(listener: (urgency: Urgency) => void) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		take({now, model}: StoryMessage) {
			const isNews = current?.state.type !== model.state.type || goneSince !== undefined;
			offset = now - performance.now();
			current = model;
			goneSince = undefined;
			tell(isNews ? 'now' : 'soon');
		},
		/** The agent is gone, if it was ever there. */
		lose() {
			if (current !== undefined) {
				goneSince ??= clocks();
				tell('now');
			}
		},
	};
}

function readMessage(message: unknown, {label}: RunningTarget): StoryMessage {
	if (typeof message === 'object' && message !== null) {
		const {now, model, error}: Readonly<Record<string, unknown>> = {...message};
		if (typeof now === 'number' && isModel(model)) {
			return {now, model};
		}

		if (typeof error === 'string') {
			throw new HostError(`${label} answers: ${safeText(error)}`, 1);
		}
	}

	throw new HostError(`${label} is of another version of sloth-agent, which this one cannot watch.`, 1);
}

function inWords(error: unknown, {label, notRunning}: RunningTarget): HostError {
	if (error instanceof HostError) {
		return error;
	}

	return error instanceof NotRunning
		? new HostError(notRunning, 1)
		: new HostError(`${label} cannot be watched: ${error instanceof Error ? error.message : String(error)}`, 1);
}

/** One plain line now and one per state change, until the agent ends. Returns the exit code. */
export async function watchInLines(wanted: WantedAgent, signals: Signals): Promise<number> {
	const {signal} = signals.stop;
	const target = await findTarget(wanted);
	const output = openLineOutput();
	output.onGone(() => signals.stop.abort('nobody reads'));
	try {
		const story = await openRemoteStory(target, signal);
		let told = '';
		const tell = () => {
			const model = story.model();
			if (model.state.type !== told && story.goneSinceWall() === undefined) {
				told = model.state.type;
				output.write(stateLine(model, story.now()));
			}
		};

		story.subscribe(tell);
		tell();
		await story.ended;
		if (told !== 'stopped' && !signal.aborted) {
			output.write(`${formatLocalTime(Date.now())} ${target.label} ended without a word`);
			return 1;
		}

		return 0;
	} finally {
		output.close();
	}
}

/** A state in one line. */
function stateLine(model: AgentModel, now: Moment): string {
	const scene = {model, now, ui: initialScreenState, mode: 'watch', isMotionless: false} as const;
	const {
		word,
		since: [since],
	} = headline(scene);
	const why = reasonLines(scene).map(({text}) => text);
	return [formatLocalTime(now.wallMs), word, since === '' ? '' : `${since}.`, ...why].filter(Boolean).join(' ');
}
