import {formatAddress, isLoopbackHost} from '../../base/address.js';
import {assertNever} from '../../base/assert-never.js';
import {formatDelay} from '../../base/durations.js';
import type {Failure} from './failure.js';

/** A failure in words. What happened has no full stop in any of its forms. */
export type Words = {
	/** What happened, with the address in it. */
	readonly what: string;
	/** The same beside the address, which it need not repeat. @default `what` */
	readonly here?: string;
	/** The same, going on a sentence. @default `here` with a small letter */
	readonly clause?: string;
	/** Whose fault it probably is: a whole sentence. */
	readonly why?: string;
	/** What follows on `what`, where that is no full stop and `why`. */
	readonly rest?: string;
	/** The raw code is not told. */
	readonly isUncoded?: boolean;
};

/** What the words are made of. */
type Told = Failure & {
	/** The address of the master as text. */
	readonly where: string;
};

/** What the master itself does: told by its address in the log, as `It` beside the address. */
function itDoes({where}: Told, does: string, why: string): Words {
	return {what: `${where} ${does}`, here: `It ${does}`, clause: `the master ${does}`, why};
}

/** What the master wrote after what it does. */
function itWrites(clause: string, {said}: Told, nothing = 'it gave no reason'): Words {
	return {what: `${upperFirst(clause)}: ${said || nothing}`, clause};
}

/** The master answered a call with a status that means nothing particular. */
function answersWithError(failure: Told): Words {
	const {where} = failure;
	const here = itWrites('the master answers with an error', failure, 'no reason given');
	return {
		...here,
		what: `The master at ${where} answers with an error: ${failure.said || 'no reason given'}`,
		here: here.what,
	};
}

const forbidden = (told: Told): Words => ({
	what: `This machine forbids connecting to ${told.where}`,
	why: 'Its own firewall is probably the cause.',
});

/** The words of the codes that a system gives. */
const wordsOfSystemCode: Readonly<Record<string, (told: Told) => Words>> = {
	ECONNREFUSED: ({where, address}) => ({
		what: `Nothing is listening at ${where}`,
		here: 'Nothing is listening there',
		why: isLoopbackHost(address.host) ? 'No master runs on this machine.' : 'The master is probably down.',
	}),
	ENOTFOUND: ({address}) => ({
		what: `The name ${address.host} does not resolve`,
		why: 'It is probably misspelt or missing from DNS.',
	}),
	EAI_AGAIN: ({address}) => ({
		what: `The name ${address.host} cannot be looked up now`,
		why: "The DNS server or this machine's network is probably down.",
	}),
	EHOSTUNREACH: (told) => itDoes(told, 'cannot be reached', 'Its machine or the network on the way is probably down.'),
	ENETUNREACH: ({where}) => ({
		what: `No network leads to ${where}`,
		why: "This machine's network is probably down.",
	}),
	ENETDOWN: ({where}) => ({what: `The network to ${where} is down`, why: "It is this machine's own."}),
	EADDRNOTAVAIL: ({where}) => ({
		what: `This machine has no free port or address to reach ${where} from`,
		why: 'Its network is probably misconfigured.',
	}),
	ECONNRESET: (told) =>
		itDoes(told, 'cut the connection', 'The master died, or something on the way ended the connection.'),
	EPIPE: (told) => itDoes(told, 'closed the connection', 'The master died, or something on the way ended it.'),
	ETIMEDOUT: (told) =>
		itDoes(told, 'does not answer', 'Its machine is probably down, or a firewall drops the packets.'),
	EPERM: forbidden,
	EACCES: forbidden,
	EMFILE: ({where}) => ({
		what: `This process has no file descriptor left to reach ${where}`,
		why: 'Raise its limit.',
	}),
	ENFILE: ({where}) => ({what: `This machine has no file descriptor left to reach ${where}`}),
};

