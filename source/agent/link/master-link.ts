import type {Address} from '../../base/address.js';
import type {ConnectionFailure} from '../../protocol/failures/connection-failure.js';

/** What an agent tells with each heartbeat. */
export type BeatReport = {
	/** Heartbeats acknowledged in a row, this one among them. */
	readonly streak: number;
	/** Round trip of the last acknowledged one; 0 where there was none. */
	readonly roundTripMs: number;
};

/** How a master takes heartbeats. */
export type BeatKind = 'stream' | 'unary';

/** What a registration gave: enough to go on with the session on another connection. */
export type Registration = {
	/** The master's id of the session. Empty with a Go master. */
	readonly sessionId: string;
	readonly beats: BeatKind;
};

/**
The port to one master over one connection. Every failure is a `ConnectionFailure`, an abort throws its reason.
Register (or resume what an earlier link registered), then beat.
*/
export type MasterLink = {
	/** The address that the master's name led to. Undefined where that is not known. */
	readonly peer?: Address | undefined;
	readonly register: (limitMs: number) => Promise<Registration>;
	/** Goes on with a session of an earlier connection. */
	readonly resume: (registration: Registration) => void;
	/** Resolves with the round trip in milliseconds when the master has acknowledged this very heartbeat. */
	readonly beat: (report: BeatReport, limitMs: number) => Promise<number>;
	/** Ends the session on purpose. */
	readonly unregister: (limitMs: number) => Promise<void>;
	/** Ends the connection and everything on it. Idempotent. */
	readonly close: () => void;
};

/** Told at most once for each registration, when the connection or the session ended by itself. */
export type LinkListener = (failure: ConnectionFailure) => void;

/** Opens a link: dials once, with `limitMs`. */
export type OpenLink = (
	master: Address,
	options: {readonly limitMs: number; readonly signal: AbortSignal; readonly onEnd: LinkListener},
) => Promise<MasterLink>;

/** How the two kinds of heartbeat look to a link. */
export type Beats = Pick<MasterLink, 'beat'> & {readonly end: () => void};
