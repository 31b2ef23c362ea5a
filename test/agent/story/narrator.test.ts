import {describe, expect, test} from 'vitest';
import type {ConnectionFact} from '../../../source/agent/connection/connection-facts.js';
import {
	type ConnectionEvent,
	type ConnectionState,
	initialState,
	transition,
} from '../../../source/agent/connection/connection-state.js';
import {createNarrator, type Line, summaryIntervalMs} from '../../../source/agent/story/narrator.js';
import {failureInFull} from '../../../source/protocol/failures/failure-words.js';
import {failure} from '../../helpers/fake-link.js';

const master = {host: '192.168.1.15', port: 50_050};
const {failure: reason} = failure();
const inWords = (code: string) => failureInFull({...reason, code});

/** Folds events as the connection does, and collects what is told of them. */
function narrator() {
	const tell = createNarrator({threshold: 3});
	let state: ConnectionState = initialState;
	const lines: Line[] = [];
	return {
		lines,
		texts: () => lines.filter(({level}) => level !== 'debug').map(({level, message}) => `${level} ${message}`),
		tell(...events: ConnectionEvent[]) {
			for (const event of events) {
				const next = transition(state, event);
				if (next === undefined) {
					throw new Error(`${state.type} does not take ${event.type}`);
				}

				const fact: ConnectionFact = {event, previous: state, state: next};
				state = next;
				lines.push(...tell(fact));
			}
		},
	};
}

const connecting = (at: number, attempt: number): ConnectionEvent => ({type: 'connecting', at, master, attempt});
const registered = (at: number, number = 1): ConnectionEvent => ({
	type: 'registered',
	at,
	session: {number, id: `session-${number}`},
	reportedAddress: '192.168.1.16:50051',
});
const beat = (at: number, session = 1): ConnectionEvent => ({
	type: 'heartbeat-acknowledged',
	at,
	session,
	roundTripMs: 12,
});
const failed = (at: number, failures: number, session = 1): ConnectionEvent => ({
	type: 'heartbeat-failed',
	at,
	session,
	failures,
	threshold: 3,
	reason,
});
const retry = (at: number, attempt: number, delayMs: number, code = reason.code): ConnectionEvent => ({
	type: 'retry-scheduled',
	at,
	master,
	attempt,
	delayMs,
	retryAt: at + delayMs,
	nextDelaysMs: [],
	reason: {...reason, code},
});

test('an outage is told in the words that people search for', () => {
	const {tell, texts, lines} = narrator();
	tell(connecting(0, 1), registered(1), beat(2), beat(3), beat(4));
	tell(failed(5, 1), failed(6, 2), failed(7, 3), retry(8, 1, 5000));
	tell(connecting(5008, 1), retry(5009, 2, 10_000), connecting(15_009, 2), registered(15_010, 2));
	tell(beat(15_011, 2), beat(20_011, 2), beat(25_011, 2));
	expect(texts()).toEqual([
		'info Agent registered with master at 192.168.1.15:50050, reporting address 192.168.1.16:50051',
		'info Agent active, first heartbeat acknowledged',
		`warn Heartbeat failed (1/3): ${inWords('ECONNREFUSED')}`,
		`warn Heartbeat failed (2/3): ${inWords('ECONNREFUSED')}`,
		`warn Heartbeat failed (3/3): ${inWords('ECONNREFUSED')}`,
		'error Lost connection to master after 3 failed heartbeats',
		'info Reconnecting to master in 5s...',
		`warn Failed to connect to master at 192.168.1.15:50050: ${inWords('ECONNREFUSED')}`,
		'info Reconnecting to master in 10s...',
		'info Agent registered with master at 192.168.1.15:50050, reporting address 192.168.1.16:50051',
		'info Agent active, first heartbeat acknowledged',
		'info Heartbeat recovered, connection stable',
	]);
	// From the loss to the registration, as the screen and the history have it.
	expect(lines.at(-1)?.fields).toEqual({outage: '15s', attempts: 2});
});

