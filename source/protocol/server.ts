import {isIPv6} from 'node:net';
import {
	Server,
	type ServerUnaryCall,
	type ServiceDefinition,
	type sendUnaryData,
	type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import {type Address, formatAddress} from '../base/address.js';
import {serverCredentials} from './credentials.js';
import {statusOf} from './status-error.js';

const serverOptions = {
	'grpc.enable_channelz': 0,
	// Dropped packets leave a connection standing for ever; so does a peer that was stopped.
	'grpc.keepalive_time_ms': 30_000,
	'grpc.keepalive_timeout_ms': 10_000,
	'grpc.max_receive_message_length': 4 * 1024 * 1024,
};

/** A server that listens. */
export type RunningServer = {
	/** The port is the real one, also where 0 was asked for. */
	readonly address: Address;
	/** Ends the server: running calls get `graceMs`, then every connection is cut. Idempotent. */
	readonly close: (graceMs: number) => Promise<void>;
};

/** Why a server cannot listen, in one line for a person, with the code that the program should exit with. */
export class ListenError extends Error {
	override readonly name = 'ListenError';

	constructor(
		message: string,
		readonly exitCode: number,
	) {
		super(message);
	}
}

/** One service and who answers for it. */
export type Served = {
	readonly definition: ServiceDefinition;
	readonly handlers: UntypedServiceImplementation;
};

/**
Serves gRPC. Throws a `ListenError`: code 4 where the port is taken, 2 where the address cannot be used;
`flags` are named in it.
*/
export async function serve(
	address: Address,
	services: readonly Served[],
	flags: {readonly host: string; readonly port: string},
): Promise<RunningServer> {
	const server = new Server(serverOptions);
	for (const {definition, handlers} of services) {
		server.addService(definition, handlers);
	}

	const port = await new Promise<number>((resolve, reject) => {
		server.bindAsync(formatAddress(address), serverCredentials(), (error, bound) => {
			if (error) {
				server.forceShutdown();
				reject(listenError(address, error.message, flags));
			} else {
				resolve(bound);
			}
		});
	});

	let closing: Promise<void> | undefined;
	return {
		address: {host: address.host, port},
		close(graceMs) {
			closing ??= new Promise((resolve) => {
				const timer = setTimeout(() => server.forceShutdown(), graceMs);
				server.tryShutdown(() => {
					clearTimeout(timer);
					resolve();
				});
			});
			return closing;
		},
	};
}

function listenError(
	address: Address,
	detail: string,
	flags: {readonly host: string; readonly port: string},
): ListenError {
	const where = formatAddress(address);
	const code = /\b(?:E[A-Z]{3,})\b/u.exec(detail)?.[0];
	switch (code) {
		case 'EADDRINUSE':
			return new ListenError(
				`The port of ${where} is in use (EADDRINUSE). Find the program that holds it with: ss -ltnp 'sport = :${address.port}'. Or name another with ${flags.port}.`,
				4,
			);
		case 'EACCES':
			return new ListenError(
				`This user may not listen at ${where} (EACCES). Name a port of 1024 or more with ${flags.port}.`,
				2,
			);
		case 'EADDRNOTAVAIL':
			return new ListenError(
				`Expected ${flags.host} to be an address of this machine, got "${address.host}" (EADDRNOTAVAIL).`,
				2,
			);
		case undefined:
			return /name resolution|no addresses resolved/iu.test(detail)
				? new ListenError(
						`Expected ${flags.host} to be an address of this machine, got "${address.host}", which does not resolve.`,
						2,
					)
				: new ListenError(`Cannot listen at ${where}: ${detail}`, 1);
		default:
			return new ListenError(`Cannot listen at ${where} (${code}).`, 2);
	}
}

/** A unary handler from a function: what it returns is the answer, a `StatusError` the status, anything else INTERNAL. */
export function answering<Request, Response>(
	answer: (request: Request, peerAddress: string) => Promise<Response> | Response,
) {
	return async (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
		try {
			callback(null, await answer(call.request, peerHost(call.getPeer())));
		} catch (error) {
			callback(statusOf(error));
		}
	};
}

/** The host of a peer as gRPC prints it: `10.0.0.7:1234`, `[::1]:1234`, `::1:1234`. IPv4 in IPv6 is told as IPv4. */
export function peerHost(peer: string): string {
	// The common case, once for each unary heartbeat.
	const v4 = /^[\d.]+(?=:\d+$)/u.exec(peer)?.[0];
	if (v4 !== undefined) {
		return v4;
	}

	const host = peer.replace(/:\d+$/u, '').replace(/^\[(?<host>.*)\]$/u, '$<host>');
	const mapped = /^::ffff:(?<v4>\d+\.\d+\.\d+\.\d+)$/iu.exec(host)?.groups?.['v4'];
	return mapped ?? (isIPv6(host) ? host.toLowerCase() : host);
}
