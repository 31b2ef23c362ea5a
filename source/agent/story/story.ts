import {createEmitter} from '../../base/emitter.js';
import type {LogLevel} from '../../observe/log-level.js';
import type {Policy} from '../../protocol/policy.js';
import type {Connection} from '../connection/connection.js';
import type {ConnectionFact} from '../connection/connection-facts.js';
import {type AgentModel, bestStreakOf, createModel, foldLogLine, foldModel} from './agent-model.js';
import type {AgentProfile} from './agent-status.js';
import {isWorthSaving, seenAt, startRun} from './history.js';
import {createHistoryWriter, readHistory} from './history-file.js';

/** `now` for what must be seen at once, `soon` for the rest. */
export type Urgency = 'now' | 'soon';

/** Where a screen reads from, be the agent in this process or in another. */
export type AgentStory = {
	readonly model: () => AgentModel;
	/** Returns how to end it. */
	readonly subscribe: (listener: (urgency: Urgency) => void) => () => void;
};

/** The story of the agent of this process. */
export type OwnStory = AgentStory & {
	/** Takes a line of the log, for the screen. */
	readonly takeLine: (level: LogLevel, message: string) => void;
	/** Resolves when the history is on the disk. Idempotent. */
	readonly close: () => Promise<void>;
};

export type StoryOptions = {
	readonly connection: Connection;
	readonly facts: AgentProfile;
	/** Where the agent keeps its files. */
	readonly directory: string;
	readonly policy: Policy;
	readonly suspectIntervalMs: number;
	/** Told in one line what is wrong with the history. */
	readonly onProblem: (line: string) => void;
	/** How often the history is written where nothing happens. @default an hour */
	readonly checkpointIntervalMs?: number;
};

/** So many heartbeats at most wait to be folded: some minutes of them. */
const mostWaiting = 100;

/** How far back a killed agent may be thought to have ended, and how much of its streak is forgotten. */
const usualCheckpointMs = 60 * 60 * 1000;

/**
Folds the facts of a connection into the model from now on, and keeps the history in its file: written when an outage, a run
or a record ends or begins, and once an hour, never per heartbeat.
*/
export function createStory(options: StoryOptions): OwnStory {
	const {connection, directory} = options;
	const {history: previous, problem} = readHistory(directory, Date.now());
	const writer = createHistoryWriter(directory, options.onProblem);
	const {tell, subscribe, count} = createEmitter<Urgency>();
	let model = createModel({
		facts: options.facts,
		directory,
		policy: options.policy,
		suspectIntervalMs: options.suspectIntervalMs,
		history: startRun(previous, Date.now()),
	});
	if (problem !== undefined) {
		options.onProblem(problem);
	}

	/** Facts that are not in the model yet. While nobody looks an acknowledged heartbeat waits. */
	let waiting: Array<{readonly fact: ConnectionFact; readonly offsetMs: number}> = [];
	const catchUp = () => {
		const facts = waiting;
		waiting = [];
		for (const {fact, offsetMs} of facts) {
			model = foldModel(model, fact, (at) => Math.round(at + offsetMs));
		}

		return model;
	};

	/** With the streak that goes on: an agent that is killed keeps what it had an hour ago at the least. */
	const save = () => {
		const {history} = catchUp();
		writer.save(seenAt({...history, bestStreak: bestStreakOf(model)}, Date.now()));
	};
	save();
	const timer = setInterval(save, options.checkpointIntervalMs ?? usualCheckpointMs);
	timer.unref();
	const unsubscribe = connection.subscribe((fact) => {
		const {type} = fact.event;
		waiting.push({fact, offsetMs: Date.now() - performance.now()});
		if (type === 'heartbeat-acknowledged' && count() === 0 && waiting.length < mostWaiting) {
			return;
		}

		const before = model;
		const after = catchUp();
		if (isWorthSaving(before.history, after.history)) {
			save();
		}

		const isNews = before.state.type !== after.state.type || failuresOf(before) !== failuresOf(after);
		tell(isNews ? 'now' : 'soon');
	});

	return {
		model: catchUp,
		subscribe,
		takeLine(level, message) {
			model = foldLogLine(model, {wallMs: Date.now(), level, message});
			tell('soon');
		},
		async close() {
			clearInterval(timer);
			unsubscribe();
			await writer.flush();
		},
	};
}

function failuresOf({state}: AgentModel): number {
	return 'failures' in state ? state.failures : 0;
}