/** The words of every code. */
const wordsOfCode: Readonly<Record<string, (told: Told) => Words>> = {
	...wordsOfSystemCode,
	TIMEOUT: wordsOfTimeout,
	ENDED: (told) => ({
		...itDoes(told, 'ended the connection', 'The master stopped or died, or something on the way cut it.'),
		isUncoded: true,
	}),
	PROTOCOL: ({where, waitedFor, said}) =>
		waitedFor === 'register'
			? {what: `The master answers the registration with ${said}: it is no master of ours`, isUncoded: true}
			: {
					what: `Something answers at ${where}, but it does not speak gRPC`,
					here: 'Something answers there, but it does not speak gRPC',
					why: "The port is probably another program's.",
				},
	UNIMPLEMENTED: (told) =>
		told.waitedFor === 'fleet'
			? {
					what: 'This master cannot be watched',
					rest: ': it is of another kind, or older. Ask it with: sloth-master list',
				}
			: itDoes(told, 'speaks gRPC but is no master', "The port is probably another program's."),
	UNAUTHENTICATED: (told) => itWrites('the master does not accept who this agent says it is', told),
	PERMISSION_DENIED: (told) => itWrites('the master does not permit it', told),
	INVALID_ARGUMENT: (told) => itWrites('the master does not accept the registration', told),
	REFUSED: (told) => ({...itWrites('the master refuses the registration', told), isUncoded: true}),
	ALREADY_EXISTS: ({said}) => ({what: withoutStop(said) || 'The name is taken'}),
	SUPERSEDED: (told) => itWrites('another agent has taken this name', told, 'no details'),
	REMOVED: () => ({what: 'Somebody removed this agent from the master'}),
	STOP_REQUESTED: ({said}) => ({
		what: said || 'Somebody asked the master to stop this agent',
		rest: '',
		isUncoded: true,
	}),
	UNKNOWN_SESSION: () => ({what: 'The master does not know this session'}),
	UNKNOWN_AGENT: () => ({what: 'The master does not know this agent'}),
	GOING_AWAY: () => ({what: 'The master is shutting down'}),
	CANCELLED: answersWithError,
	UNKNOWN: answersWithError,
	DEADLINE_EXCEEDED: answersWithError,
	NOT_FOUND: answersWithError,
	RESOURCE_EXHAUSTED: answersWithError,
	FAILED_PRECONDITION: answersWithError,
	ABORTED: answersWithError,
	OUT_OF_RANGE: answersWithError,
	INTERNAL: answersWithError,
	UNAVAILABLE: answersWithError,
	DATA_LOSS: answersWithError,
};

/** Every code that has words of its own. */
export const knownCodes: readonly string[] = Object.keys(wordsOfCode);

/** True for a code of the system that has words of its own. */
export function isSystemCode(code: string): boolean {
	return Object.hasOwn(wordsOfSystemCode, code);
}

/** The words of a failure, those of its code or of any other. */
export function wordsOf(failure: Failure): Words {
	const told = {...failure, where: formatAddress(failure.address)};
	const make = Object.hasOwn(wordsOfCode, failure.code) ? wordsOfCode[failure.code] : undefined;
	if (make !== undefined) {
		return make(told);
	}

	// A status that gRPC does not know is told as a number.
	return Number.isInteger(Number(failure.code))
		? answersWithError(told)
		: {what: `${told.where} cannot be reached`, here: 'It cannot be reached', clause: 'the master cannot be reached'};
}

function wordsOfTimeout(told: Told): Words {
	const {where, address, accepted, limitMs} = told;
	const within = limitMs === undefined ? 'in time' : `within ${formatDelay(Math.round(limitMs / 10) * 10)}`;
	switch (told.waitedFor) {
		case 'register':
			return itDoes(told, `did not answer the registration ${within}`, 'The master is probably overloaded or stuck.');
		case 'answer':
			return itDoes(told, `did not answer ${within}`, 'The master is overloaded or stuck.');
		case 'heartbeat':
		case 'fleet':
			return {
				what: `No answer from ${where} ${within}`,
				here: `No answer ${within}`,
				why: 'The master is stuck, or the network drops packets.',
			};
		case 'connect':
		case undefined:
			return accepted === true
				? itDoes(
						told,
						`accepts connections but does not answer ${within}`,
						'The master is stuck, or something else listens there.',
					)
				: itDoes(
						told,
						`does not answer ${within}`,
						isLoopbackHost(address.host)
							? 'A firewall of this machine drops the packets.'
							: 'Its machine is probably down, or a firewall drops the packets.',
					);
		default:
			return assertNever(told.waitedFor);
	}
}

function withoutStop(text: string): string {
	return text.endsWith('.') ? text.slice(0, -1) : text;
}

function upperFirst(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
