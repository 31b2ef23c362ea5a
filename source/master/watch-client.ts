import pRetry from 'p-retry';
import type {Address} from '../protocol/address.js';
import {type Channel, dial, unary} from '../protocol/channel.js';
import {
	ConnectionFailure,
	endedFailure,
	type Failure,
	failureOfServiceError,
	timeoutFailure,
} from '../protocol/failure.js';
import type {FleetUpdate, StopAgentResponse, UnregisterAgentResponse} from '../protocol/generated/agent.js';
import {defaultPolicy} from '../protocol/policy.js';
import type {CommandResult} from './agent-commands.js';
import type {Contact} from './contact.js';

/** How long a command to an agent may take: its master may have to dial it. */
const commandLimitMs = 8000;

/** A master tells something every five seconds. The contact is lost after so many checks in which nothing came. */
const silentChecks = 7;
const checkIntervalMs = 1000;

export type WatchSettings = {
	readonly master: Address;
	/** The delays between attempts, as an agent's. @default the documented policy */
	readonly delays?: {readonly initialMs: number; readonly maxMs: number};
	/** How often it is checked whether anything came. */
	readonly checkIntervalMs?: number;
};

export type WatchListener = {
	readonly onUpdate: (update: FleetUpdate) => void;
	readonly onContact: (contact: Contact) => void;
};

/** Follows a master's fleet, for as long as it takes, and comes back whenever the contact is lost. */
export type FleetWatch = {
	readonly stopAgent: (name: string) => Promise<CommandResult>;
	/** Refused while the agent is connected. */
	readonly removeAgent: (name: string) => Promise<CommandResult>;
	/** Cuts the wait for the next attempt short. */
	readonly retryNow: () => void;
	/** Ends it, and every connection. Resolves once nothing is told any more. Idempotent. */
	readonly close: () => Promise<void>;
	/** Resolves when it was closed. Rejects with a `ConnectionFailure` where this master cannot be watched at all. */
	readonly ended: Promise<void>;
};

/** One stream that has told its snapshot. */
type Session = {
	readonly channel: Channel;
	readonly ended: Promise<Failure>;
};

export function watchFleet(settings: WatchSettings, {onUpdate, onContact}: WatchListener): FleetWatch {
	const {master, delays = {initialMs: defaultPolicy.initialDelayMs, maxMs: defaultPolicy.maxDelayMs}} = settings;
	const closing = new AbortController();
	let run = new AbortController();
	let session: Session | undefined;
	let isFirst = true;
	let sinceMs = performance.now();
	/** What is shown stands as it did then. */
	let heardAtMs = sinceMs;
	const take = (update: FleetUpdate) => {
		heardAtMs = performance.now();
		onUpdate(update);
	};

	const tellNone = (failure: Failure | undefined, nextAttemptAtMs: number | undefined) => {
		onContact({type: 'none', isFirst, sinceMs, reason: failure?.message, nextAttemptAtMs});
	};

	/** One run of attempts, until one has brought a snapshot. `loss` is the failure that it begins with. */
	const connect = async (loss: Failure | undefined): Promise<Session> => {
		// One draw shortens all delays of a run, the longest too: watchers of one master do not come back at once.
		const share = 1 - defaultPolicy.jitter * Math.random();
		const schedule = {
			factor: defaultPolicy.backoffFactor,
			minTimeout: delays.initialMs * share,
			maxTimeout: delays.maxMs * share,
		};
		let before = loss;
		let last: Failure | undefined;
		return pRetry(
			async () => {
				if (before !== undefined) {
					const failure = before;
					before = undefined;
					throw new ConnectionFailure(failure);
				}

				tellNone(last, undefined);
				return openSession(settings, run.signal, take);
			},
			{
				...schedule,
				retries: Number.POSITIVE_INFINITY,
				signal: run.signal,
				shouldRetry: ({error}) => !isUnwatchable(error),
				onFailedAttempt({error, retriesConsumed}) {
					if (run.signal.aborted) {
						return;
					}

					last = failureOfServiceError(error, {address: master});
					const delayMs = Math.min(schedule.minTimeout * schedule.factor ** retriesConsumed, schedule.maxTimeout);
					tellNone(last, performance.now() + delayMs);
				},
			},
		);
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
			onContact({type: 'connected', sinceMs: performance.now()});
			loss = await session.ended;
			session = undefined;
			sinceMs = heardAtMs;
		}
	};

	tellNone(undefined, undefined);
	const ended = follow();

	const ask = async <Response extends CommandResult>(
		begin: (channel: Channel, callback: Parameters<Parameters<typeof unary<Response>>[0]>[0]) => {cancel: () => void},
	): Promise<CommandResult> => {
		const channel = session?.channel;
		if (channel === undefined) {
			return {success: false, message: 'There is no contact with this master'};
		}

		return unary<Response>((callback) => begin(channel, callback), commandLimitMs, closing.signal, {
			address: master,
			what: 'answer',
		});
	};

	return {
		ended,
		stopAgent: (agentName) => ask<StopAgentResponse>(({client}, callback) => client.stopAgent({agentName}, callback)),
		removeAgent: (agentName) =>
			ask<UnregisterAgentResponse>(({client}, callback) =>
				client.unregisterAgent({agentName, sessionId: '', unlessConnected: true}, callback),
			),
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

/** Another kind of master, or an older one: trying again changes nothing. */
function isUnwatchable(error: Error): boolean {
	return error instanceof ConnectionFailure && error.failure.code === unwatchable;
}

const unwatchable = 'UNIMPLEMENTED';

/** Connects and reads one whole snapshot. Throws a `ConnectionFailure`, or the signal's reason. */
async function openSession(
	{master, checkIntervalMs: intervalMs = checkIntervalMs}: WatchSettings,
	signal: AbortSignal,
	onUpdate: (update: FleetUpdate) => void,
): Promise<Session> {
	const channel = await dial(master, defaultPolicy.connectTimeoutMs, signal);
	const stream = channel.client.watchFleet({});
	return new Promise((resolve, reject) => {
		let end: (failure: Failure) => void = () => {};
		const ended = new Promise<Failure>((resolveEnd) => {
			end = resolveEnd;
		});
		let quietChecks = 0;
		let isOver = false;
		const finish = (failure: Failure) => {
			if (!isOver) {
				isOver = true;
				clearInterval(checking);
				signal.removeEventListener('abort', abort);
				stream.cancel();
				channel.close();
				end(failure);
				reject(signal.aborted ? signal.reason : new ConnectionFailure(failure));
			}
		};

		const abort = () => finish(endedFailure({address: master}));
		// Counted, not timed: when this process stood still, what waits to be read is read before the next check.
		const checking = setInterval(() => {
			quietChecks++;
			if (quietChecks > silentChecks) {
				finish(timeoutFailure('heartbeat', silentChecks * intervalMs, {address: master}));
			}
		}, intervalMs);
		signal.addEventListener('abort', abort, {once: true});
		stream.on('data', (update: FleetUpdate) => {
			quietChecks = 0;
			if (!isOver) {
				onUpdate(update);
				if (update.endsSnapshot) {
					resolve({channel, ended});
				}
			}
		});
		stream.on('error', (error) => finish(explain(error, master)));
		stream.on('end', () => finish(endedFailure({address: master})));
	});
}

function explain(error: Error, master: Address): Failure {
	const failure = failureOfServiceError(error, {address: master});
	return failure.code === unwatchable
		? {
				...failure,
				message:
					'This master cannot be watched (UNIMPLEMENTED): it is of another kind, or older. Ask it with: sloth-master list',
			}
		: failure;
}
