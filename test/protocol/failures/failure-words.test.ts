import {describe, expect, test} from 'vitest';
import {
	createFailure,
	endedFailure,
	type Failure,
	failureOfCode,
	timeoutFailure,
	type Waited,
} from '../../../source/protocol/failures/failure.js';
import {knownCodes} from '../../../source/protocol/failures/failure-table.js';
import {
	codeInList,
	failureAsClause,
	failureCodeLast,
	failureEvidence,
	failureHere,
	failureInFull,
	failureInList,
	failureSaid,
	failureWithoutCode,
	nameResolved,
} from '../../../source/protocol/failures/failure-words.js';

const address = {host: 'master.example', port: 50_050};
const context = {address};
const code = (name: string) => failureOfCode(name, context);
const answer = (name: string, said = '') => createFailure('unreachable', name, context, said);
const refusal = (name: string, said = '') => createFailure('refused', name, context, said);
const waiting = (what: Waited, limitMs = 5000) => timeoutFailure(what, limitMs, context);

type Case = {
	readonly failure: Failure;
	readonly inFull: string;
	readonly here: string;
	readonly clause: string;
	readonly inList: string;
};

const cases: readonly Case[] = [
	{
		failure: code('ECONNREFUSED'),
		inFull: 'Nothing is listening at master.example:50050 (ECONNREFUSED). The master is probably down.',
		here: 'Nothing is listening there. The master is probably down.',
		clause: 'nothing is listening there',
		inList: 'nothing is listening',
	},
	{
		failure: failureOfCode('ECONNREFUSED', {address: {host: '127.0.0.1', port: 1}}),
		inFull: 'Nothing is listening at 127.0.0.1:1 (ECONNREFUSED). No master runs on this machine.',
		here: 'Nothing is listening there. No master runs on this machine.',
		clause: 'nothing is listening there',
		inList: 'nothing is listening',
	},
	{
		failure: code('ENOTFOUND'),
		inFull: 'The name master.example does not resolve (ENOTFOUND). It is probably misspelt or missing from DNS.',
		here: 'The name master.example does not resolve. It is probably misspelt or missing from DNS.',
		clause: 'the name master.example does not resolve',
		inList: 'the name does not resolve',
	},
	{
		failure: code('EAI_AGAIN'),
		inFull:
			"The name master.example cannot be looked up now (EAI_AGAIN). The DNS server or this machine's network is probably down.",
		here: "The name master.example cannot be looked up now. The DNS server or this machine's network is probably down.",
		clause: 'the name master.example cannot be looked up now',
		inList: 'the name cannot be looked up',
	},
	{
		failure: code('EHOSTUNREACH'),
		inFull:
			'master.example:50050 cannot be reached (EHOSTUNREACH). Its machine or the network on the way is probably down.',
		here: 'It cannot be reached. Its machine or the network on the way is probably down.',
		clause: 'the master cannot be reached',
		inList: 'it cannot be reached',
	},
	{
		failure: code('ENETUNREACH'),
		inFull: "No network leads to master.example:50050 (ENETUNREACH). This machine's network is probably down.",
		here: "No network leads to master.example:50050. This machine's network is probably down.",
		clause: 'no network leads to master.example:50050',
		inList: 'no network leads there',
	},
	{
		failure: code('ENETDOWN'),
		inFull: "The network to master.example:50050 is down (ENETDOWN). It is this machine's own.",
		here: "The network to master.example:50050 is down. It is this machine's own.",
		clause: 'the network to master.example:50050 is down',
		inList: 'the network is down',
	},
	{
		failure: code('EADDRNOTAVAIL'),
		inFull:
			'This machine has no free port or address to reach master.example:50050 from (EADDRNOTAVAIL). Its network is probably misconfigured.',
		here: 'This machine has no free port or address to reach master.example:50050 from. Its network is probably misconfigured.',
		clause: 'this machine has no free port or address to reach master.example:50050 from',
		inList: 'this machine has no free port or address to reach master.example:50050 from',
	},
	{
		failure: code('ECONNRESET'),
		inFull:
			'master.example:50050 cut the connection (ECONNRESET). The master died, or something on the way ended the connection.',
		here: 'It cut the connection. The master died, or something on the way ended the connection.',
		clause: 'the master cut the connection',
		inList: 'the connection was cut',
	},
	{
		failure: code('EPIPE'),
		inFull: 'master.example:50050 closed the connection (EPIPE). The master died, or something on the way ended it.',
		here: 'It closed the connection. The master died, or something on the way ended it.',
		clause: 'the master closed the connection',
		inList: 'the connection was closed',
	},
	{
		failure: code('ETIMEDOUT'),
		inFull:
			'master.example:50050 does not answer (ETIMEDOUT). Its machine is probably down, or a firewall drops the packets.',
		here: 'It does not answer. Its machine is probably down, or a firewall drops the packets.',
		clause: 'the master does not answer',
		inList: 'the master did not answer',
	},
	...['EPERM', 'EACCES'].map((name) => ({
		failure: code(name),
		inFull: `This machine forbids connecting to master.example:50050 (${name}). Its own firewall is probably the cause.`,
		here: 'This machine forbids connecting to master.example:50050. Its own firewall is probably the cause.',
		clause: 'this machine forbids connecting to master.example:50050',
		inList: 'this machine forbids connecting to master.example:50050',
	})),
	{
		failure: code('EMFILE'),
		inFull: 'This process has no file descriptor left to reach master.example:50050 (EMFILE). Raise its limit.',
		here: 'This process has no file descriptor left to reach master.example:50050. Raise its limit.',
		clause: 'this process has no file descriptor left to reach master.example:50050',
		inList: 'this process has no file descriptor left to reach master.example:50050',
	},
	{
		failure: code('ENFILE'),
		inFull: 'This machine has no file descriptor left to reach master.example:50050 (ENFILE).',
		here: 'This machine has no file descriptor left to reach master.example:50050.',
		clause: 'this machine has no file descriptor left to reach master.example:50050',
		inList: 'this machine has no file descriptor left to reach master.example:50050',
	},
	{
		failure: waiting('connect', 10_000),
		inFull:
			'master.example:50050 does not answer within 10 s (TIMEOUT). Its machine is probably down, or a firewall drops the packets.',
		here: 'It does not answer within 10 s. Its machine is probably down, or a firewall drops the packets.',
		clause: 'the master does not answer within 10 s',
		inList: 'the master did not answer',
	},
	{
		failure: timeoutFailure('connect', 500, {address: {host: '127.0.0.1', port: 50_050}, accepted: false}),
		inFull: '127.0.0.1:50050 does not answer within 500 ms (TIMEOUT). A firewall of this machine drops the packets.',
		here: 'It does not answer within 500 ms. A firewall of this machine drops the packets.',
		clause: 'the master does not answer within 500 ms',
		inList: 'the master did not answer',
	},
	{
		failure: timeoutFailure('connect', 10_000, {address, accepted: true}),
		inFull:
			'master.example:50050 accepts connections but does not answer within 10 s (TIMEOUT). The master is stuck, or something else listens there.',
		here: 'It accepts connections but does not answer within 10 s. The master is stuck, or something else listens there.',
		clause: 'the master accepts connections but does not answer within 10 s',
		inList: 'the master did not answer',
	},
	{
		failure: waiting('register'),
		inFull:
			'master.example:50050 did not answer the registration within 5 s (TIMEOUT). The master is probably overloaded or stuck.',
		here: 'It did not answer the registration within 5 s. The master is probably overloaded or stuck.',
		clause: 'the master did not answer the registration within 5 s',
		inList: 'the master did not answer',
	},
	{
		failure: waiting('answer'),
		inFull: 'master.example:50050 did not answer within 5 s (TIMEOUT). The master is overloaded or stuck.',
		here: 'It did not answer within 5 s. The master is overloaded or stuck.',
		clause: 'the master did not answer within 5 s',
		inList: 'the master did not answer',
	},
	...(['heartbeat', 'fleet'] as const).map((what) => ({
		failure: waiting(what),
		inFull:
			'No answer from master.example:50050 within 5 s (TIMEOUT). The master is stuck, or the network drops packets.',
		here: 'No answer within 5 s. The master is stuck, or the network drops packets.',
		clause: 'no answer within 5 s',
		inList: 'the master did not answer',
	})),
	{
		failure: endedFailure(context),
		inFull: 'master.example:50050 ended the connection. The master stopped or died, or something on the way cut it.',
		here: 'It ended the connection. The master stopped or died, or something on the way cut it.',
		clause: 'the master ended the connection',
		inList: 'the connection ended',
	},
	{
		failure: answer('PROTOCOL'),
		inFull:
			"Something answers at master.example:50050, but it does not speak gRPC (PROTOCOL). The port is probably another program's.",
		here: "Something answers there, but it does not speak gRPC. The port is probably another program's.",
		clause: 'something answers there, but it does not speak gRPC',
		inList: 'it does not speak gRPC',
	},
	{
		failure: {...answer('PROTOCOL', 'a session id of 900 characters'), waitedFor: 'register'},
		inFull: 'The master answers the registration with a session id of 900 characters: it is no master of ours.',
		here: 'The master answers the registration with a session id of 900 characters: it is no master of ours.',
		clause: 'the master answers the registration with a session id of 900 characters: it is no master of ours',
		inList: 'it does not speak gRPC',
	},
	{
		failure: answer('UNIMPLEMENTED'),
		inFull:
			"master.example:50050 speaks gRPC but is no master (UNIMPLEMENTED). The port is probably another program's.",
		here: "It speaks gRPC but is no master. The port is probably another program's.",
		clause: 'the master speaks gRPC but is no master',
		inList: 'it is no master',
	},
	{
		failure: {...answer('UNIMPLEMENTED'), waitedFor: 'fleet'},
		inFull:
			'This master cannot be watched (UNIMPLEMENTED): it is of another kind, or older. Ask it with: sloth-master list',
		here: 'This master cannot be watched: it is of another kind, or older. Ask it with: sloth-master list',
		clause: 'this master cannot be watched',
		inList: 'it is no master',
	},
	...[
		[
			'UNAUTHENTICATED',
			'The master does not accept who this agent says it is',
			'the master does not accept this agent',
		],
		['PERMISSION_DENIED', 'The master does not permit it', 'the master does not permit it'],
		['INVALID_ARGUMENT', 'The master does not accept the registration', 'the master does not accept the registration'],
		['SUPERSEDED', 'Another agent has taken this name', 'another agent has taken this name'],
	].map(([name = '', what = '', inList = '']) => ({
		failure: refusal(name, 'not. this: name'),
		inFull: `${what}: not. this: name (${name}).`,
		here: `${what}: not. this: name.`,
		clause: `${what.charAt(0).toLowerCase()}${what.slice(1)}`,
		inList,
	})),
	{
		failure: refusal('PERMISSION_DENIED'),
		inFull: 'The master does not permit it: it gave no reason (PERMISSION_DENIED).',
		here: 'The master does not permit it: it gave no reason.',
		clause: 'the master does not permit it',
		inList: 'the master does not permit it',
	},
	{
		failure: refusal('SUPERSEDED'),
		inFull: 'Another agent has taken this name: no details (SUPERSEDED).',
		here: 'Another agent has taken this name: no details.',
		clause: 'another agent has taken this name',
		inList: 'another agent has taken this name',
	},
	{
		failure: refusal('REFUSED', 'full'),
		inFull: 'The master refuses the registration: full.',
		here: 'The master refuses the registration: full.',
		clause: 'the master refuses the registration',
		inList: 'the master refuses the registration',
	},
	{
		failure: createFailure('name-taken', 'ALREADY_EXISTS', context, 'The name "web-1" is held by another agent.'),
		inFull: 'The name "web-1" is held by another agent (ALREADY_EXISTS).',
		here: 'The name "web-1" is held by another agent.',
		clause: 'the name "web-1" is held by another agent',
		inList: 'the name is taken',
	},
	{
		failure: createFailure('name-taken', 'ALREADY_EXISTS', context),
		inFull: 'The name is taken (ALREADY_EXISTS).',
		here: 'The name is taken.',
		clause: 'the name is taken',
		inList: 'the name is taken',
	},
	{
		failure: refusal('REMOVED', 'by Ann'),
		inFull: 'Somebody removed this agent from the master (REMOVED).',
		here: 'Somebody removed this agent from the master.',
		clause: 'somebody removed this agent from the master',
		inList: 'somebody removed this agent from the master',
	},
	{
		failure: createFailure('stop-requested', 'STOP_REQUESTED', context, 'Ann at 10.0.0.1: stop. Now'),
		inFull: 'Ann at 10.0.0.1: stop. Now',
		here: 'Ann at 10.0.0.1: stop. Now',
		clause: 'ann at 10.0.0.1: stop. Now',
		inList: 'ann at 10.0.0.1: stop. Now',
	},
	{
		failure: createFailure('stop-requested', 'STOP_REQUESTED', context),
		inFull: 'Somebody asked the master to stop this agent',
		here: 'Somebody asked the master to stop this agent',
		clause: 'somebody asked the master to stop this agent',
		inList: 'somebody asked the master to stop this agent',
	},
	...[
		['UNKNOWN_SESSION', 'The master does not know this session'],
		['UNKNOWN_AGENT', 'The master does not know this agent'],
		['GOING_AWAY', 'The master is shutting down'],
	].map(([name = '', what = '']) => ({
		failure: answer(name, 'whatever'),
		inFull: `${what} (${name}).`,
		here: `${what}.`,
		clause: `t${what.slice(1)}`,
		inList: `t${what.slice(1)}`,
	})),
	...[
		'CANCELLED',
		'UNKNOWN',
		'DEADLINE_EXCEEDED',
		'NOT_FOUND',
		'RESOURCE_EXHAUSTED',
		'FAILED_PRECONDITION',
		'ABORTED',
		'OUT_OF_RANGE',
		'INTERNAL',
		'UNAVAILABLE',
		'DATA_LOSS',
		'99',
	].map((name) => ({
		failure: answer(name, 'disk: full. Sorry'),
		inFull: `The master at master.example:50050 answers with an error: disk: full. Sorry (${name}).`,
		here: 'The master answers with an error: disk: full. Sorry.',
		clause: 'the master answers with an error',
		inList: 'the master answers with an error',
	})),
	{
		failure: answer('INTERNAL'),
		inFull: 'The master at master.example:50050 answers with an error: no reason given (INTERNAL).',
		here: 'The master answers with an error: no reason given.',
		clause: 'the master answers with an error',
		inList: 'the master answers with an error',
	},
	{
		failure: code('EWEIRD'),
		inFull: 'master.example:50050 cannot be reached (EWEIRD).',
		here: 'It cannot be reached.',
		clause: 'the master cannot be reached',
		inList: 'the master cannot be reached',
	},
];

