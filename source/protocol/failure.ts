import {type ServiceError, status} from '@grpc/grpc-js';
import {type Address, formatAddress, isLoopbackHost} from '../base/address.js';
import {safeText} from '../base/safe-text.js';

/**
What a failure means to the one who connects.
- `unreachable`: no answer, or the connection ended; try again
- `refused`: the master does not want this agent; trying again soon changes nothing
- `name-taken`: another living process holds the name
- `unknown-session`: the master does not know this session; register again
- `stop-requested`: somebody asked this agent to stop
*/
export type FailureKind = 'unreachable' | 'refused' | 'name-taken' | 'unknown-session' | 'stop-requested';

/** A failure told in words. */
export type Failure = {
	readonly kind: FailureKind;
	/** The raw code, such as `ECONNREFUSED`, `TIMEOUT` or `PERMISSION_DENIED`. Equal codes are the same reason. */
	readonly code: string;
	/** What happened and whose fault it probably is, with the raw code. One line. */
	readonly message: string;
	/** What the library said, for whoever wants all of it. One line. */
	readonly detail: string;
};

/** The one error class that leaves a link: p-retry ends its loop on a TypeError, so nothing else may reach it. */
export class ConnectionFailure extends Error {
	override readonly name = 'ConnectionFailure';
	readonly failure: Failure;

	constructor(failure: Failure) {
		super(failure.message);
		this.failure = failure;
	}
}

/** What is known of a target when a call to it fails. */
export type FailureContext = {
	readonly address: Address;
	/** The TCP connection stood when the limit ran out: the peer accepts but does not answer. */
	readonly accepted?: boolean;
};

type Words = (where: string, host: string) => string;

const wordsOfCode: Readonly<Record<string, Words>> = {
	ECONNREFUSED: (where, host) =>
		`Nothing is listening at ${where} (ECONNREFUSED). ${isLoopbackHost(host) ? 'No master runs on this machine.' : 'The master is probably down.'}`,
	ENOTFOUND: (_where, host) =>
		`The name ${host} does not resolve (ENOTFOUND). It is probably misspelt or missing from DNS.`,
	EAI_AGAIN: (_where, host) =>
		`The name ${host} cannot be looked up now (EAI_AGAIN). The DNS server or this machine's network is probably down.`,
	EHOSTUNREACH: (where) =>
		`${where} cannot be reached (EHOSTUNREACH). Its machine or the network on the way is probably down.`,
	ENETUNREACH: (where) => `No network leads to ${where} (ENETUNREACH). This machine's network is probably down.`,
	ENETDOWN: (where) => `The network to ${where} is down (ENETDOWN). It is this machine's own.`,
	EADDRNOTAVAIL: (where) =>
		`This machine has no free port or address to reach ${where} from (EADDRNOTAVAIL). Its network is probably misconfigured.`,
	ECONNRESET: (where) =>
		`${where} cut the connection (ECONNRESET). The master died, or something on the way ended the connection.`,
	EPIPE: (where) => `${where} closed the connection (EPIPE). The master died, or something on the way ended it.`,
	ETIMEDOUT: (where) =>
		`${where} does not answer (ETIMEDOUT). Its machine is probably down, or a firewall drops the packets.`,
	EPERM: (where) => `This machine forbids connecting to ${where} (EPERM). Its own firewall is probably the cause.`,
	EACCES: (where) => `This machine forbids connecting to ${where} (EACCES). Its own firewall is probably the cause.`,
	EMFILE: (where) => `This process has no file descriptor left to reach ${where} (EMFILE). Raise its limit.`,
	ENFILE: (where) => `This machine has no file descriptor left to reach ${where} (ENFILE).`,
};

/** The failure of a known raw code. */
export function failureOfCode(code: string, {address}: FailureContext, detail = code): Failure {
	const where = formatAddress(address);
	const words = wordsOfCode[code];
	return {
		kind: 'unreachable',
		code,
		message: words ? words(where, address.host) : `${where} cannot be reached (${code}).`,
		detail: safeText(detail, 400),
	};
}

/** What was waited for. */
export type Waited = 'connect' | 'register' | 'heartbeat' | 'answer';

