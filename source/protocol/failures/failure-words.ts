import {isIP} from 'node:net';
import {formatAddress, isLoopbackHost} from '../../base/address.js';
import type {Failure} from './failure.js';
import {type Words, wordsOf} from './failure-table.js';

/** The few words that stand for a code in a list. The other codes have their first sentence there. */
const wordsInList: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'nothing is listening',
	TIMEOUT: 'the master did not answer',
	ENDED: 'the connection ended',
	ENOTFOUND: 'the name does not resolve',
	EAI_AGAIN: 'the name cannot be looked up',
	EHOSTUNREACH: 'it cannot be reached',
	ENETUNREACH: 'no network leads there',
	ENETDOWN: 'the network is down',
	ECONNRESET: 'the connection was cut',
	EPIPE: 'the connection was closed',
	ETIMEDOUT: 'the master did not answer',
	PROTOCOL: 'it does not speak gRPC',
	UNIMPLEMENTED: 'it is no master',
	ALREADY_EXISTS: 'the name is taken',
	PERMISSION_DENIED: 'the master does not permit it',
	UNAUTHENTICATED: 'the master does not accept this agent',
	INVALID_ARGUMENT: 'the master does not accept the registration',
};

/** In full, as the log has it: what happened, where, whose fault it probably is, and the raw code. One line. */
export function failureInFull(failure: Failure): string {
	const words = wordsOf(failure);
	return `${words.what}${words.isUncoded ? '' : ` (${failure.code})`}${restOf(words)}`;
}

/** In full without the raw code, for where that stands apart. */
export function failureWithoutCode(failure: Failure): string {
	const words = wordsOf(failure);
	return `${words.what}${restOf(words)}`;
}

/** In full with the raw code at the end. */
export function failureCodeLast(failure: Failure): string {
	return `${failureWithoutCode(failure)}${wordsOf(failure).isUncoded ? '' : ` (${failure.code})`}`;
}

/** Beside the master's address, which need not be repeated, without the raw code. */
export function failureHere(failure: Failure): string {
	const words = wordsOf(failure);
	return `${words.here ?? words.what}${restOf(words)}`;
}

/** What happened, beside the address, as words that go on a sentence. */
export function failureAsClause(failure: Failure): string {
	const {what, here = what, clause} = wordsOf(failure);
	return clause ?? lowerFirst(here);
}

/** In a list: a few words. */
export function failureInList(failure: Failure): string {
	return codeInList(failure.code) ?? failureAsClause(failure);
}

/** The words of a code in a list. Undefined where they depend on more than the code. */
export function codeInList(code: string): string | undefined {
	return Object.hasOwn(wordsInList, code) ? wordsInList[code] : undefined;
}

/** What was said, or the limit that ran out while nobody said anything. Empty where there is neither. */
export function failureSaid({said, waitedFor, limitMs}: Failure): string {
	return said === '' && limitMs !== undefined ? `${waitedFor} limit of ${Math.round(limitMs)} ms` : said;
}

/** What the failure is known from: its code, and the address that was dialled where that is known. */
export function failureEvidence({code, dialled}: Failure): string {
	return dialled === undefined ? code : `${code} ${formatAddress(dialled)}`;
}

/** True where the master was called by a name, other than this machine's, and that led to an address. */
export function nameResolved({address, dialled}: Failure): boolean {
	return dialled !== undefined && isIP(address.host) === 0 && !isLoopbackHost(address.host);
}

function restOf({why, rest}: Words): string {
	return rest ?? (why === undefined ? '.' : `. ${why}`);
}

/** A small letter first, but for a word that begins with two capitals, or is one. */
function lowerFirst(text: string): string {
	return /^[A-Z][a-z ]/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
