import type {Address} from '../../base/address.js';
import {type Channel, dial} from '../../protocol/channel.js';
import {ConnectionFailure} from '../../protocol/failures/connection-failure.js';
import {endedFailure, type Failure, timeoutFailure} from '../../protocol/failures/failure.js';
import type {FleetUpdate} from '../../protocol/generated/agent.js';
import {defaultPolicy} from '../../protocol/policy.js';
import {failureOfServiceError} from '../../protocol/service-error.js';

/** A master tells something every few seconds. The contact is lost after so many checks in which nothing came. */
const silentChecks = 7;

/** What gRPC answers where a master does not know the call. */
const unwatchable = 'UNIMPLEMENTED';

/** One stream of a master's fleet that has told its snapshot. */
export type WatchSession = {
	readonly channel: Channel;
	/** Resolves with why it ended. */
	readonly ended: Promise<Failure>;
};

/**
Connects and reads one whole snapshot. Throws a `ConnectionFailure`, or the signal's reason on an abort, which ends a
session that is open too.
*/
export async function openWatchSession(
	{master, checkIntervalMs}: {readonly master: Address; readonly checkIntervalMs: number},
	signal: AbortSignal,
	onUpdate: (update: FleetUpdate) => void,
): Promise<WatchSession> {
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
				finish(timeoutFailure('heartbeat', silentChecks * checkIntervalMs, {address: master}));
			}
		}, checkIntervalMs);
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

/** True for another kind of master, or an older one: trying again changes nothing. */
export function isUnwatchable(error: Error): boolean {
	return error instanceof ConnectionFailure && error.failure.code === unwatchable;
}

function explain(error: Error, master: Address): Failure {
	const failure = failureOfServiceError(error, {address: master});
	return failure.code === unwatchable ? {...failure, waitedFor: 'fleet'} : failure;
}
