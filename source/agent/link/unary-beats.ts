import {version} from '../../base/version.js';
import {unary} from '../../protocol/calls.js';
import {ConnectionFailure} from '../../protocol/failures/connection-failure.js';
import {createFailure, endedFailure} from '../../protocol/failures/failure.js';
import type {HeartbeatResponse} from '../../protocol/generated/agent.js';
import type {Beats} from './master-link.js';
import type {BeatContext} from './stream-beats.js';

/** Heartbeats by single calls: the way of Go masters. The end of the connection is told at once. */
export function unaryBeats({channel, agentName, sessionId, signal, onEnd}: BeatContext): Beats {
	const {address, client} = channel;
	let ended = false;
	channel.onBroken(() => {
		if (!ended) {
			ended = true;
			onEnd(new ConnectionFailure(endedFailure({address})));
		}
	});

	return {
		async beat(_report, limitMs) {
			const startedAt = performance.now();
			const response = await unary<HeartbeatResponse>(
				(callback) => client.heartbeat({agentName, systemInfoJson: '', version, sessionId}, callback),
				limitMs,
				signal,
				{address, what: 'heartbeat'},
			);
			if (!response.success) {
				const failure = createFailure('unknown-session', 'UNKNOWN_AGENT', {address}, response.message);
				throw new ConnectionFailure(failure);
			}

			return performance.now() - startedAt;
		},
		end() {
			ended = true;
		},
	};
}
