import {AsyncLocalStorage} from 'node:async_hooks';
import {subscribe} from 'node:diagnostics_channel';
import {promises as dns} from 'node:dns';
import {isIP, type Socket} from 'node:net';
import {connectivityState, credentials, type ServiceError} from '@grpc/grpc-js';
import {type Address, formatAddress} from '../base/address.js';
import {ConnectionFailure, endedFailure, type Failure, failureOfCode, timeoutFailure, type Waited} from './failure.js';
import {AgentRegistryClient} from './generated/agent.js';
import {longestTimerMs} from './policy.js';
import {failureOfServiceError} from './service-error.js';

// Node joins the thread of a running name lookup when it exits; a silent DNS server would hold it for 10 s.
// The C library reads this before its first lookup. A user's own value stands.
process.env['RES_OPTIONS'] ??= 'timeout:1 attempts:1';

// grpc-js leaves sockets behind: closing a client does not end one that still connects, nor one whose peer never
// sent its SETTINGS. So each dial runs in a context of its own, in which Node tells of every socket that it makes.
const socketsOfDial = new AsyncLocalStorage<Set<Socket>>();
subscribe('net.client.socket', (message) => {
	const sockets = socketsOfDial.getStore();
	if (sockets !== undefined) {
		const {socket} = message as {readonly socket: Socket};
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	}
});

// Following a context costs time with every promise of the process, half of what a heartbeat costs: only while dialling.
let dialsUnderWay = 0;

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
	const sockets = new Set<Socket>();
	const client = socketsOfDial.run(sockets, () => {
		const created = new AgentRegistryClient(
			`dns:${formatAddress(address)}`,
			credentials.createInsecure(),
			clientOptions,
		);
		created.getChannel().getConnectivityState(true);
		return created;
	});
	let closed = false;
	const close = () => {
		if (!closed) {
			closed = true;
			client.close();
			for (const socket of sockets) {
				socket.destroy();
			}
		}
	};

	dialsUnderWay++;
	try {
		await withLimit<void>(limitMs, signal, {
			start: (resolve) => whenSettled(client, resolve),
			onLimit: () => {
				const accepted = [...sockets].some((socket) => !socket.connecting);
				return timeoutFailure('connect', limitMs, {address, accepted});
			},
		});
		if (client.getChannel().getConnectivityState(false) !== connectivityState.READY) {
			throw new ConnectionFailure(await explainFailedDial(client, address, limitMs, signal));
		}
	} catch (error) {
		close();
		throw error;
	} finally {
		dialsUnderWay--;
		if (dialsUnderWay === 0) {
			socketsOfDial.disable();
		}
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

	return {address, client, onBroken, close};
}

/** Follows a dialling channel until it is ready or has failed. */
function whenSettled(client: AgentRegistryClient, settled: () => void): void {
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

		settled();
	};

	check();
}

/** A channel tells why it failed only to a call. The code of a failed name lookup is lost to it; the lookup knows it. */
async function explainFailedDial(
	client: AgentRegistryClient,
	address: Address,
	limitMs: number,
	signal: AbortSignal,
): Promise<Failure> {
	const failure = await unary((callback) => client.heartbeat({agentName: ''} as never, callback), limitMs, signal, {
		address,
		what: 'connect',
	}).then(
		() => endedFailure({address}),
		(error: unknown) => failureOfServiceError(error, {address}),
	);
	if (isIP(address.host) === 0 && /name resolution/iu.test(failure.said)) {
		return withLimit<Failure>(limitMs, signal, {
			start(resolve) {
				dns.lookup(address.host).then(
					() => resolve(failure),
					({code = 'ENOTFOUND'}: NodeJS.ErrnoException) => resolve(failureOfCode(code, {address, said: failure.said})),
				);
			},
			onLimit: () => failure,
		});
	}

	return failure;
}

type Cancellable = {readonly cancel: () => void};

/**
One unary call as a promise, with a limit on the monotonic clock (gRPC's own deadlines read the wall clock).
Throws a `ConnectionFailure`, or the signal's reason on an abort. The call is cancelled in both cases.
*/
export async function unary<Response>(
	begin: (callback: (error: ServiceError | null, response: Response) => void) => Cancellable,
	limitMs: number,
	signal: AbortSignal,
	{address, what}: {readonly address: Address; readonly what: Waited},
): Promise<Response> {
	signal.throwIfAborted();
	let call: Cancellable | undefined;
	try {
		return await withLimit<Response>(limitMs, signal, {
			start(resolve, reject) {
				call = begin((error, response) => {
					if (error) {
						reject(new ConnectionFailure(failureOfServiceError(error, {address})));
					} else {
						resolve(response);
					}
				});
			},
			onLimit: () => timeoutFailure(what, limitMs, {address}),
		});
	} catch (error) {
		call?.cancel();
		throw error;
	}
}

/**
Waits for what `start` began, at most `limitMs`. When the timer fires late (the process stood still), what has
arrived meanwhile is read first, so that our own stall is not taken for the other side's silence. Without a signal the
caller itself ends the wait on an abort: whoever waits often need not begin and end listening each time.
*/
export async function withLimit<Value>(
	limitMs: number,
	signal: AbortSignal | undefined,
	{
		start,
		onLimit,
	}: {
		readonly start: (resolve: (value: Value) => void, reject: (error: unknown) => void) => void;
		readonly onLimit: () => Failure;
	},
): Promise<Value> {
	signal?.throwIfAborted();
	return new Promise((resolve, reject) => {
		let immediate: NodeJS.Immediate | undefined;
		const timer = setTimeout(() => {
			immediate = setImmediate(() => {
				immediate = setImmediate(() => settle(() => reject(new ConnectionFailure(onLimit()))));
			});
		}, limitMs);
		const onAbort = () => settle(() => reject(signal?.reason));
		const settle = (finish: () => void) => {
			clearTimeout(timer);
			clearImmediate(immediate);
			signal?.removeEventListener('abort', onAbort);
			finish();
		};

		signal?.addEventListener('abort', onAbort, {once: true});
		start(
			(value) => settle(() => resolve(value)),
			(error) => settle(() => reject(error)),
		);
	});
}
