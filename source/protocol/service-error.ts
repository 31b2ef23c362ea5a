import {isIP} from 'node:net';
import {type ServiceError, status} from '@grpc/grpc-js';
import type {Address} from '../base/address.js';
import {safeText} from '../base/safe-text.js';
import {ConnectionFailure} from './failures/connection-failure.js';
import {createFailure, endedFailure, type Failure, type FailureContext, failureOfCode} from './failures/failure.js';
import {isSystemCode} from './failures/failure-table.js';

/** Reads what a gRPC call threw as a failure. What is no gRPC error is one too, never a second error. */
export function failureOfServiceError(error: unknown, context: FailureContext): Failure {
	if (error instanceof ConnectionFailure) {
		return error.failure;
	}

	const {code, details} = readServiceError(error);
	const name = code === undefined ? 'UNKNOWN' : (status[code] ?? String(code));
	switch (code) {
		case status.UNAUTHENTICATED:
		case status.PERMISSION_DENIED:
		case status.INVALID_ARGUMENT:
			return createFailure('refused', name, context, details);
		case status.ALREADY_EXISTS:
			return createFailure('name-taken', name, context, details);
		case status.UNIMPLEMENTED:
			return createFailure('unreachable', name, context, details);
		default:
			return failureOfDetails(name, details, context);
	}
}

/** The rest has its reason only in the text: a system code, a protocol error, or what the master wrote. */
function failureOfDetails(name: string, details: string, context: FailureContext): Failure {
	const systemCode = ownSystemCode(name, details);
	if (systemCode !== undefined && isSystemCode(systemCode)) {
		return failureOfCode(systemCode, {address: context.address, dialled: dialledIn(details), said: details});
	}

	if (/protocol error|parse error|bad client magic|frame size|ERR_HTTP2/iu.test(details)) {
		return createFailure('unreachable', 'PROTOCOL', context, details);
	}

	if (name === 'UNAVAILABLE' && /connection|socket|closed|dropped|goaway/iu.test(details)) {
		return endedFailure(context, details);
	}

	return createFailure('unreachable', name, context, details);
}

/** The code of what this machine refused, as the library words it. What a master writes may hold codes of its own machine. */
function ownSystemCode(name: string, details: string): string | undefined {
	const isOwn = name === 'UNAVAILABLE' || /internal client error/iu.test(details);
	const {code} = /\b(?:connect|read|write|getaddrinfo) (?<code>E[A-Z_]{3,})\b/u.exec(details)?.groups ?? {};
	return isOwn ? code : undefined;
}

/** The address that a call's own connection was opened to, where the library names it. */
function dialledIn(details: string): Address | undefined {
	const {host = '', port} = /\s(?<host>[\d.]+|[\da-f:]+):(?<port>\d{1,5})\b/iu.exec(details)?.groups ?? {};
	return isIP(host) === 0 ? undefined : {host, port: Number(port)};
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
