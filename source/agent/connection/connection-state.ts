import type {Address} from '../../base/address.js';
import {assertNever} from '../../base/assert-never.js';
import type {Failure} from '../../protocol/failures/failure.js';

/**
The state of an agent's connection: one truth, which the log, the control socket and the screens read.
All times are milliseconds of the monotonic clock. A field exists only where it is true.
*/
export type ConnectionState =
	| {readonly type: 'start'}
	| {
			readonly type: 'connecting';
			readonly master: Address;
			readonly since: number;
			/** Counts from 1 in each outage. */
			readonly attempt: number;
			readonly outage: Outage;
	  }
	| ({
			readonly type: 'registered';
			/** What the first acknowledged heartbeat will end. Undefined where the master had only forgotten the session. */
			readonly outage: Outage | undefined;
	  } & Held)
	| ({
			readonly type: 'active';
			/** Heartbeats acknowledged in a row. */
			readonly streak: number;
			readonly roundTripMs: number;
	  } & Held)
	| {
			readonly type: 'connection-lost';
			readonly master: Address;
			readonly since: number;
			readonly reason: Failure;
			/** Began just now; earlier, where no heartbeat was acknowledged since. */
			readonly outage: Outage;
	  }
	| {
			readonly type: 'reconnecting';
			readonly master: Address;
			readonly since: number;
			/** The attempt that comes next. */
			readonly attempt: number;
			readonly delayMs: number;
			readonly retryAt: number;
			/** The real delays that follow if this attempt fails too. The last of them goes on for ever. */
			readonly nextDelaysMs: readonly number[];
			readonly reason: Failure;
			readonly outage: Outage;
	  }
	| {readonly type: 'stopped'; readonly since: number; readonly reason: StopReason};

/** What a session holds. */
type Held = {
	readonly master: Address;
	readonly session: SessionReference;
	readonly since: number;
	/** Heartbeats failed in a row: 0 … threshold − 1. */
	readonly failures: number;
	/** Why the last of them failed. Undefined while none has. */
	readonly failure: Failure | undefined;
};

/** Names one session. The number is ours and never repeats in a process; the id is the master's, empty with a Go master. */
export type SessionReference = {
	readonly number: number;
	readonly id: string;
};

/** A time without an acknowledged heartbeat, from the loss on: a master that takes an agent and drops it does not end it. */
export type Outage = {
	readonly since: number;
	/** False where this process has never been connected. */
	readonly wasConnected: boolean;
	/** The streak that the outage ended. */
	readonly endedStreak: number;
	/** Connections that were tried in it so far. */
	readonly attempts: number;
};

export type StopReason =
	| {readonly type: 'asked'; readonly by: string}
	| {readonly type: 'refused'; readonly failure: Failure};

/** One fact about the connection. Each carries what a reader needs to tell it. */
export type ConnectionEvent =
	| {readonly type: 'connecting'; readonly at: number; readonly master: Address; readonly attempt: number}
	| {
			readonly type: 'registered';
			readonly at: number;
			readonly session: SessionReference;
			readonly reportedAddress: string;
			/** The session that the master forgot, where this one takes its place on the same connection. */
			readonly replaces?: number;
	  }
	| {
			readonly type: 'heartbeat-acknowledged';
			readonly at: number;
			readonly session: number;
			readonly roundTripMs: number;
	  }
	| {
			readonly type: 'heartbeat-failed';
			readonly at: number;
			readonly session: number;
			readonly failures: number;
			/** At this many the connection is lost. */
			readonly threshold: number;
			readonly reason: Failure;
	  }
	/** The session ended for a reason that no heartbeat has to confirm. */
	| {readonly type: 'session-ended'; readonly at: number; readonly session: number; readonly reason: Failure}
	| {
			readonly type: 'retry-scheduled';
			readonly at: number;
			readonly master: Address;
			readonly attempt: number;
			readonly delayMs: number;
			readonly retryAt: number;
			readonly nextDelaysMs: readonly number[];
			readonly reason: Failure;
	  }
	| {readonly type: 'stopped'; readonly at: number; readonly reason: StopReason};

export const initialState: ConnectionState = {type: 'start'};

/**
Folds one fact into the state. Undefined means refused: the state cannot take this event, and nothing changes. So a
late answer of an old session never brings a dead state back to life.
*/
export function transition(state: ConnectionState, event: ConnectionEvent): ConnectionState | undefined {
	switch (event.type) {
		case 'connecting':
			return connecting(state, event);
		case 'registered':
			return registered(state, event);
		case 'heartbeat-acknowledged':
		case 'heartbeat-failed':
		case 'session-ended':
			return inSession(state, event);
		case 'retry-scheduled':
			return retryScheduled(state, event);
		case 'stopped':
			return state.type === 'stopped' ? undefined : {type: 'stopped', since: event.at, reason: event.reason};
		default:
			return assertNever(event);
	}
}