describe.each(cases)('$failure.code, $inFull', ({failure, inFull, here, clause, inList}) => {
	test('has its words in each voice', () => {
		expect({
			inFull: failureInFull(failure),
			here: failureHere(failure),
			clause: failureAsClause(failure),
			inList: failureInList(failure),
		}).toEqual({inFull, here, clause, inList});
	});

	test('has the same words without its code, and with that at the end', () => {
		const part = ` (${failure.code})`;
		const without = inFull.replace(part, '');
		expect(failureWithoutCode(failure)).toBe(without);
		expect(failureCodeLast(failure)).toBe(inFull.includes(part) ? without + part : inFull);
	});
});

test('every code that has words of its own is told in each voice above', () => {
	expect(knownCodes.filter((known) => cases.every(({failure}) => failure.code !== known))).toEqual([]);
});

test.each(['constructor', 'toString', '__proto__', ''])('a code that is named %j has no words of its own', (name) => {
	expect(codeInList(name)).toBeUndefined();
	expect(failureInFull(createFailure('unreachable', name, context))).toContain('master.example:50050');
});

describe('a name that ends in a dot, as resolvers take it', () => {
	const dotted = {host: 'master.example.', port: 50_050};

	test.each([
		[failureOfCode('ENOTFOUND', {address: dotted}), 'the name master.example. does not resolve'],
		[failureOfCode('EAI_AGAIN', {address: dotted}), 'the name master.example. cannot be looked up now'],
		[failureOfCode('EPERM', {address: dotted}), 'this machine forbids connecting to master.example.:50050'],
		[endedFailure({address: dotted}), 'the master ended the connection'],
	])('does not end the words: $0.code', (failure, words) => {
		expect(failureAsClause(failure)).toBe(words);
	});
});

