import {expect, test} from 'vitest';
import type {ConnectionFact} from '../../../source/agent/connection/connection-facts.js';
import {
	type ConnectionEvent,
	type ConnectionState,
	initialState,
	transition,
} from '../../../source/agent/connection/connection-state.js';
import {
	foldHistory,
	type History,
	isWorthSaving,
	mostRemembered,
	parseHistory,
	seenAt,
	startRun,
} from '../../../source/agent/story/history.js';
import {failureOfCode, timeoutFailure} from '../../../source/protocol/failures/failure.js';

const master = {host: 'master.example', port: 50_050};
const dialled = {host: '10.0.0.5', port: 50_050};
const reason = failureOfCode('ECONNREFUSED', {address: master, dialled});
const wallAtZero = 1_700_000_000_000;
const toWall = (monotonicMs: number) => wallAtZero + monotonicMs;

/** Folds events from the start of a process. Returns every history on the way, the first before any event. */
function fold(events: readonly ConnectionEvent[], first: History = startRun(undefined, toWall(0))): readonly History[] {
	let state: ConnectionState = initialState;
	const histories = [first];
	for (const event of events) {
		const next = transition(state, event);
		if (next === undefined) {
			throw new Error(`${state.type} refused ${event.type}`);
		}

		const fact: ConnectionFact = {event, previous: state, state: next};
		histories.push(foldHistory(histories.at(-1) ?? first, fact, toWall));
		state = next;
	}

	return histories;
}

function last(histories: readonly History[]): History {
	const history = histories.at(-1);
	if (history === undefined) {
		throw new Error('No history');
	}

	return history;
}

const connecting = (at: number, attempt: number): ConnectionEvent => ({type: 'connecting', at, master, attempt});
const registered = (at: number, session: number): ConnectionEvent => ({
	type: 'registered',
	at,
	session: {number: session, id: ''},
	reportedAddress: '',
});
const acknowledged = (at: number, session: number): ConnectionEvent => ({
	type: 'heartbeat-acknowledged',
	at,
	session,
	roundTripMs: 1,
});
const ended = (at: number, session: number): ConnectionEvent => ({type: 'session-ended', at, session, reason});
const wait = (at: number, attempt: number): ConnectionEvent => ({
	type: 'retry-scheduled',
	at,
	master,
	attempt,
	delayMs: 10,
	retryAt: at + 10,
	nextDelaysMs: [10],
	reason,
});

const beats = (from: number, count: number, session: number) =>
	Array.from({length: count}, (_, index) => acknowledged(from + index, session));

const outage = [
	connecting(0, 1),
	registered(1, 1),
	...beats(10, 5, 1),
	ended(100, 1),
	wait(100, 1),
	connecting(110, 1),
	wait(120, 2),
	connecting(130, 2),
	registered(140, 2),
	...beats(150, 2, 2),
];

test('an outage lasts from its loss to the registration that ends it', () => {
	expect(last(fold(outage))).toEqual({
		firstStartAt: toWall(0),
		bestStreak: 5,
		outages: [
			{
				since: toWall(100),
				until: toWall(140),
				reason,
				attempts: 2,
				endedStreak: 5,
				wasConnected: true,
			},
		],
		runs: [{since: toWall(0), until: toWall(0)}],
	});
});

test('it is worth a write at the loss and at the return, and at no heartbeat or attempt', () => {
	const histories = fold(outage);
	const saved = outage.filter((_event, index) => {
		const [before, after] = [histories[index], histories[index + 1]];
		return before !== undefined && after !== undefined && isWorthSaving(before, after);
	});
	expect(saved.map(({type}) => type)).toEqual(['session-ended', 'registered']);
});

test('a process that never was connected is in an outage from its first attempt on', () => {
	const {outages} = last(fold([connecting(5, 1), wait(20, 2), connecting(30, 2), registered(40, 1)]));
	expect(outages).toMatchObject([
		{since: toWall(5), until: toWall(40), wasConnected: false, attempts: 2, endedStreak: 0},
	]);
});

test('a first attempt that succeeds is no outage', () => {
	expect(last(fold([connecting(5, 1), registered(6, 1), acknowledged(7, 1)])).outages).toEqual([]);
});

test('a session that no heartbeat confirmed does not end the outage before it', () => {
	const {outages} = last(
		fold([
			...outage.slice(0, -2),
			ended(145, 2),
			wait(145, 3),
			connecting(155, 3),
			registered(160, 3),
			acknowledged(161, 3),
		]),
	);
	expect(outages).toMatchObject([{since: toWall(100), until: toWall(160), attempts: 3, endedStreak: 5}]);
});