type EventOf<Type extends ConnectionEvent['type']> = Extract<ConnectionEvent, {type: Type}>;

function connecting(state: ConnectionState, {at, master, attempt}: EventOf<'connecting'>): ConnectionState | undefined {
	if (state.type === 'start') {
		return {
			type: 'connecting',
			master,
			since: at,
			attempt,
			outage: {since: at, wasConnected: false, endedStreak: 0, attempts: attempt},
		};
	}

	return state.type === 'reconnecting'
		? {type: 'connecting', master, since: at, attempt, outage: {...state.outage, attempts: attempt}}
		: undefined;
}

function registered(state: ConnectionState, event: EventOf<'registered'>): ConnectionState | undefined {
	const fits =
		state.type === 'connecting' ||
		((state.type === 'registered' || state.type === 'active') &&
			event.replaces === state.session.number &&
			event.session.number > state.session.number);
	return fits
		? {
				type: 'registered',
				outage: 'outage' in state ? state.outage : undefined,
				master: state.master,
				session: event.session,
				since: event.at,
				failures: 0,
				failure: undefined,
			}
		: undefined;
}

function inSession(
	state: ConnectionState,
	event: EventOf<'heartbeat-acknowledged' | 'heartbeat-failed' | 'session-ended'>,
): ConnectionState | undefined {
	if ((state.type !== 'registered' && state.type !== 'active') || state.session.number !== event.session) {
		return undefined;
	}

	const streak = state.type === 'active' ? state.streak : 0;
	const {master, session} = state;
	const former = state.type === 'registered' ? state.outage : undefined;
	const lost = (reason: Failure): ConnectionState => ({
		type: 'connection-lost',
		master,
		since: event.at,
		reason,
		outage: former?.wasConnected ? former : {since: event.at, wasConnected: true, endedStreak: streak, attempts: 0},
	});
	switch (event.type) {
		case 'heartbeat-acknowledged':
			return {
				type: 'active',
				master,
				session,
				since: state.type === 'active' ? state.since : event.at,
				streak: nextStreak(state),
				failures: 0,
				failure: undefined,
				roundTripMs: event.roundTripMs,
			};
		case 'heartbeat-failed':
			if (event.failures !== state.failures + 1 || event.failures > event.threshold) {
				return undefined;
			}

			return event.failures === event.threshold
				? lost(event.reason)
				: {...state, failures: event.failures, failure: event.reason};
		case 'session-ended':
			return lost(event.reason);
		default:
			return assertNever(event);
	}
}

function retryScheduled(state: ConnectionState, event: EventOf<'retry-scheduled'>): ConnectionState | undefined {
	const {at, master, attempt, delayMs, retryAt, nextDelaysMs, reason} = event;
	const waiting = {type: 'reconnecting', master, since: at, attempt, delayMs, retryAt, nextDelaysMs, reason} as const;
	// A refusal ends one run of the schedule while it waits and begins another: the state is told anew.
	return state.type === 'connection-lost' || state.type === 'connecting' || state.type === 'reconnecting'
		? {...waiting, outage: state.outage}
		: undefined;
}

/** True where the master knows this agent, as far as the agent knows. */
export function isInSession(
	state: ConnectionState,
): state is Extract<ConnectionState, {type: 'registered' | 'active'}> {
	return state.type === 'registered' || state.type === 'active';
}

/** True where this process has ever had a session. */
export function hasBeenConnected(state: ConnectionState): boolean {
	return isInSession(state) || ('outage' in state && state.outage?.wasConnected === true);
}

/** Why the connection is not well. Undefined where it is, or where that is not known yet. */
export function failureOf(state: ConnectionState): Failure | undefined {
	switch (state.type) {
		case 'start':
		case 'connecting':
			return undefined;
		case 'registered':
		case 'active':
			return state.failure;
		case 'connection-lost':
		case 'reconnecting':
			return state.reason;
		case 'stopped':
			return state.reason.type === 'refused' ? state.reason.failure : undefined;
		default:
			return assertNever(state);
	}
}

/** True where a loss goes on with the outage before it. */
export function goesOn({since, outage}: Extract<ConnectionState, {type: 'connection-lost'}>): boolean {
	return outage.since !== since;
}

/** The streak that the next heartbeat makes if it is acknowledged: one that failed begins it anew. */
export function nextStreak(state: ConnectionState): number {
	return state.type === 'active' && state.failures === 0 ? state.streak + 1 : 1;
}
