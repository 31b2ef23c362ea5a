import type {Log} from '../../observe/log.js';

/** Tells the log, at its lowest level, what becomes of one stream. */
export type StreamTrace = {
	/** The stream carries a session from now on: a new one, or one that it resumes. */
	readonly began: (what: 'opened' | 'resumed', session: TracedSession) => void;
	/** The stream asked for a session that this master does not know. */
	readonly refused: (session: TracedSession) => void;
	/** Why the stream will end, where that is known before it does. The first reason is the one that is told. */
	readonly blame: (why: string) => void;
	/** The stream is over. Told once, of a stream that carried a session. */
	readonly ended: (why: string) => void;
};

type TracedSession = {readonly agent: string; readonly session: string};

/** Of a stream that carries no session yet. `peer` is the address that it comes from. */
export function traceStream(log: Pick<Log, 'debug'>, peer: string): StreamTrace {
	let carried: TracedSession | undefined;
	let cause: string | undefined;
	return {
		began(what, session) {
			carried = session;
			log.debug(`Session ${what}`, {...session, peer});
		},
		refused: (session) => log.debug('Session refused', {...session, peer}),
		blame(why) {
			cause ??= why;
		},
		ended(why) {
			if (carried !== undefined) {
				log.debug('Session stream ended', {...carried, peer, why: cause ?? why});
				carried = undefined;
			}
		},
	};
}
