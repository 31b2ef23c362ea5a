import {promises as dns} from 'node:dns';
import {connectivityState} from '@grpc/grpc-js';
import {type Address, formatAddress} from '../base/address.js';
import {withLimit} from './calls.js';
import {clientCredentials} from './credentials.js';
import {followSockets} from './dialled-sockets.js';
import {ConnectionFailure} from './failures/connection-failure.js';
import {type Failure, failureOfCode, timeoutFailure} from './failures/failure.js';
import {AgentRegistryClient} from './generated/agent.js';
import {longestTimerMs} from './policy.js';

// Node joins the thread of a running name lookup when it exits; a silent DNS server would hold it for 10 s.
// The C library reads this before its first lookup. A user's own value stands.
process.env['RES_OPTIONS'] ??= 'timeout:1 attempts:1';

/** The options of every client channel. */
export const clientOptions = {
	// A second client to the same target would share the first one's connection, or its backoff.
	'grpc.use_local_subchannel_pool': 1,
	'grpc.enable_http_proxy': 0,
	'grpc.service_config_disable_resolution': 1,
	'grpc.enable_retries': 0,
	'grpc.client_idle_timeout_ms': longestTimerMs,
	'grpc.max_receive_message_length': 64 * 1024 * 1024,
};

/** One connection to a master, up and ready. */
export type Channel = {
	readonly address: Address;
	/** The address that the name led to. Undefined where the system does not tell. */
	readonly peer: Address | undefined;
	readonly client: AgentRegistryClient;
	/** Calls the listener once when the connection is no longer ready, at once where it already is not. */
	readonly onBroken: (listener: () => void) => void;
	/** Ends the connection and every socket of it. Idempotent. */
	readonly close: () => void;
};

/**
Connects to a master: one attempt, which resolves the name anew and tries all of its addresses.
Throws a `ConnectionFailure` with the reason, as soon as it is known or when `limitMs` has passed, and the signal's
reason on an abort. Leaves no socket behind.
*/
export async function dial(address: Address, limitMs: number, signal: AbortSignal): Promise<Channel> {
	signal.throwIfAborted();
	const startedAt = performance.now();
	const sockets = followSockets();
	const client = sockets.open(() => {
		const created = new AgentRegistryClient(`dns:${formatAddress(address)}`, clientCredentials(), clientOptions);
		created.getChannel().getConnectivityState(true);
		return created;
	});
	let closed = false;
	const close = () => {
		if (!closed) {
			closed = true;
			client.close();
			sockets.destroy();
		}
	};

	try {
		const isReady = await withLimit<boolean>(limitMs, signal, {
			start: (resolve) => whenSettled(client, resolve),
			onLimit: () => timeoutFailure('connect', limitMs, {address, accepted: sockets.isAccepted()}),
		});
		if (!isReady) {
			const restMs = Math.max(0, limitMs - (performance.now() - startedAt));
			throw new ConnectionFailure(sockets.failure(address) ?? (await explainLookup(address, restMs, signal)));
		}
	} catch (error) {
		close();
		throw error;
	} finally {
		sockets.endDial();
	}

	const onBroken = (listener: () => void) => {
		// A watcher is told of the next change only.
		const tell = () => {
			if (!closed) {
				listener();
			}
		};

		if (client.getChannel().getConnectivityState(false) === connectivityState.READY) {
			client.getChannel().watchConnectivityState(connectivityState.READY, Number.POSITIVE_INFINITY, tell);
		} else {
			queueMicrotask(tell);
		}
	};

	return {address, peer: sockets.peer(), client, onBroken, close};
}

/** Follows a dialling channel until it is ready, or has failed. */
function whenSettled(client: AgentRegistryClient, settled: (isReady: boolean) => void): void {
	const channel = client.getChannel();
	const check = () => {
		const state = channel.getConnectivityState(false);
		if (state === connectivityState.IDLE || state === connectivityState.CONNECTING) {
			channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, (error) => {
				if (error === undefined) {
					check();
				}
			});
			return;
		}

		settled(state === connectivityState.READY);
	};

	check();
}

/** The code of a failed name lookup is lost in the library; another lookup knows it. */
async function explainLookup(address: Address, limitMs: number, signal: AbortSignal): Promise<Failure> {
	// It failed a moment ago, whatever becomes of this one.
	const failedBefore = failureOfCode('EAI_AGAIN', {address});
	return withLimit<Failure>(limitMs, signal, {
		start(resolve) {
			dns.lookup(address.host).then(
				() => resolve(failedBefore),
				({code = 'ENOTFOUND', message}: NodeJS.ErrnoException) =>
					resolve(failureOfCode(code, {address, said: message})),
			);
		},
		onLimit: () => failedBefore,
	});
}
