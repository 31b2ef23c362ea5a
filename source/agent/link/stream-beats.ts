import {withLimit} from '../../protocol/calls.js';
import type {Channel} from '../../protocol/channel.js';
import {ConnectionFailure} from '../../protocol/failures/connection-failure.js';
import {createFailure, endedFailure, type Failure, timeoutFailure} from '../../protocol/failures/failure.js';
import {type End, EndReason, type SessionDown} from '../../protocol/generated/agent.js';
import {failureOfServiceError} from '../../protocol/service-error.js';
import type {Beats, LinkListener} from './master-link.js';

/** What heartbeats need of their link. */
export type BeatContext = {
	readonly channel: Channel;
	readonly agentName: string;
	readonly sessionId: string;
	readonly signal: AbortSignal;
	readonly onEnd: LinkListener;
};

type Pending = {
	readonly sequence: number;
	readonly acknowledge: () => void;
	readonly fail: (reason: unknown) => void;
};

/** Heartbeats of one session over one `Session` stream. The end of the stream is told at once. */
export function streamBeats({channel, agentName, sessionId, signal, onEnd}: BeatContext): Beats {
	const {address} = channel;
	const stream = channel.client.session();
	let sequence = 0;
	let pending: Pending | undefined;
	let ended: ConnectionFailure | undefined;
	const onAbort = () => pending?.fail(signal.reason);
	signal.addEventListener('abort', onAbort, {once: true});

	const finish = (failure: Failure) => {
		if (ended === undefined) {
			ended = new ConnectionFailure(failure);
			signal.removeEventListener('abort', onAbort);
			pending?.fail(ended);
			onEnd(ended);
		}
	};

	stream.on('data', ({kind}: SessionDown) => {
		switch (kind?.$case) {
			case 'acknowledgement':
				// Only for its own heartbeat: a late one must not pass for the next.
				if (kind.value.sequence === pending?.sequence) {
					pending.acknowledge();
				}

				break;
			case 'probe':
				stream.write({kind: {$case: 'probeAnswer', value: {}}});
				break;
			case 'end':
				finish(failureOfEnd(kind.value, channel));
				break;
			default:
			// A notice of a newer master: not for us.
		}
	});
	stream.on('error', (error) => finish(failureOfServiceError(error, {address})));
	stream.on('end', () => finish(endedFailure({address})));
	stream.write({kind: {$case: 'hello', value: {agentName, sessionId}}});

	return {
		async beat({streak, roundTripMs}, limitMs) {
			signal.throwIfAborted();
			if (ended !== undefined) {
				throw ended;
			}

			sequence++;
			const startedAt = performance.now();
			try {
				await withLimit<void>(limitMs, undefined, {
					start(acknowledge, fail) {
						pending = {sequence, acknowledge, fail};
						stream.write({kind: {$case: 'beat', value: {sequence, streak, roundTripMs}}});
					},
					onLimit: () => timeoutFailure('heartbeat', limitMs, {address}),
				});
			} finally {
				pending = undefined;
			}

			return performance.now() - startedAt;
		},
		end() {
			if (ended === undefined) {
				ended = new ConnectionFailure(endedFailure({address}));
				signal.removeEventListener('abort', onAbort);
				pending?.fail(ended);
			}

			// Also a stream whose end was told: the master may leave it open.
			stream.cancel();
		},
	};
}

function failureOfEnd({reason, message: said}: End, context: Channel): Failure {
	switch (reason) {
		case EndReason.SUPERSEDED:
			return createFailure('refused', 'SUPERSEDED', context, said);
		case EndReason.REMOVED:
			return createFailure('refused', 'REMOVED', context, said);
		case EndReason.STOP_REQUESTED:
			return createFailure('stop-requested', 'STOP_REQUESTED', context, said);
		case EndReason.UNKNOWN_SESSION:
			return createFailure('unknown-session', 'UNKNOWN_SESSION', context, said);
		case EndReason.GOING_AWAY:
			return createFailure('unreachable', 'GOING_AWAY', context, said);
		default:
			return endedFailure(context, said);
	}
}
