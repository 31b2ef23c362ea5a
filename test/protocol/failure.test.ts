import {status} from '@grpc/grpc-js';
import {describe, expect, test} from 'vitest';
import {
	ConnectionFailure,
	endedFailure,
	failureOfCode,
	failureOfServiceError,
	timeoutFailure,
} from '../../source/protocol/failure.js';

const address = {host: 'master.example', port: 50_050};
const context = {address};

function serviceError(code: status, details: string): Error {
	return Object.assign(new Error(`${code} ${status[code]}: ${details}`), {code, details});
}

describe('a gRPC error is told in words', () => {
	test.each([
		[
			status.UNAVAILABLE,
			'No connection established. Last error: Error: connect ECONNREFUSED 10.0.0.1:50050',
			'unreachable',
			'ECONNREFUSED',
			'Nothing is listening at master.example:50050 (ECONNREFUSED). The master is probably down.',
		],
		[
			status.UNAVAILABLE,
			'No connection established. Last error: connect EHOSTUNREACH 10.0.0.1:50050',
			'unreachable',
			'EHOSTUNREACH',
			'master.example:50050 cannot be reached (EHOSTUNREACH). Its machine or the network on the way is probably down.',
		],
		[
			status.UNAVAILABLE,
			'Connection dropped',
			'unreachable',
			'ENDED',
			'master.example:50050 ended the connection. The master stopped or died, or something on the way cut it.',
		],
		[
			status.UNAVAILABLE,
			'read ECONNRESET',
			'unreachable',
			'ECONNRESET',
			'master.example:50050 cut the connection (ECONNRESET). The master died, or something on the way ended the connection.',
		],
		[
			status.UNAVAILABLE,
			'This master cannot take new agents now: the disk is full',
			'unreachable',
			'UNAVAILABLE',
			'The master at master.example:50050 answers with an error: This master cannot take new agents now: the disk is full (UNAVAILABLE).',
		],
		[
			status.UNIMPLEMENTED,
			'The server does not implement the method',
			'unreachable',
			'UNIMPLEMENTED',
			"master.example:50050 speaks gRPC but is no master (UNIMPLEMENTED). The port is probably another program's.",
		],
		[
			status.PERMISSION_DENIED,
			'not this name',
			'refused',
			'PERMISSION_DENIED',
			'The master does not permit it: not this name (PERMISSION_DENIED).',
		],
		[
			status.UNAUTHENTICATED,
			'',
			'refused',
			'UNAUTHENTICATED',
			'The master does not accept who this agent says it is: it gave no reason (UNAUTHENTICATED).',
		],
		[
			status.INVALID_ARGUMENT,
			'bad name',
			'refused',
			'INVALID_ARGUMENT',
			'The master does not accept the registration: bad name (INVALID_ARGUMENT).',
		],
		[
			status.ALREADY_EXISTS,
			'The name "web-1" is held by another agent',
			'name-taken',
			'ALREADY_EXISTS',
			'The name "web-1" is held by another agent (ALREADY_EXISTS).',
		],
	] as const)('%s %s', (code, details, kind, reason, message) => {
		expect(failureOfServiceError(serviceError(code, details), context)).toMatchObject({kind, code: reason, message});
	});

	test('what the master wrote is one clean line, whatever it holds', () => {
		const details = `no\r\n\u001B[31m${'x'.repeat(1_000_000)}`;
		const {message, detail} = failureOfServiceError(serviceError(status.PERMISSION_DENIED, details), context);
		expect(message).not.toMatch(/\p{Cc}/u);
		expect(message.length).toBeLessThan(500);
		expect(detail.length).toBeLessThanOrEqual(400);
	});

	test('a word of the master that looks like a code does not change what a refusal is', () => {
		const error = serviceError(status.PERMISSION_DENIED, 'ECONNREFUSED');
		expect(failureOfServiceError(error, context)).toMatchObject({kind: 'refused', code: 'PERMISSION_DENIED'});
	});

	test('anything else that is thrown is a failure too, never a second error', () => {
		for (const thrown of ['text', undefined, null, 7, new TypeError('broken'), {code: 7}]) {
			expect(failureOfServiceError(thrown, context)).toMatchObject({kind: 'unreachable', code: 'UNKNOWN'});
		}
	});

	test('a failure of ours stays as it is', () => {
		const failure = endedFailure(context);
		expect(failureOfServiceError(new ConnectionFailure(failure), context)).toBe(failure);
	});
});

describe('a limit that ran out', () => {
	test('while connecting tells whether the peer had accepted', () => {
		expect(timeoutFailure('connect', 10_000, {address, accepted: true}).message).toBe(
			'master.example:50050 accepts connections but does not answer within 10 s (TIMEOUT). The master is stuck, or something else listens there.',
		);
		expect(timeoutFailure('connect', 500, {address, accepted: false}).message).toBe(
			'master.example:50050 does not answer within 500 ms (TIMEOUT). Its machine is probably down, or a firewall drops the packets.',
		);
	});

	test.each(['connect', 'register', 'heartbeat', 'answer'] as const)(
		'while waiting for %s has the same code',
		(what) => {
			expect(timeoutFailure(what, 1000, context)).toMatchObject({kind: 'unreachable', code: 'TIMEOUT'});
		},
	);
});

describe('a raw code', () => {
	test('on this machine is told as such', () => {
		expect(failureOfCode('ECONNREFUSED', {address: {host: '127.0.0.1', port: 1}}).message).toBe(
			'Nothing is listening at 127.0.0.1:1 (ECONNREFUSED). No master runs on this machine.',
		);
	});

	test('that nobody knows is told all the same', () => {
		expect(failureOfCode('EWEIRD', context).message).toBe('master.example:50050 cannot be reached (EWEIRD).');
	});

	test('stands in its message', () => {
		for (const code of ['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EPIPE', 'ETIMEDOUT', 'EPERM', 'EMFILE', 'ENFILE']) {
			expect(failureOfCode(code, context).message).toContain(`(${code})`);
		}
	});
});

test.each([
	[5000, '5 s'],
	[4987.25, '5 s'],
	[997.12, '1 s'],
	[1500, '1.5 s'],
	[250, '250 ms'],
])('a limit of %d ms is told as %s', (limitMs, words) => {
	const {message} = timeoutFailure('heartbeat', limitMs, {address: {host: 'master.example', port: 50_050}});
	expect(message).toBe(
		`No answer from master.example:50050 within ${words} (TIMEOUT). The master is stuck, or the network drops packets.`,
	);
});

test('what does not answer on this machine is not blamed on another one', () => {
	const {message} = timeoutFailure('connect', 500, {address: {host: '127.0.0.1', port: 50_050}});
	expect(message).toBe(
		'127.0.0.1:50050 does not answer within 500 ms (TIMEOUT). A firewall of this machine drops the packets.',
	);
});