test('a heartbeat that recovers in time is told at once, and the next trouble from the beginning', () => {
	const {tell, texts, lines} = narrator();
	tell(connecting(0, 1), registered(1), beat(2), failed(5, 1), beat(6));
	expect(texts().slice(2)).toEqual([
		`warn Heartbeat failed (1/3): ${inWords('ECONNREFUSED')}`,
		'info Heartbeat recovered, connection stable',
	]);
	lines.length = 0;
	tell(failed(50, 1), beat(51));
	expect(texts()).toHaveLength(2);
});

test('a new session of a master that forgot the old one is told', () => {
	const {tell, texts} = narrator();
	tell(connecting(0, 1), registered(1), beat(2), {...registered(3, 2), replaces: 1} as ConnectionEvent);
	expect(texts().slice(2)).toEqual([
		'warn The master did not know this session: registered again',
		'info Agent registered with master at 192.168.1.15:50050, reporting address 192.168.1.16:50051',
	]);
});

describe('what repeats in an outage', () => {
	test('is told when the delay or the reason changes, and summed up every two hours', () => {
		const {tell, lines, texts} = narrator();
		tell(connecting(0, 1));
		let at = 0;
		const attempts = summaryIntervalMs / 60_000 + 1;
		for (let attempt = 1; attempt <= attempts; attempt++) {
			tell(retry(at, attempt + 1, 60_000));
			at += 60_000;
			tell(connecting(at, attempt + 1));
		}

		expect(texts()).toEqual([
			`warn Failed to connect to master at 192.168.1.15:50050: ${inWords('ECONNREFUSED')}`,
			'info Reconnecting to master in 60s...',
			'info Still reconnecting to master at 192.168.1.15:50050: for 2h 0m, 121 attempts (ECONNREFUSED x121)',
		]);
		lines.length = 0;
		tell(retry(at, 200, 60_000, 'TIMEOUT'));
		expect(texts()).toEqual([
			`warn Failed to connect to master at 192.168.1.15:50050: ${inWords('TIMEOUT')}`,
			'info Reconnecting to master in 60s...',
		]);
	});

	test('is bounded when two reasons alternate', () => {
		const {tell, texts} = narrator();
		tell(connecting(0, 1));
		for (let attempt = 1; attempt < 100; attempt++) {
			tell(
				retry(attempt, attempt + 1, 60_000, attempt % 2 === 0 ? 'TIMEOUT' : 'ECONNREFUSED'),
				connecting(attempt, attempt + 1),
			);
		}

		expect(texts().length).toBeLessThanOrEqual(14);
	});

	test('is folded when a master takes the agent and drops it again and again', () => {
		const {tell, texts} = narrator();
		tell(connecting(0, 1));
		for (let flap = 1; flap < 200; flap++) {
			tell(registered(flap, flap), beat(flap, flap));
			tell(failed(flap, 1, flap), failed(flap, 2, flap), failed(flap, 3, flap));
			tell(retry(flap, flap + 1, 60_000), connecting(flap, flap + 1));
		}

		expect(texts().length).toBeLessThanOrEqual(25);
	});
});

test('a new draw of the jitter is no new delay', () => {
	const {tell, texts} = narrator();
	tell(connecting(0, 1), retry(1, 2, 60_000), connecting(2, 2), retry(3, 3, 52_000));
	expect(texts()).toHaveLength(2);
});

test('why it stopped is the last line', () => {
	const {tell, texts} = narrator();
	tell(connecting(0, 1), {type: 'stopped', at: 1, reason: {type: 'asked', by: 'SIGTERM'}});
	expect(texts().at(-1)).toBe('info Agent stopped: SIGTERM');
	const other = narrator();
	other.tell(connecting(0, 1), {type: 'stopped', at: 1, reason: {type: 'refused', failure: reason}});
	expect(other.texts().at(-1)).toBe(`error Agent not registered: ${inWords('ECONNREFUSED')}`);
});
