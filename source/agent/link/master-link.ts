import type {Address} from '../../base/address.js';
import {safeText} from '../../base/safe-text.js';
import {unary} from '../../protocol/calls.js';
import {dial} from '../../protocol/channel.js';
import {ConnectionFailure, createFailure} from '../../protocol/failure.js';
import type {RegisterAgentRequest, RegisterAgentResponse} from '../../protocol/generated/agent.js';
import {streamBeats} from './stream-beats.js';
import {unaryBeats} from './unary-beats.js';

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

/** How long a stop waits for a registration that is on its way, and then for its end. */
const stopPatienceMs = 600;

/** No master of ours gives a longer one. */
const longestSessionId = 128;

/** Makes the port for one agent: how it presents itself is part of it. */
export function createOpenLink(request: RegisterAgentRequest): OpenLink {
	return async (master, {limitMs, signal, onEnd}) => {
		const channel = await dial(master, limitMs, signal);
		const {agentName} = request;
		let current: Registration | undefined;
		let beats: Beats | undefined;
		const resume = (resumed: Registration) => {
			beats?.end();
			current = resumed;
			const context = {channel, agentName, sessionId: resumed.sessionId, signal, onEnd};
			beats = resumed.beats === 'stream' ? streamBeats(context) : unaryBeats(context);
		};

		const unregister = async (unregisterLimitMs: number) => {
			// Its own signal: it runs when the connection's own one has been aborted.
			await unary(
				(callback) =>
					channel.client.unregisterAgent(
						{agentName, sessionId: current?.sessionId ?? '', unlessConnected: false},
						callback,
					),
				unregisterLimitMs,
				new AbortController().signal,
				{address: master, what: 'register'},
			);
		};

		return {
			peer: channel.peer,
			async register(registerLimitMs) {
				signal.throwIfAborted();
				// A registration that is on its way when the agent stops may be granted all the same: its end is awaited for
				// a moment, so that the master is told and no ghost stays behind.
				const patience = abortAfter(signal, stopPatienceMs);
				let response: RegisterAgentResponse;
				try {
					response = await unary<RegisterAgentResponse>(
						(callback) => channel.client.registerAgent(request, callback),
						registerLimitMs,
						patience.signal,
						{address: master, what: 'register'},
					);
				} finally {
					patience.end();
				}

				if (!response.success) {
					const said = safeText(response.message);
					throw new ConnectionFailure(createFailure('refused', 'REFUSED', {address: master}, said));
				}

				if (response.sessionId.length > longestSessionId) {
					const said = `a session id of ${response.sessionId.length} characters`;
					const failure = createFailure('unreachable', 'PROTOCOL', {address: master}, said);
					throw new ConnectionFailure({...failure, waitedFor: 'register'});
				}

				const registered: Registration = {
					sessionId: response.sessionId,
					beats: response.servesSessions && response.sessionId !== '' ? 'stream' : 'unary',
				};
				if (signal.aborted) {
					current = registered;
					await unregister(stopPatienceMs).catch(() => {});
					throw signal.reason;
				}

				resume(registered);
				return registered;
			},
			resume,
			beat(report, beatLimitMs) {
				if (beats === undefined) {
					throw new Error('A link beats only after it registered or resumed a session.');
				}

				return beats.beat(report, beatLimitMs);
			},
			unregister,
			close() {
				beats?.end();
				channel.close();
			},
		};
	};
}

/** A signal that follows another one after a while. */
function abortAfter(signal: AbortSignal, delayMs: number): {readonly signal: AbortSignal; readonly end: () => void} {
	const controller = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	const follow = () => {
		timer = setTimeout(() => controller.abort(signal.reason), delayMs);
	};
	signal.addEventListener('abort', follow, {once: true});
	return {
		signal: controller.signal,
		end() {
			clearTimeout(timer);
			signal.removeEventListener('abort', follow);
		},
	};
}
