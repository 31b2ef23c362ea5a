import type {Address} from '../../base/address.js';
import {safeText} from '../../base/safe-text.js';

/** What a failure can mean to the one who connects. */
export const failureKinds = [
	/** No answer, or the connection ended: try again. */
	'unreachable',
	/** The master does not want this agent: trying again soon changes nothing. */
	'refused',
	/** Another living process holds the name. */
	'name-taken',
	/** The master does not know this session: register again. */
	'unknown-session',
	/** Somebody asked this agent to stop. */
	'stop-requested',
] as const;

/** What a failure means to the one who connects. */
export type FailureKind = (typeof failureKinds)[number];

/** What can be waited for: a connection, an answer to one of the calls, or what a watched master tells. */
export const waits = ['connect', 'register', 'heartbeat', 'answer', 'fleet'] as const;

/** What was waited for. */
export type Waited = (typeof waits)[number];

/**
Why something with a master failed: facts, in no words. `failure-words` has the words. It travels as JSON, to the
processes that watch and into the history.
*/
export type Failure = {
	readonly kind: FailureKind;
	/** The raw code, such as `ECONNREFUSED`, `TIMEOUT` or `PERMISSION_DENIED`. Equal codes are the same reason. */
	readonly code: string;
	/** The master, as it was named. */
	readonly address: Address;
	/** Where a socket was really opened to, where that is what failed: an IP address. */
	readonly dialled?: Address;
	/** What was waited for, where nothing came in time or what came was of no use. */
	readonly waitedFor?: Waited;
	/** How long it was waited for, in milliseconds. */
	readonly limitMs?: number;
	/** The TCP connection stood when the limit ran out: the peer accepts but does not answer. */
	readonly accepted?: boolean;
	/** What the library or the master said, one bounded line. Empty where neither said anything. */
	readonly said: string;
};

/** What is known of a target when a call to it fails. */
export type FailureContext = Pick<Failure, 'address' | 'accepted'>;

/** The longest that is kept of what a library or a master said. */
const longestSaid = 400;

/** A failure of a kind, with what was said made one bounded line. */
export function createFailure(kind: FailureKind, code: string, {address}: FailureContext, said = ''): Failure {
	return {kind, code, address, said: safeText(said, longestSaid)};
}

/** The failure of a raw code of the system. `dialled` is the address that it is about, where that is known. */
export function failureOfCode(
	code: string,
	{address, dialled, said = code}: {readonly address: Address; readonly dialled?: Address; readonly said?: string},
): Failure {
	const failure = createFailure('unreachable', code, {address}, said);
	return dialled === undefined ? failure : {...failure, dialled};
}

/** Nothing came within a limit. */
export function timeoutFailure(what: Waited, limitMs: number, {address, accepted}: FailureContext): Failure {
	const failure = {...createFailure('unreachable', 'TIMEOUT', {address}), waitedFor: what, limitMs};
	return accepted === undefined ? failure : {...failure, accepted};
}

/** The connection ended without a word from the master. */
export function endedFailure(context: FailureContext, said = ''): Failure {
	return createFailure('unreachable', 'ENDED', context, said);
}
