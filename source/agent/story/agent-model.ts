import {assertNever} from '../../base/assert-never.js';
import {safeText} from '../../base/safe-text.js';
import type {LogLevel} from '../../observe/log-level.js';
import type {Policy} from '../../protocol/policy.js';
import type {ConnectionFact} from '../connection/connection-facts.js';
import {type ConnectionState, initialState} from '../connection/connection-state.js';
import type {AgentProfile} from './agent-status.js';
import {type FailedAttempts, foldFailedAttempts, noFailedAttempts} from './failed-attempts.js';
import {foldHistory, type History} from './history.js';

/**
All that a screen of an agent is drawn from. It is folded from the connection's facts and from the lines of the log, and
it travels as JSON to whoever watches. Times are of the monotonic clock, but for the history's, the log's and those
that say `Wall`.
*/
export type AgentModel = {
	readonly facts: AgentProfile;
	/** Where the agent keeps its files. */
	readonly directory: string;
	readonly policy: Policy;
	readonly suspectIntervalMs: number;
	readonly state: ConnectionState;
	/** The states of the last moments, the newest last. */
	readonly passed: readonly PassedState[];
	/** What happened in the outage that goes on, or in the last one. */
	readonly failedAttempts: FailedAttempts;
	/** The streak that goes on, or the last one. */
	readonly lastStreak: number;
	/** When a heartbeat was acknowledged last. */
	readonly lastBeatAt: number | undefined;
	/** When the next heartbeat is due, in a session. */
	readonly nextBeatAt: number | undefined;
	/** The worst round trip of each half second, of the last five minutes. */
	readonly roundTrips: readonly RoundTrip[];
	/** When heartbeats failed, short of a loss. */
	readonly failing: readonly FailingSpan[];
	readonly log: readonly LogEntry[];
	readonly history: History;
};

export type PassedState = {readonly type: ConnectionState['type']; readonly at: number};

export type RoundTrip = {readonly at: number; readonly ms: number};

/** Wall-clock times. The end is null while it goes on. */
export type FailingSpan = {readonly fromWall: number; readonly toWall: number | null};

/** A line of the log. What repeats at once is one entry. */
export type LogEntry = {
	readonly wallMs: number;
	readonly level: LogLevel;
	readonly message: string;
	readonly count: number;
	readonly lastWallMs: number;
};

/** How long a state that was passed is shown as such. */
export const passedShownMs = 2000;

/** How much of the round trips is kept. */
export const roundTripSpanMs = 5 * 60 * 1000;

const roundTripSlotMs = 500;
const mostPassed = 16;
const mostFailingSpans = 200;
const mostLogEntries = 200;

/** The model of an agent that has not begun to connect. */
export function createModel(
	start: Pick<AgentModel, 'facts' | 'directory' | 'policy' | 'suspectIntervalMs' | 'history'>,
): AgentModel {
	return {
		...start,
		state: initialState,
		passed: [],
		failedAttempts: noFailedAttempts,
		lastStreak: 0,
		lastBeatAt: undefined,
		nextBeatAt: undefined,
		roundTrips: [],
		failing: [],
		log: [],
	};
}

/** Folds one fact of the connection into the model. `toWall` makes a time of its clock a wall-clock time. */
export function foldModel(
	model: AgentModel,
	fact: ConnectionFact,
	toWall: (monotonicMs: number) => number,
): AgentModel {
	const {event, previous, state} = fact;
	return {
		...model,
		state,
		passed: foldPassed(model.passed, fact),
		failedAttempts: foldFailedAttempts(model.failedAttempts, fact),
		lastStreak: state.type === 'active' ? state.streak : model.lastStreak,
		lastBeatAt: event.type === 'heartbeat-acknowledged' ? event.at : model.lastBeatAt,
		nextBeatAt: nextBeatAfter(model, fact),
		roundTrips:
			event.type === 'heartbeat-acknowledged'
				? foldRoundTrips(model.roundTrips, event.at, event.roundTripMs)
				: model.roundTrips,
		failing: foldFailing(model.failing, failuresOf(previous) > 0, failuresOf(state) > 0, toWall(event.at)),
		history: foldHistory(model.history, fact, toWall),
	};
}