test('a record is one when the streak has ended, by one failed heartbeat too', () => {
	const start = [connecting(0, 1), registered(1, 1), ...beats(10, 7, 1)];
	expect(last(fold(start)).bestStreak).toBe(0);
	const failed: ConnectionEvent = {
		type: 'heartbeat-failed',
		at: 30,
		session: 1,
		failures: 1,
		threshold: 3,
		reason,
	};
	expect(last(fold([...start, failed])).bestStreak).toBe(7);
	expect(last(fold([...start, {type: 'stopped', at: 30, reason: {type: 'asked', by: 'a test'}}])).bestStreak).toBe(7);
});

test('a stop ends the outage and the run', () => {
	const {outages, runs} = last(
		fold([...outage.slice(0, 9), {type: 'stopped', at: 500, reason: {type: 'asked', by: 'a test'}}]),
	);
	expect(outages.at(-1)?.until).toBe(toWall(500));
	expect(runs).toEqual([{since: toWall(0), until: toWall(500)}]);
});

test('what a killed process left open ended when it was last known to run', () => {
	const killed = seenAt(last(fold(outage.slice(0, 9))), toWall(200));
	const {outages, runs, firstStartAt} = startRun(killed, toWall(9000));
	expect(outages.at(-1)?.until).toBe(toWall(200));
	expect(runs).toEqual([
		{since: toWall(0), until: toWall(200)},
		{since: toWall(9000), until: toWall(9000)},
	]);
	expect(firstStartAt).toBe(toWall(0));
});

test('no more than 200 outages and runs are remembered, the newest', () => {
	let history = startRun(undefined, 0);
	for (let index = 1; index <= mostRemembered + 10; index++) {
		history = startRun(last(fold(outage.slice(0, 9), history)), index);
	}

	expect(history.outages).toHaveLength(mostRemembered);
	expect(history.runs).toHaveLength(mostRemembered);
	expect(history.runs.at(-1)?.since).toBe(mostRemembered + 10);
});

test.each([
	['', 'nothing'],
	['{', 'half of it'],
	['null', 'null'],
	['[]', 'a list'],
	['{"firstStartAt":1,"bestStreak":1,"outages":[],"runs":null}', 'no runs'],
	['{"firstStartAt":"1","bestStreak":1,"outages":[],"runs":[]}', 'a text for a time'],
	['{"firstStartAt":1,"bestStreak":1e300,"outages":[],"runs":[]}', 'a number beyond all clocks'],
	['{"firstStartAt":1,"bestStreak":1,"outages":[{"since":1,"until":2}],"runs":[]}', 'an outage without a reason'],
])('%s is no history: %s', (text) => {
	expect(parseHistory(text)).toBeUndefined();
});

test('what was written is read back', () => {
	const history = last(fold(outage));
	expect(parseHistory(JSON.stringify(history))).toEqual(history);
});

const oldReason = {code: 'SUPERSEDED', message: 'Another agent has taken this name: web-2 did (SUPERSEDED).'};

/** A file with one outage, for this reason. */
function fileWith(reasonOfIt: unknown): string {
	const history = last(fold(outage));
	return JSON.stringify({...history, outages: history.outages.map((one) => ({...one, reason: reasonOfIt}))});
}

test('the reason of an outage is written as it is known, and read back whole', () => {
	expect(parseHistory(fileWith(reason))?.outages[0]?.reason).toEqual({
		kind: 'unreachable',
		code: 'ECONNREFUSED',
		address: master,
		dialled,
		said: 'ECONNREFUSED',
	});
	const timedOut = timeoutFailure('connect', 500, {address: master, accepted: true});
	expect(parseHistory(fileWith(timedOut))?.outages[0]?.reason).toEqual(timedOut);
});

test('a reason that an earlier version wrote in words keeps them, also where it is written again', () => {
	const history = parseHistory(fileWith(oldReason));
	expect(history?.outages[0]?.reason).toEqual(oldReason);
	expect(startRun(history, toWall(1000)).outages[0]?.reason).toEqual(oldReason);
	expect(parseHistory(JSON.stringify(history))).toEqual(history);
});

test.each([
	{code: 'TIMEOUT'},
	{...reason, kind: 'unheard-of'},
	{...reason, address: 'master.example:50050'},
	{...reason, dialled: {host: '10.0.0.5'}},
	{...reason, said: undefined},
	{...reason, waitedFor: 'nothing'},
	{...reason, limitMs: '5 s'},
	{...reason, accepted: 'yes'},
	{code: 7, message: 'Seven.'},
	'ECONNREFUSED',
	null,
])('an outage whose reason is %j makes no history', (damaged) => {
	expect(parseHistory(fileWith(damaged))).toBeUndefined();
});
