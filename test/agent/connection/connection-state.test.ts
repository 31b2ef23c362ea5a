import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
	type ConnectionEvent,
	type ConnectionState,
	initialState,
	isInSession,
	nextStreak,
	transition,
} from '../../../source/agent/connection/connection-state.js';
import {failure} from '../../helpers/fake-link.js';

const master = {host: 'master.example', port: 50_050};
const reason = failure().failure;

/** Folds events, and fails the test where one is refused. */
function reach(...events: ConnectionEvent[]): ConnectionState {
	return events.reduce((state, event) => {
		const next = transition(state, event);
		expect(next, `${state.type} takes ${event.type}`).toBeDefined();
		return next ?? state;
	}, initialState);
}

const connecting: ConnectionEvent = {type: 'connecting', at: 1, master, attempt: 1};
const registered: ConnectionEvent = {
	type: 'registered',
	at: 2,
	session: {number: 1, id: 'one'},
	reportedAddress: 'agent:0',
};
const acknowledged = (session = 1): ConnectionEvent => ({
	type: 'heartbeat-acknowledged',
	at: 3,
	session,
	roundTripMs: 12,
});
const failed = (failures: number, session = 1): ConnectionEvent => ({
	type: 'heartbeat-failed',
	at: 4,
	session,
	failures,
	threshold: 3,
	reason,
});
const scheduled: ConnectionEvent = {
	type: 'retry-scheduled',
	at: 5,
	master,
	attempt: 2,
	delayMs: 5000,
	retryAt: 5005,
	nextDelaysMs: [10_000],
	reason,
};
const stopped: ConnectionEvent = {type: 'stopped', at: 9, reason: {type: 'asked', by: 'SIGTERM'}};

describe('the way through an outage', () => {
	test('registered becomes active on the first acknowledged heartbeat', () => {
		expect(reach(connecting, registered, acknowledged())).toMatchObject({type: 'active', streak: 1, since: 3});
	});

	test('a failed heartbeat keeps the session and its streak, an acknowledged one begins a new streak', () => {
		const failing = reach(connecting, registered, acknowledged(), acknowledged(), failed(1));
		expect(failing).toMatchObject({type: 'active', streak: 2, failures: 1, failure: reason});
		expect(nextStreak(failing)).toBe(1);
		expect(transition(failing, acknowledged())).toMatchObject({type: 'active', streak: 1, failures: 0, since: 3});
	});

	test('the failure that reaches the threshold is the loss, which tells the streak it ended', () => {
		const lost = reach(connecting, registered, acknowledged(), failed(1), failed(2), failed(3));
		const outage = {since: 4, wasConnected: true, endedStreak: 1, attempts: 0};
		expect(lost).toEqual({type: 'connection-lost', master, since: 4, reason, outage});
	});

	test('an outage counts from the loss, through every attempt', () => {
		const state = reach(
			connecting,
			registered,
			acknowledged(),
			{type: 'session-ended', at: 40, session: 1, reason},
			{...scheduled, at: 41},
			{...connecting, at: 50, attempt: 2},
			{...scheduled, at: 51, attempt: 3},
		);
		expect(state).toMatchObject({
			type: 'reconnecting',
			attempt: 3,
			outage: {since: 40, wasConnected: true, endedStreak: 1},
		});
	});

	test('an outage goes on while a master takes the agent and drops it, and ends with an acknowledged heartbeat', () => {
		const outage = {since: 40, wasConnected: true, endedStreak: 1};
		const taken = reach(
			connecting,
			registered,
			acknowledged(),
			{type: 'session-ended', at: 40, session: 1, reason},
			{...scheduled, at: 41},
			{...connecting, at: 50, attempt: 1},
			{...registered, at: 60, session: {number: 2, id: 'two'}},
		);
		expect(taken).toMatchObject({type: 'registered', outage});
		const dropped = transition(taken, {type: 'session-ended', at: 70, session: 2, reason});
		expect(dropped).toMatchObject({type: 'connection-lost', master, since: 70, reason, outage});
		const confirmed = transition(taken, acknowledged(2));
		expect(confirmed).not.toHaveProperty('outage');
		const lostAgain = confirmed && transition(confirmed, {type: 'session-ended', at: 80, session: 2, reason});
		expect(lostAgain).toMatchObject({outage: {since: 80, wasConnected: true, endedStreak: 1}});
	});

	test('an agent that was never connected counts from its first attempt', () => {
		expect(reach(connecting, scheduled)).toMatchObject({outage: {since: 1, wasConnected: false}});
	});

	test('a session that the master forgot is replaced on the same connection', () => {
		const again: ConnectionEvent = {...registered, at: 8, session: {number: 2, id: 'two'}, replaces: 1} as const;
		expect(reach(connecting, registered, acknowledged(), again)).toMatchObject({
			type: 'registered',
			session: {number: 2},
			since: 8,
		});
	});
});