/** Folds one line of the log into the model. A line that says the same as the last one is counted there. */
export function foldLogLine(
	model: AgentModel,
	line: {readonly wallMs: number; readonly level: LogLevel; readonly message: string},
): AgentModel {
	const message = safeText(line.message, 400);
	const last = model.log.at(-1);
	if (last !== undefined && last.level === line.level && last.message === message) {
		const folded = {...last, count: last.count + 1, lastWallMs: line.wallMs};
		return {...model, log: [...model.log.slice(0, -1), folded]};
	}

	const entry: LogEntry = {
		wallMs: line.wallMs,
		level: line.level,
		message,
		count: 1,
		lastWallMs: line.wallMs,
	};
	return {...model, log: newest([...model.log, entry], mostLogEntries)};
}

/** The longest streak ever, the one that goes on included. */
export function bestStreakOf({history, state}: AgentModel): number {
	return Math.max(history.bestStreak, state.type === 'active' ? state.streak : 0);
}

/** True while the agent has no session, and it has failed to get one. */
export function isInOutage({state, failedAttempts}: AgentModel): boolean {
	switch (state.type) {
		case 'connection-lost':
		case 'reconnecting':
			return true;
		case 'connecting':
			return state.outage.wasConnected || failedAttempts.count > 0;
		case 'start':
		case 'registered':
		case 'active':
		case 'stopped':
			return false;
		default:
			return assertNever(state);
	}
}

/** Every state, for a value that came from another process. */
const stateTypes: Readonly<Record<ConnectionState['type'], true>> = {
	start: true,
	connecting: true,
	registered: true,
	active: true,
	'connection-lost': true,
	reconnecting: true,
	stopped: true,
};

/** True for a value that another process sent and that can be drawn. What is deeper was made by the same version. */
export function isModel(value: unknown): value is AgentModel {
	const isWhole =
		typeof value === 'object' &&
		value !== null &&
		['facts', 'policy', 'state', 'passed', 'failedAttempts', 'roundTrips', 'failing', 'log', 'history'].every((key) => {
			const part: unknown = Reflect.get(value, key);
			return typeof part === 'object' && part !== null;
		});
	return isWhole && Object.hasOwn(stateTypes, String((value as {state: {type?: unknown}}).state.type));
}

function foldPassed(passed: readonly PassedState[], {event, previous, state}: ConnectionFact): readonly PassedState[] {
	return previous.type === state.type
		? passed
		: newest(
				[...passed.filter(({at}) => event.at - at <= passedShownMs), {type: previous.type, at: event.at}],
				mostPassed,
			);
}

function nextBeatAfter(model: AgentModel, {event, state}: ConnectionFact): number | undefined {
	if (state.type !== 'active' && state.type !== 'registered') {
		return undefined;
	}

	switch (event.type) {
		case 'heartbeat-acknowledged':
			return event.at - event.roundTripMs + model.policy.heartbeatIntervalMs;
		case 'heartbeat-failed':
			return event.at + model.suspectIntervalMs;
		case 'registered':
			return event.at;
		case 'connecting':
		case 'retry-scheduled':
		case 'session-ended':
		case 'stopped':
			return model.nextBeatAt;
		default:
			return assertNever(event);
	}
}

function foldRoundTrips(trips: readonly RoundTrip[], at: number, ms: number): readonly RoundTrip[] {
	const recent = trips.filter((trip) => at - trip.at <= roundTripSpanMs);
	const last = recent.at(-1);
	const rounded = Math.round(ms * 100) / 100;
	return last !== undefined && slotOf(last.at) === slotOf(at)
		? [...recent.slice(0, -1), {at, ms: Math.max(last.ms, rounded)}]
		: [...recent, {at, ms: rounded}];
}

function slotOf(at: number): number {
	return Math.floor(at / roundTripSlotMs);
}

function foldFailing(
	spans: readonly FailingSpan[],
	wasFailing: boolean,
	isFailing: boolean,
	wallMs: number,
): readonly FailingSpan[] {
	if (wasFailing === isFailing) {
		return spans;
	}

	const last = spans.at(-1);
	if (isFailing) {
		return newest([...spans, {fromWall: wallMs, toWall: null}], mostFailingSpans);
	}

	return last === undefined || last.toWall !== null ? spans : [...spans.slice(0, -1), {...last, toWall: wallMs}];
}

function failuresOf(state: ConnectionState): number {
	return state.type === 'active' || state.type === 'registered' ? state.failures : 0;
}

function newest<Item>(items: readonly Item[], most: number): readonly Item[] {
	return items.length > most ? items.slice(-most) : items;
}
