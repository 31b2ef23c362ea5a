import {expect, test} from 'vitest';
import {ConnectionFailure} from '../../../source/protocol/failures/connection-failure.js';
import {
	createFailure,
	endedFailure,
	failureOfCode,
	timeoutFailure,
	waits,
} from '../../../source/protocol/failures/failure.js';
import {failureInFull} from '../../../source/protocol/failures/failure-words.js';
import {isFailure} from '../../../source/protocol/failures/read-failure.js';

const address = {host: 'master.example', port: 50_050};

test('a failure of a code names where a socket was opened to, where that is known', () => {
	const dialled = {host: '10.0.0.5', port: 50_050};
	expect(failureOfCode('ECONNREFUSED', {address, dialled, said: 'connect'})).toEqual({
		kind: 'unreachable',
		code: 'ECONNREFUSED',
		address,
		dialled,
		said: 'connect',
	});
	expect(failureOfCode('ENOTFOUND', {address})).toEqual({
		kind: 'unreachable',
		code: 'ENOTFOUND',
		address,
		said: 'ENOTFOUND',
	});
});

test('a limit that ran out keeps what was waited for, and whether the peer had accepted', () => {
	expect(timeoutFailure('connect', 500, {address, accepted: true})).toEqual({
		kind: 'unreachable',
		code: 'TIMEOUT',
		address,
		waitedFor: 'connect',
		limitMs: 500,
		accepted: true,
		said: '',
	});
});

test('what was said is one bounded line', () => {
	const {said} = createFailure('refused', 'REFUSED', {address}, `no\r\n\u001B[31m${'x'.repeat(1_000_000)}`);
	expect(said).not.toMatch(/\p{Cc}/u);
	expect(said.length).toBeLessThanOrEqual(400);
});

test('the error that carries a failure has its words in full', () => {
	const failure = endedFailure({address});
	const error = new ConnectionFailure(failure);
	expect(error.failure).toBe(failure);
	expect(error.message).toBe(failureInFull(failure));
});

test('every failure is read back from JSON as it was', () => {
	const failures = [
		endedFailure({address}),
		failureOfCode('ECONNREFUSED', {address, dialled: {host: '::1', port: 1}}),
		...waits.map((what) => timeoutFailure(what, 500, {address, accepted: false})),
	];
	for (const failure of failures) {
		const travelled: unknown = JSON.parse(JSON.stringify(failure));
		expect(isFailure(travelled)).toBe(true);
		expect(travelled).toEqual(failure);
	}
});
