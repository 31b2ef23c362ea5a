import {AsyncLocalStorage} from 'node:async_hooks';
import {subscribe} from 'node:diagnostics_channel';
import type {Socket} from 'node:net';
import type {Address} from '../base/address.js';
import {createFailure, endedFailure, type Failure, failureOfCode} from './failures/failure.js';

/** The sockets of one dial: a library opens them and tells little of what became of them. */
export type DialledSockets = {
	/** Begins the dial: does what opens them, now or while it is under way. Call it once. */
	readonly open: <Value>(work: () => Value) => Value;
	/** True where a peer has accepted the TCP connection of one that is open. */
	readonly isAccepted: () => boolean;
	/** The address of the peer that has accepted. Undefined where none has. */
	readonly peer: () => Address | undefined;
	/** Why there is no connection to that master. Undefined where no socket was made: the name led nowhere. */
	readonly failure: (address: Address) => Failure | undefined;
	/** The dial is over: what is opened from now on is nobody's. Idempotent. */
	readonly endDial: () => void;
	/** Ends every one of them that is open. */
	readonly destroy: () => void;
};

/** One of them. */
type Dialled = {
	readonly socket: Socket;
	isAccepted: boolean;
	error: NodeJS.ErrnoException | undefined;
};

// grpc-js leaves sockets behind: closing a client does not end one that still connects, nor one whose peer never
// sent its SETTINGS. So each dial runs in a context of its own, in which Node tells of every socket that it makes.
const socketsOfDial = new AsyncLocalStorage<(socket: Socket) => void>();
subscribe('net.client.socket', (message) => {
	const {socket} = message as {readonly socket: Socket};
	socketsOfDial.getStore()?.(socket);
});

// Following a context costs time with every promise of the process, half of what a heartbeat costs: only while dialling.
let dialsUnderWay = 0;

/** Follows the sockets of one dial, which begins when they are opened. */
export function followSockets(): DialledSockets {
	const open = new Set<Dialled>();
	/** In the order in which they failed. */
	const failed = new Set<Dialled>();
	let isUnderWay = false;
	const fail = (dialled: Dialled) => {
		if (isUnderWay) {
			failed.add(dialled);
		}
	};

	const follow = (socket: Socket) => {
		const dialled: Dialled = {socket, isAccepted: false, error: undefined};
		open.add(dialled);
		socket.once('connect', () => {
			dialled.isAccepted = true;
		});
		socket.once('error', (error: NodeJS.ErrnoException) => {
			dialled.error = lastOf(error);
			fail(dialled);
		});
		socket.once('close', () => {
			open.delete(dialled);
			fail(dialled);
		});
	};

	return {
		open(work) {
			const opened = socketsOfDial.run(follow, work);
			isUnderWay = true;
			dialsUnderWay++;
			return opened;
		},
		isAccepted: () => [...open].some(({isAccepted}) => isAccepted),
		peer() {
			const accepted = [...open].find(({isAccepted}) => isAccepted)?.socket;
			return accepted?.remoteAddress === undefined || accepted.remotePort === undefined
				? undefined
				: {host: accepted.remoteAddress, port: accepted.remotePort};
		},
		failure(address) {
			const last = mostTelling([...open, ...failed]);
			return last === undefined ? undefined : explain(last, address);
		},
		endDial() {
			if (isUnderWay) {
				isUnderWay = false;
				failed.clear();
				dialsUnderWay--;
				if (dialsUnderWay === 0) {
					socketsOfDial.disable();
				}
			}
		},
		destroy() {
			for (const {socket} of open) {
				socket.destroy();
			}
		},
	};
}

/** A machine without one of the two kinds of IP says so of each address of that kind: the other kind tells more. */
const missingKinds = new Set(['ENETUNREACH', 'EADDRNOTAVAIL']);

/** Of several addresses the one that failed last. */
function mostTelling(all: readonly Dialled[]): Dialled | undefined {
	return all.findLast(({error}) => !missingKinds.has(error?.code ?? '')) ?? all.at(-1);
}

/** What became of a socket that has brought no connection. */
function explain({socket, error}: Dialled, address: Address): Failure {
	const code = error?.code ?? '';
	// A master's first bytes make the connection ready: these were no master's.
	if (socket.bytesRead > 0 || code.startsWith('ERR_HTTP2')) {
		return createFailure('unreachable', 'PROTOCOL', {address}, error?.message);
	}

	return error === undefined || code === ''
		? endedFailure({address}, error?.message)
		: failureOfCode(code, {address, dialled: addressIn(error), said: error.message});
}

/** Where Node tried several addresses itself, each has an error of its own. */
function lastOf(error: NodeJS.ErrnoException): NodeJS.ErrnoException {
	const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : error;
	return last instanceof Error ? last : error;
}

/** The address that an error of the system is about, which Node puts on it. */
function addressIn(error: Error): Address | undefined {
	const {address, port} = error as Error & {readonly address?: unknown; readonly port?: unknown};
	return typeof address === 'string' && typeof port === 'number' ? {host: address, port} : undefined;
}
