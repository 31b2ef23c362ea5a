import {status} from '@grpc/grpc-js';
import {describe, expect, test} from 'vitest';
import {ConnectionFailure} from '../../source/protocol/failures/connection-failure.js';
import {endedFailure} from '../../source/protocol/failures/failure.js';
import {failureInFull} from '../../source/protocol/failures/failure-words.js';
import {failureOfServiceError} from '../../source/protocol/service-error.js';

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
		const failure = failureOfServiceError(serviceError(code, details), context);
		expect(failure).toMatchObject({kind, code: reason});
		expect(failureInFull(failure)).toBe(message);
	});

	test('what the master wrote is one clean line, whatever it holds', () => {
		const details = `no\r\n\u001B[31m${'x'.repeat(1_000_000)}`;
		const failure = failureOfServiceError(serviceError(status.PERMISSION_DENIED, details), context);
		const message = failureInFull(failure);
		expect(message).not.toMatch(/\p{Cc}/u);
		expect(message.length).toBeLessThan(500);
		expect(failure.said.length).toBeLessThanOrEqual(400);
	});

	test('a word of the master that looks like a code does not change what a refusal is', () => {
		const error = serviceError(status.PERMISSION_DENIED, 'connect ECONNREFUSED');
		expect(failureOfServiceError(error, context)).toMatchObject({kind: 'refused', code: 'PERMISSION_DENIED'});
	});

	test.each([
		[status.INTERNAL, 'EMFILE: too many open files, open /var/lib/sloth/registry.db', 'INTERNAL'],
		[status.UNAVAILABLE, 'The registry cannot be written: its disk is full (ENOSPC)', 'UNAVAILABLE'],
		[status.UNKNOWN, 'connect ECONNREFUSED 10.0.0.9:5432', 'UNKNOWN'],
	])(
		'a code of its own machine in what a master wrote is not taken for one of this machine: %s %s',
		(code, details, reason) => {
			expect(failureOfServiceError(serviceError(code, details), context)).toMatchObject({code: reason, said: details});
		},
	);

	test('a system error that the library had in a call is one of this machine', () => {
		const details = 'Received RST_STREAM with code 2 triggered by internal client error: write EPIPE';
		expect(failureOfServiceError(serviceError(status.INTERNAL, details), context).code).toBe('EPIPE');
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

test('the address that the library names is where a socket was opened to', () => {
	const read = (details: string) => failureOfServiceError(serviceError(status.UNAVAILABLE, details), context).dialled;
	expect(read('No connection established. Last error: Error: connect ECONNREFUSED 10.0.0.1:50050')).toEqual({
		host: '10.0.0.1',
		port: 50_050,
	});
	expect(read('connect ECONNREFUSED ::1:50050')).toEqual({host: '::1', port: 50_050});
	expect(read('read ECONNRESET')).toBeUndefined();
});