describe('what a state cannot take is refused', () => {
	test.each<[string, ConnectionEvent[], ConnectionEvent]>([
		['a heartbeat of an old session', [connecting, registered, acknowledged()], acknowledged(7)],
		['a failure of an old session', [connecting, registered], failed(1, 7)],
		['a failure that skips one', [connecting, registered], failed(2)],
		['an answer after the loss', [connecting, registered, failed(1), failed(2), failed(3)], acknowledged()],
		['an answer while it waits', [connecting, scheduled], acknowledged()],
		['a registration while it waits', [connecting, scheduled], registered],
		['a registration that replaces nothing', [connecting, registered, acknowledged()], registered],
		['a second attempt at once', [connecting], connecting],
		['a retry while it is active', [connecting, registered, acknowledged()], scheduled],
		['anything after it was stopped', [connecting, stopped], connecting],
		['a second stop', [stopped], stopped],
	])('%s', (_name, events, event) => {
		expect(transition(reach(...events), event)).toBeUndefined();
	});
});

const sessionNumber = fc.integer({min: 1, max: 4});
const at = fc.integer({min: 0, max: 1_000_000});
const anyEvent: fc.Arbitrary<ConnectionEvent> = fc.oneof(
	fc.record({type: fc.constant('connecting' as const), at, master: fc.constant(master), attempt: fc.nat(9)}),
	fc.record(
		{
			type: fc.constant('registered' as const),
			at,
			session: fc.record({number: sessionNumber, id: fc.constant('id')}),
			reportedAddress: fc.constant('agent:0'),
			replaces: sessionNumber,
		},
		{requiredKeys: ['type', 'at', 'session', 'reportedAddress']},
	),
	fc.record({
		type: fc.constant('heartbeat-acknowledged' as const),
		at,
		session: sessionNumber,
		roundTripMs: fc.constant(1),
	}),
	fc.record({
		type: fc.constant('heartbeat-failed' as const),
		at,
		session: sessionNumber,
		failures: fc.integer({min: 0, max: 4}),
		threshold: fc.constant(3),
		reason: fc.constant(reason),
	}),
	fc.record({type: fc.constant('session-ended' as const), at, session: sessionNumber, reason: fc.constant(reason)}),
	fc.record({
		type: fc.constant('retry-scheduled' as const),
		at,
		master: fc.constant(master),
		attempt: fc.nat(9),
		delayMs: fc.nat(60_000),
		retryAt: at,
		nextDelaysMs: fc.constant([]),
		reason: fc.constant(reason),
	}),
	fc.record({type: fc.constant('stopped' as const), at, reason: fc.constant({type: 'asked', by: 'test'} as const)}),
);

/** Which state may follow which: the table of the documentation. */
const edges: Readonly<Record<ConnectionState['type'], readonly ConnectionState['type'][]>> = {
	start: ['connecting', 'stopped'],
	connecting: ['registered', 'reconnecting', 'stopped'],
	registered: ['registered', 'active', 'connection-lost', 'stopped'],
	active: ['active', 'registered', 'connection-lost', 'stopped'],
	'connection-lost': ['reconnecting', 'stopped'],
	reconnecting: ['reconnecting', 'connecting', 'stopped'],
	stopped: [],
};

describe('for every sequence of events', () => {
	test('only the documented edges are taken', () => {
		fc.assert(
			fc.property(fc.array(anyEvent, {maxLength: 60}), (events) => {
				let state = initialState;
				for (const event of events) {
					const next = transition(state, event);
					if (next !== undefined) {
						expect(edges[state.type]).toContain(next.type);
						state = next;
					}
				}
			}),
			{numRuns: 2000},
		);
	});

	test('a dead session never comes back to life', () => {
		fc.assert(
			fc.property(fc.array(anyEvent, {maxLength: 80}), (events) => {
				let state = initialState;
				const dead = new Set<number>();
				for (const event of events) {
					const next = transition(state, event);
					if (next === undefined) {
						continue;
					}

					const before = isInSession(state) ? state.session.number : undefined;
					const after = isInSession(next) ? next.session.number : undefined;
					if (before !== undefined && before !== after) {
						dead.add(before);
					}

					// A new registration may reuse no number, so only heartbeats could revive one.
					if (after !== undefined && event.type !== 'registered') {
						expect(dead.has(after) && before !== after).toBe(false);
					}

					if (event.type === 'registered' && after !== undefined) {
						dead.delete(after);
					}

					state = next;
				}
			}),
			{numRuns: 2000},
		);
	});

	test('failures stay below the threshold, and a stopped connection stays stopped', () => {
		fc.assert(
			fc.property(fc.array(anyEvent, {maxLength: 60}), (events) => {
				let state = initialState;
				for (const event of events) {
					const next = transition(state, event);
					if (state.type === 'stopped') {
						expect(next).toBeUndefined();
					}

					state = next ?? state;
					if (isInSession(state)) {
						expect(state.failures).toBeLessThan(3);
					}
				}
			}),
			{numRuns: 1000},
		);
	});
});
