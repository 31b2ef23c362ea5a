import {isIP} from 'node:net';
import {type Address, formatAddress, isLoopbackHost} from '../../base/address.js';
import {safeText} from '../../base/safe-text.js';
import type {Failure} from '../../protocol/failure.js';

/** A reason as the lists and the log of the screen have it: a few words. */
export function shortReason({code, message}: Pick<Failure, 'code' | 'message'>): string {
	return wordsOfCode[code] ?? lowerFirst(firstSentence(withoutCode(safeText(message), code)));
}

const wordsOfCode: Readonly<Record<string, string>> = {
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

/** The reason beside the master's address, which it need not repeat, without its raw code. */
export function reasonHere({code, message}: Failure, master: Address): string {
	const where = formatAddress(master);
	const text = withoutCode(safeText(message, 400), code);
	return text.startsWith(`${where} `)
		? `It${text.slice(where.length)}`
		: text.replace(` from ${where}`, '').replace(`at ${where}`, 'there');
}

/** Why a heartbeat failed, in words that go on a sentence: its first sentence. */
export function failingReason(failure: Failure, master: Address): string {
	return lowerFirst(firstSentence(reasonHere(failure, master))).replace(/^it /u, 'the master ');
}

/** The reason where the address stands nowhere else: the code at the end. */
export function reasonInFull({code, message}: Failure): string {
	const text = safeText(message, 400);
	return code !== '' && text.includes(`(${code})`) ? `${withoutCode(text, code)} (${code})` : text;
}

/** The address that was really dialled, and whether the name led there: from what the library said. */
export function codeAndAddress(
	{code, detail}: Failure,
	master: Address,
): {readonly code: string; readonly note: string} {
	const dialled = /(?:^|[\s(])(?<address>(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-f:]*::?[0-9a-f:]*\]?):\d{1,5})\b/iu.exec(
		detail,
	)?.groups?.['address'];
	const isNamed = isIP(master.host) === 0 && !isLoopbackHost(master.host);
	return {
		code: dialled === undefined ? safeText(code) : `${safeText(code)} ${dialled}`,
		note: dialled !== undefined && isNamed ? ' The name resolves.' : '',
	};
}

/** A message without the raw code in it. */
export function withoutCode(text: string, code: string): string {
	return text.replace(` (${code})`, '');
}

function firstSentence(text: string): string {
	return /^(?<first>.*?)[.:](?:\s|$)/u.exec(text)?.groups?.['first'] ?? text;
}

function lowerFirst(text: string): string {
	return /^[A-Z][a-z ]/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