test.each([
	[5000, '5 s'],
	[4987.25, '5 s'],
	[997.12, '1 s'],
	[1500, '1.5 s'],
	[250, '250 ms'],
])('a limit of %d ms is told as %s', (limitMs, words) => {
	expect(failureAsClause(waiting('heartbeat', limitMs))).toBe(`no answer within ${words}`);
});

test('what was said is told, or the limit where nobody said anything', () => {
	expect(failureSaid(answer('INTERNAL', 'disk full'))).toBe('disk full');
	expect(failureSaid(answer('INTERNAL'))).toBe('');
	expect(failureSaid(waiting('heartbeat', 4987.25))).toBe('heartbeat limit of 4987 ms');
});

describe('what a failure is known from', () => {
	test('is its code, and where a socket was opened to', () => {
		const dialled = {host: '10.0.0.5', port: 50_050};
		expect(failureEvidence(failureOfCode('ECONNREFUSED', {address, dialled}))).toBe('ECONNREFUSED 10.0.0.5:50050');
		expect(failureEvidence(failureOfCode('ECONNREFUSED', {address, dialled: {host: '::1', port: 1}}))).toBe(
			'ECONNREFUSED [::1]:1',
		);
		expect(failureEvidence(waiting('heartbeat'))).toBe('TIMEOUT');
	});

	test.each([
		['master.example', '10.0.0.5', true],
		['master.example', undefined, false],
		['10.0.0.5', '10.0.0.5', false],
		['localhost', '127.0.0.1', false],
	])('is also that %s led to %s: %s', (host, dialledHost, isResolved) => {
		const dialled = dialledHost === undefined ? undefined : {host: dialledHost, port: 1};
		expect(nameResolved(failureOfCode('ECONNREFUSED', {address: {host, port: 1}, dialled}))).toBe(isResolved);
	});
});