/** Nothing came within a limit. */
export function timeoutFailure(what: Waited, limitMs: number, context: FailureContext): Failure {
	const where = formatAddress(context.address);
	const within = `within ${spellLimit(limitMs)}`;
	const message = {
		connect: context.accepted
			? `${where} accepts connections but does not answer ${within} (TIMEOUT). The master is stuck, or something else listens there.`
			: `${where} does not answer ${within} (TIMEOUT). ${isLoopbackHost(context.address.host) ? 'A firewall of this machine drops the packets.' : 'Its machine is probably down, or a firewall drops the packets.'}`,
		register: `${where} did not answer the registration ${within} (TIMEOUT). The master is probably overloaded or stuck.`,
		answer: `${where} did not answer ${within} (TIMEOUT). The master is overloaded or stuck.`,
		heartbeat: `No answer from ${where} ${within} (TIMEOUT). The master is stuck, or the network drops packets.`,
	}[what];
	return {kind: 'unreachable', code: 'TIMEOUT', message, detail: `${what} limit of ${Math.round(limitMs)} ms`};
}

/** A limit as a person set it: what dialling has used of a heartbeat's own is not worth a digit. */
function spellLimit(limitMs: number): string {
	const rounded = Math.round(limitMs / 10) * 10;
	return rounded < 1000 ? `${rounded} ms` : `${Math.round(rounded / 100) / 10} s`;
}

/** The connection ended without a word from the master. */
export function endedFailure({address}: FailureContext, detail = ''): Failure {
	return {
		kind: 'unreachable',
		code: 'ENDED',
		message: `${formatAddress(address)} ended the connection. The master stopped or died, or something on the way cut it.`,
		detail: safeText(detail, 400),
	};
}

function refusal(code: string, details: string): Failure {
	const words = {
		UNAUTHENTICATED: 'The master does not accept who this agent says it is',
		PERMISSION_DENIED: 'The master does not permit it',
		INVALID_ARGUMENT: 'The master does not accept the registration',
	}[code];
	return {
		kind: 'refused',
		code,
		message: `${words ?? 'The master refuses'}: ${details || 'it gave no reason'} (${code}).`,
		detail: details,
	};
}

/** Tells a gRPC error in words. */
export function failureOfServiceError(error: unknown, context: FailureContext): Failure {
	if (error instanceof ConnectionFailure) {
		return error.failure;
	}

	const {code, details} = readServiceError(error);
	const where = formatAddress(context.address);
	const name = code === undefined ? 'UNKNOWN' : (status[code] ?? String(code));
	switch (code) {
		case status.UNAUTHENTICATED:
		case status.PERMISSION_DENIED:
		case status.INVALID_ARGUMENT:
			return refusal(name, details);
		case status.ALREADY_EXISTS:
			return {
				kind: 'name-taken',
				code: name,
				message: `${(details || 'The name is taken').replace(/\.$/u, '')} (${name}).`,
				detail: details,
			};
		case status.UNIMPLEMENTED:
			return {
				kind: 'unreachable',
				code: name,
				message: `${where} speaks gRPC but is no master (UNIMPLEMENTED). The port is probably another program's.`,
				detail: details,
			};
		default:
			return failureOfDetails(name, details, context);
	}
}

/** The rest has its reason only in the text: a system code, a protocol error, or what the master wrote. */
function failureOfDetails(name: string, details: string, context: FailureContext): Failure {
	const where = formatAddress(context.address);
	const systemCode = /\b(?:E[A-Z]{3,}|EAI_[A-Z]+)\b/u.exec(details)?.[0];
	if (systemCode !== undefined && systemCode in wordsOfCode) {
		return failureOfCode(systemCode, context, details);
	}

	if (/protocol error|parse error|bad client magic|frame size|ERR_HTTP2/iu.test(details)) {
		return {
			kind: 'unreachable',
			code: 'PROTOCOL',
			message: `Something answers at ${where}, but it does not speak gRPC (PROTOCOL). The port is probably another program's.`,
			detail: details,
		};
	}

	if (name === 'UNAVAILABLE' && /connection|socket|closed|dropped|goaway/iu.test(details)) {
		return endedFailure(context, details);
	}

	return {
		kind: 'unreachable',
		code: name,
		message: `The master at ${where} answers with an error: ${details || 'no reason given'} (${name}).`,
		detail: details,
	};
}

function readServiceError(error: unknown): {readonly code: number | undefined; readonly details: string} {
	if (error instanceof Error) {
		const {code, details} = error as Partial<ServiceError>;
		return {
			code: typeof code === 'number' ? code : undefined,
			details: safeText(withoutNote(typeof details === 'string' ? details : error.message), 400),
		};
	}

	return {code: undefined, details: safeText(String(error), 400)};
}

/** grpc-js ends the reason of a failed connection with the head of a note, also where there is no note. */
function withoutNote(details: string): string {
	return details.replace(/\s*Resolution note:\s*$/u, '');
}
