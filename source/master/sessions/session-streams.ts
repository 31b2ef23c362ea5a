import type {ServerDuplexStream} from '@grpc/grpc-js';
import type {EndReason, SessionDown, SessionUp} from '../../protocol/generated/agent.js';

/** An open `Session` call, as its master holds it. */
export type SessionCall = ServerDuplexStream<SessionUp, SessionDown>;

/** How long the holder of a name has to answer a probe. */
export const probeLimitMs = 1000;

/** An agent that does not read its acknowledgements costs no more memory than this many of them. */
const maxUnreadMessages = 1000;

/** The `Session` streams that are open, by their number. */
export type SessionStreams = {
	/** Numbers a stream. Numbers never repeat. `onEnd` is told why, where it is this side that ends the stream. */
	readonly add: (call: SessionCall, onEnd?: (why: string) => void) => number;
	readonly delete: (streamId: number) => void;
	/** Any message of a stream answers a probe. */
	readonly heard: (streamId: number) => void;
	readonly acknowledge: (streamId: number, sequence: number) => void;
	/** False once it has ended, from either side. */
	readonly isOpen: (streamId: number) => boolean;
	/** Asks down the stream whether the agent is still there. Whoever asks meanwhile gets the same answer. */
	readonly probe: (streamId: number) => Promise<'answered' | 'silent'>;
	/** Ends a stream, with the reason as its last message. Nothing happens where it has ended. */
	readonly end: (streamId: number | undefined, reason: EndReason, message: string) => void;
	/**
	Tells the last message of a stream, and leaves its end to the agent, which may have to say something first. Returns
	false where the stream has ended: nothing was told.
	*/
	readonly tellEnd: (streamId: number, reason: EndReason, message: string) => boolean;
	readonly endAll: (reason: EndReason, message: string) => void;
	readonly count: () => number;
};

type Probe = {
	readonly answer: Promise<'answered' | 'silent'>;
	readonly answered: () => void;
};

/** Without any stream. */
export function createSessionStreams(): SessionStreams {
	const calls = new Map<number, SessionCall>();
	const endListeners = new WeakMap<SessionCall, (why: string) => void>();
	const probes = new Map<number, Probe>();
	let lastId = 0;

	const end = (streamId: number | undefined, reason: EndReason, message: string) => {
		const call = streamId === undefined ? undefined : calls.get(streamId);
		if (streamId !== undefined && call !== undefined) {
			calls.delete(streamId);
			endListeners.get(call)?.(message);
			call.write({kind: {$case: 'end', value: {reason, message}}});
			call.end();
		}
	};

	return {
		add(call, onEnd) {
			lastId++;
			calls.set(lastId, call);
			if (onEnd !== undefined) {
				endListeners.set(call, onEnd);
			}

			return lastId;
		},
		delete: (streamId) => calls.delete(streamId),
		heard: (streamId) => probes.get(streamId)?.answered(),
		isOpen: (streamId) => calls.has(streamId),
		acknowledge(streamId, sequence) {
			const call = calls.get(streamId);
			if (call !== undefined && call.writableLength > maxUnreadMessages) {
				calls.delete(streamId);
				endListeners.get(call)?.('The agent does not read its acknowledgements');
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

			const probe = probes.get(streamId) ?? beginProbe(() => probes.delete(streamId));
			if (!probes.has(streamId)) {
				probes.set(streamId, probe);
				call.write({kind: {$case: 'probe', value: {}}});
			}

			return probe.answer;
		},
		end,
		tellEnd(streamId, reason, message) {
			const call = calls.get(streamId);
			if (call !== undefined) {
				endListeners.get(call)?.(message);
				call.write({kind: {$case: 'end', value: {reason, message}}});
			}

			return call !== undefined;
		},
		endAll(reason, message) {
			for (const streamId of [...calls.keys()]) {
				end(streamId, reason, message);
			}
		},
		count: () => calls.size,
	};
}

/** A probe that waits for its answer until its time is over. `finished` is called once, before anybody is told. */
function beginProbe(finished: () => void): Probe {
	let answered = () => {};
	const answer = new Promise<'answered' | 'silent'>((resolve) => {
		const finish = (result: 'answered' | 'silent') => {
			clearTimeout(timer);
			finished();
			resolve(result);
		};
		const timer = setTimeout(finish, probeLimitMs, 'silent');
		answered = () => finish('answered');
	});
	return {answer, answered};
}
