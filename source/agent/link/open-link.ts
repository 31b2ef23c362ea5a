import {unary} from '../../protocol/calls.js';
import {dial} from '../../protocol/channel.js';
import {ConnectionFailure} from '../../protocol/failures/connection-failure.js';
import {createFailure} from '../../protocol/failures/failure.js';
import type {RegisterAgentRequest, RegisterAgentResponse} from '../../protocol/generated/agent.js';
import type {Beats, OpenLink, Registration} from './master-link.js';
import {streamBeats} from './stream-beats.js';
import {unaryBeats} from './unary-beats.js';

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
				{address: master, what: 'answer'},
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
					const failure = createFailure('refused', 'REFUSED', {address: master}, response.message);
					throw new ConnectionFailure(failure);
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
