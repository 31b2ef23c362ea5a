import {ConnectionFailure} from '../../protocol/failures/connection-failure.js';
import {failureInFull} from '../../protocol/failures/failure-words.js';
import {type Place, previewDelays, type Schedule} from '../../retry/backoff.js';
import type {Wait} from '../../retry/retry-loop.js';
import type {ConnectionFacts} from './connection-facts.js';
import {hasBeenConnected, type StopReason} from './connection-state.js';
import {createScheduleRun, DialNow} from './schedule-run.js';
import {openSession, type Session, type SessionOptions} from './session.js';

/** How long a taken name may be that of a dying holder, before it refuses an agent that was never registered. */
const nameTakenGraceMs = 30_000;

/** How many of the delays to come are told with each wait. */
const previewedDelays = 6;

export type ReconnectOptions = Omit<SessionOptions, 'facts' | 'signal' | 'nextNumber'>;

/** Sessions, one after the other. */
export type ReconnectLoop = {
	/** Until the master refuses or somebody asks for the end. Rejects with the signal's reason on an abort. Call it once. */
	readonly run: (signal: AbortSignal) => Promise<StopReason>;
	/** The session that is held, or that ended last. */
	readonly session: () => Session | undefined;
	/** Cuts the wait short: the next run dials at once. It begins the schedule anew, or keeps its place in it. */
	readonly dialNow: (from: 'first-delay' | 'this-place') => void;
};

/**
Makes the loop. One attempt of the policy is one *stable session*: dial, register, beat until `failureThreshold` heartbeats in a
row were acknowledged. A session that dies before that is a failed attempt, so a master that accepts and drops does not reset
the schedule. A loss is failure number one of the next run, so the first delay is the initial delay.
*/
export function createReconnectLoop(options: ReconnectOptions, facts: ConnectionFacts): ReconnectLoop {
	const {master, policy, random} = options;
	let session: Session | undefined;
	let sessionNumber = 0;
	/** Since when every attempt found the name taken. */
	let nameTakenSince: number | undefined;
	/** True where trying again after the next delay of the schedule is pointless. */
	const isRefusal = ({failure}: ConnectionFailure) =>
		failure.kind === 'name-taken'
			? hasBeenConnected(facts.state()) || performance.now() - (nameTakenSince ?? performance.now()) > nameTakenGraceMs
			: failure.kind === 'refused' || failure.kind === 'stop-requested';

	const becomeStable = async (signal: AbortSignal) => {
		const attempt = attemptsOf(facts) + 1;
		facts.emit({type: 'connecting', at: performance.now(), master, attempt});
		session = await openSession({...options, facts, signal, nextNumber: () => ++sessionNumber});
		await session.stable;
		nameTakenSince = undefined;
	};

	const isRetried = (error: Error): boolean => {
		if (!(error instanceof ConnectionFailure)) {
			return false;
		}

		nameTakenSince = error.failure.kind === 'name-taken' ? (nameTakenSince ?? performance.now()) : undefined;
		return !isRefusal(error);
	};

	const tellWait = ({error, failures, delayMs}: Wait, drawn: Schedule) => {
		session?.close();
		const at = performance.now();
		facts.emit({
			type: 'retry-scheduled',
			at,
			master,
			attempt: attemptsOf(facts) + 1,
			delayMs,
			retryAt: at + delayMs,
			nextDelaysMs: previewDelays(drawn, failures + 1, previewedDelays),
			reason: (error as ConnectionFailure).failure,
		});
	};

	const schedule = createScheduleRun({policy, random, attempt: becomeStable, isRetried, onWait: tellWait});

	/** One stable session and its loss, or what came before that. */
	const runOnce = async (loss: ConnectionFailure | undefined, place: Place, signal: AbortSignal) => {
		try {
			await schedule.run(loss, place, signal);
			return await session?.lost;
		} catch (error) {
			if (signal.aborted || !(error instanceof DialNow || error instanceof ConnectionFailure)) {
				throw error;
			}

			return error;
		}
	};

	return {
		async run(signal) {
			let loss: ConnectionFailure | undefined;
			let place: Place = 0;
			for (;;) {
				const end = await runOnce(loss, place, signal);
				if (end instanceof DialNow) {
					({place} = end);
					loss = undefined;
					continue;
				}

				loss = end;
				if (loss?.failure.kind === 'stop-requested') {
					return {type: 'asked', by: failureInFull(loss.failure)};
				}

				const isRefused = loss !== undefined && isRefusal(loss);
				if (loss !== undefined && isRefused && !hasBeenConnected(facts.state())) {
					return {type: 'refused', failure: loss.failure};
				}

				// A refusal cannot lengthen a delay within a run: it ended the run, and this one begins at the longest.
				place = isRefused ? 'longest' : 0;
			}
		},
		session: () => session,
		dialNow: schedule.dialNow,
	};
}

/** Attempts since the connection was lost, or since the start. */
function attemptsOf({state}: ConnectionFacts): number {
	const current = state();
	return 'outage' in current ? (current.outage?.attempts ?? 0) : 0;
}
