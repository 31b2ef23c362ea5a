import {expect, test} from 'vitest';
import {eventWords} from '../../../source/fleet/words/event-words.js';

const event = {
	id: '1',
	at: 0,
	agent: 'web-1',
	word: 'LATE',
	severity: 'warning',
	message: 'web-1 is late: its connection broke',
	reason: '',
	roundTrip: undefined,
} as const;

test('an event says why, or what was told where there is no reason, and does not repeat its agent', () => {
	expect(eventWords(event)).toBe('is late: its connection broke');
	expect(eventWords({...event, message: 'web-10 asks'})).toBe('web-10 asks');
	expect(eventWords({...event, reason: 'its connection broke'})).toBe('its connection broke');
});

test('of a silence it says how long, and the last round trip beside what is usual', () => {
	const silent = {...event, reason: 'no heartbeat for 10 s'};
	expect(eventWords(silent)).toBe('nothing for 10 s');
	expect(eventWords({...silent, roundTrip: {lastMs: 88, usualMs: 14}})).toBe(
		'nothing for 10 s, last round trip 88 ms (usual 14)',
	);
	expect(eventWords({...silent, roundTrip: {lastMs: 88, usualMs: 12_000}})).toBe(
		'nothing for 10 s, last round trip 88 ms (usual 12.0 s)',
	);
});
