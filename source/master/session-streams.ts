import type {ServerDuplexStream} from '@grpc/grpc-js';
import type {EndReason, SessionDown, SessionUp} from '../protocol/generated/agent.js';

export type SessionCall = ServerDuplexStream<SessionUp, SessionDown>;

/** How long the holder of a name has to answer a probe. */
export const probeLimitMs = 1000;

/** An agent that does not read its acknowledgements costs no more memory than this many of them. */
const maxUnreadMessages = 1000;

/** The `Session` streams that are open, by their number. */
export type SessionStreams = {
	/** Numbers a stream. Numbers never repeat. */
	readonly add: (call: SessionCall) => number;
	readonly delete: (streamId: number) => void;
	/** Any message of a stream answers a probe. */
	readonly heard: (streamId: number) => void;
	readonly acknowledge: (streamId: number, sequence: number) => void;
	/** Asks down the stream whether the agent is still there. */
	readonly probe: (streamId: number) => Promise<'answered' | 'silent'>;
	/** Ends a stream, with the reason as its last message. Nothing happens where it has ended. */
	readonly end: (streamId: number | undefined, reason: EndReason, message: string) => void;
	/** Tells the last message of a stream, and leaves its end to the agent, which may have to say something first. */
	readonly tellEnd: (streamId: number, reason: EndReason, message: string) => void;
	readonly endAll: (reason: EndReason, message: string) => void;
	readonly count: () => number;
};

export function createSessionStreams(): SessionStreams {
	const calls = new Map<number, SessionCall>();
	const probes = new Map<number, () => void>();
	let lastId = 0;

	const end = (streamId: number | undefined, reason: EndReason, message: string) => {
		const call = streamId === undefined ? undefined : calls.get(streamId);
		if (streamId !== undefined && call !== undefined) {
			calls.delete(streamId);
			call.write({kind: {$case: 'end', value: {reason, message}}});
			call.end();
		}
	};

	return {
		add(call) {
			lastId++;
			calls.set(lastId, call);
			return lastId;
		},
		delete: (streamId) => calls.delete(streamId),
		heard: (streamId) => probes.get(streamId)?.(),
		acknowledge(streamId, sequence) {
			const call = calls.get(streamId);
			if (call !== undefined && call.writableLength > maxUnreadMessages) {
				calls.delete(streamId);
				call.destroy();
				return;
			}

			call?.write({kind: {$case: 'acknowledgement', value: {sequence}}});
		},
		probe(streamId) {
			const call = calls.get(streamId);
			if (call === undefined) {
				return Promise.resolve('silent');
			}

			return new Promise((resolve) => {
				const earlier = probes.get(streamId);
				const finish = (result: 'answered' | 'silent') => {
					clearTimeout(timer);
					if (probes.get(streamId) === answered) {
						probes.delete(streamId);
					}

					resolve(result);
				};
				const answered = () => {
					earlier?.();
					finish('answered');
				};
				const timer = setTimeout(finish, probeLimitMs, 'silent');
				probes.set(streamId, answered);
				call.write({kind: {$case: 'probe', value: {}}});
			});
		},
		end,
		tellEnd(streamId, reason, message) {
			calls.get(streamId)?.write({kind: {$case: 'end', value: {reason, message}}});
		},
		endAll(reason, message) {
			for (const streamId of [...calls.keys()]) {
				end(streamId, reason, message);
			}
		},
		count: () => calls.size,
	};
}
