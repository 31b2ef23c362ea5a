import type {Address} from '../../base/address.js';
import type {Reach} from '../../fleet/model/reach.js';
import {ConnectionFailure} from '../../protocol/failures/connection-failure.js';
import type {Failure} from '../../protocol/failures/failure.js';
import type {FleetUpdate} from '../../protocol/generated/agent.js';
import {defaultPolicy} from '../../protocol/policy.js';
import {failureOfServiceError} from '../../protocol/service-error.js';
import {drawSchedule} from '../../retry/backoff.js';
import {retryUntilDone} from '../../retry/retry-loop.js';
import {createWatchCommands, type WatchCommands} from './watch-commands.js';
import {isUnwatchable, openWatchSession, type WatchSession} from './watch-session.js';

/** Which master is followed, and how patiently. */
export type WatchSettings = {
	readonly master: Address;
	/** The delays between attempts. @default 1 s up to 10 s: a person is waiting, and there are few of them */
	readonly delays?: {readonly initialMs: number; readonly maxMs: number};
	/** How often it is checked whether anything came. @default 1000 */
	readonly checkIntervalMs?: number;
};

/** Who is told. */
export type WatchListener = {
	readonly onUpdate: (update: FleetUpdate) => void;
	readonly onReach: (reach: Reach) => void;
};

/** Follows a master's fleet, for as long as it takes, and comes back whenever the contact is lost. */
export type FleetWatch = WatchCommands & {
	/** Cuts the wait for the next attempt short. */
	readonly retryNow: () => void;
	/** Ends it, and every connection. Resolves once nothing is told any more. Idempotent. */
	readonly close: () => Promise<void>;
	/** Resolves when it was closed. Rejects with a `ConnectionFailure` where this master cannot be watched at all. */
	readonly ended: Promise<void>;
};

/** Begins to watch. */
export function watchFleet(settings: WatchSettings, {onUpdate, onReach}: WatchListener): FleetWatch {
	const {master, delays = {initialMs: 1000, maxMs: 10_000}, checkIntervalMs = 1000} = settings;
	const policy = {...defaultPolicy, initialDelayMs: delays.initialMs, maxDelayMs: delays.maxMs};
	const closing = new AbortController();
	let run = new AbortController();
	let session: WatchSession | undefined;
	let isFirst = true;
	let since = performance.now();
	/** What is shown stands as it did then. */
	let heardAt = since;
	const take = (update: FleetUpdate) => {
		heardAt = performance.now();
		onUpdate(update);
	};

	const tellNone = (failure: Failure | undefined, nextAttemptAt: number | undefined) => {
		onReach({type: 'none', isFirst, since, reason: failure, nextAttemptAt});
	};

	/** One run of attempts, until one has brought a snapshot. A loss is its first failure: it is thrown without dialling. */
	const connect = async (loss: Failure | undefined): Promise<WatchSession> => {
		const {signal} = run;
		let last: Failure | undefined;
		return retryUntilDone({
			schedule: drawSchedule(policy, Math.random),
			signal,
			loss: loss === undefined ? undefined : new ConnectionFailure(loss),
			attempt() {
				tellNone(last, undefined);
				return openWatchSession({master, checkIntervalMs}, signal, take);
			},
			isRetried: (error) => !isUnwatchable(error),
			onWait({error, delayMs}) {
				last = failureOfServiceError(error, {address: master});
				tellNone(last, performance.now() + delayMs);
			},
		});
	};

	const follow = async () => {
		let loss: Failure | undefined;
		while (!closing.signal.aborted) {
			try {
				session = await connect(loss);
			} catch (error) {
				if (!run.signal.aborted) {
					throw error;
				}

				// Somebody did not want to wait, or the end.
				run = new AbortController();
				loss = undefined;
				continue;
			}

			isFirst = false;
			onReach({type: 'connected', since: performance.now()});
			loss = await session.ended;
			session = undefined;
			since = heardAt;
		}
	};

	const ended = follow();

	return {
		...createWatchCommands(master, () => session?.channel, closing.signal),
		ended,
		retryNow() {
			if (session === undefined) {
				run.abort(new Error('Tried again by a person'));
			}
		},
		async close() {
			closing.abort(new Error('Closed'));
			run.abort(closing.signal.reason);
			session?.channel.close();
			await ended.catch(() => undefined);
		},
	};
}
