import {setTimeout as wait} from 'node:timers/promises';
import type {RunningTarget} from '../host/ask-running.js';
import {NotRunning, watchControl} from '../host/control-client.js';
import {stateDirectory} from '../host/directories.js';
import {HostError} from '../host/host-error.js';
import type {Signals} from '../host/signals.js';
import {safeText} from '../protocol/text.js';
import {formatLocalTime} from '../terminal/formats.js';
import {openLineOutput} from '../terminal/line-output.js';
import type {Moment} from '../terminal/moment.js';
import {agentTarget, findOnly} from './control-commands.js';
import type {AgentFeed, Urgency} from './screen/feed.js';
import {headline, reasonLines} from './screen/headline.js';
import {type AgentModel, isModel} from './screen/model.js';
import {initialScreenState} from './screen/screen-state.js';

/** How often an agent that is gone is looked for. */
const lookIntervalMs = 1000;

/** The feed of an agent that runs in another process on this machine. */
export type RemoteFeed = AgentFeed & {
	/** Both clocks, the monotonic one that of the agent. */
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
export async function openRemoteFeed(target: RunningTarget, signal: AbortSignal): Promise<RemoteFeed> {
	const listeners = new Set<(urgency: Urgency) => void>();
	let current: AgentModel | undefined;
	let offset = 0;
	let goneSinceWall: number | undefined;

	const tell = (urgency: Urgency) => {
		for (const listener of listeners) {
			listener(urgency);
		}
	};

	const take = (message: unknown) => {
		const {now, model} = readMessage(message, target);
		const before = current?.state.type;
		offset = now - performance.now();
		current = model;
		const isBack = goneSinceWall !== undefined;
		goneSinceWall = undefined;
		tell(before === model.state.type && !isBack ? 'soon' : 'now');
	};

	let gotFirst: () => void = () => {};
	const first = new Promise<void>((resolve) => {
		gotFirst = resolve;
	});
	const read = async () => {
		try {
			for await (const message of watchControl(target, {command: 'watch'}, {signal})) {
				take(message);
				gotFirst();
			}
		} catch (error) {
			throw error instanceof HostError || current === undefined ? inWords(error, target) : error;
		} finally {
			if (current !== undefined && !signal.aborted) {
				goneSinceWall ??= Date.now();
				tell('now');
			}
		}
	};

	const ended = read();
	await Promise.race([first, ended]);
	const known = current;
	if (known === undefined) {
		throw new HostError(target.notRunning, 1);
	}

	return {
		model: () => current ?? known,
		now: () => ({monotonicMs: performance.now() + offset, wallMs: Date.now()}),
		goneSinceWall: () => goneSinceWall,
		ended,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		async follow() {
			await ended.catch(() => {});
			while (!signal.aborted) {
				await wait(lookIntervalMs, undefined, {signal}).catch(() => {});
				await read().catch(() => {});
			}
		},
	};
}

function readMessage(message: unknown, {label}: RunningTarget): {readonly now: number; readonly model: AgentModel} {
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

/** The agent that is to be watched. Throws a `HostError` where no name was given and there is not exactly one. */
export async function watchTarget(name: string | undefined): Promise<RunningTarget> {
	const directory = stateDirectory();
	return agentTarget(directory, name ?? (await findOnly(directory)));
}

/** One plain line now and one per state change, until the agent ends. Returns the exit code. */
export async function watchInLines(name: string | undefined, signals: Signals): Promise<number> {
	const {signal} = signals.stop;
	const target = await watchTarget(name);
	const output = openLineOutput();
	output.onGone(() => signals.stop.abort('nobody reads'));
	signals.onHangUp = () => signals.stop.abort('SIGHUP');
	try {
		const feed = await openRemoteFeed(target, signal);
		let told = '';
		const tell = () => {
			const model = feed.model();
			if (model.state.type !== told && feed.goneSinceWall() === undefined) {
				told = model.state.type;
				output.write(stateLine(model, feed.now()));
			}
		};

		feed.subscribe(tell);
		tell();
		await feed.ended;
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
	const {word, since} = headline(scene);
	const why = reasonLines(scene).map(({text}) => text);
	return [formatLocalTime(now.wallMs), word, since === '' ? '' : `${since}.`, ...why].filter(Boolean).join(' ');
}
