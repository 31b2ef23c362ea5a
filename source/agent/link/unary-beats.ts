import {safeText} from '../../base/safe-text.js';
import {version} from '../../base/version.js';
import {unary} from '../../protocol/channel.js';
import {ConnectionFailure, endedFailure} from '../../protocol/failure.js';
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
				throw new ConnectionFailure({
					kind: 'unknown-session',
					code: 'UNKNOWN_AGENT',
					message: 'The master does not know this agent (UNKNOWN_AGENT).',
					detail: safeText(response.message),
				});
			}

			return performance.now() - startedAt;
		},
		end() {
			ended = true;
		},
	};
}
