import {once} from 'node:events';
import {rmSync} from 'node:fs';
import {createServer, type Server, type Socket} from 'node:net';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {safeText} from '../base/safe-text.js';
import {ensureDirectory} from '../host/directories.js';
import {HostError, systemErrorWords} from '../host/host-error.js';
import {LineSplitter, OversizedLine} from './line-splitter.js';
import {machineTimeMs} from './machine-time.js';
import {type ControlTarget, controlPath, ensureSharedFolder} from './path.js';

/** One line of JSON. What else it holds is the command's own. */
export type ControlRequest = {
	readonly command: string;
	readonly [field: string]: unknown;
};

/**
Answers one command: with one value, or with an async iterable of values for as long as somebody listens. `signal` aborts
when the client is gone or the server closes; an iterable must end then. What it throws is told as `{error}`.
*/
export type ControlHandler = (request: ControlRequest, signal: AbortSignal) => unknown;

/** A control socket that listens. */
export type ControlServer = {
	readonly path: string;
	/** Ends all connections and removes the socket. Idempotent. */
	close(): Promise<void>;
};

/** Whose control socket it is, and what it answers. */
export type ControlServerOptions = ControlTarget & {
	/** By command. */
	readonly handlers: Readonly<Record<string, ControlHandler>>;
};

const longestRequestBytes = 64 * 1024;
const mostUnreadBytes = 1024 * 1024;
const mostConnections = 64;
const requestTimeoutMs = 10_000;
const closeGraceMs = 250;

/**
Listens on the control socket of a name: one request per connection, line by line in JSON. To be called only while the
name's lock is held: whatever is at the path is then a dead process's and is removed.
Throws a `HostError` where the machine does not let it.
*/
export async function serveControl({directory, name, handlers}: ControlServerOptions): Promise<ControlServer> {
	const {path, sharedFolder} = controlPath({directory, name});
	ensureDirectory(directory);
	if (sharedFolder !== undefined) {
		ensureSharedFolder(sharedFolder);
	}

	const sockets = new Set<Socket>();
	const server = createServer({allowHalfOpen: true}, (socket) => {
		sockets.add(socket);
		socket.once('close', () => {
			sockets.delete(socket);
		});
		// A client may go at any time; 'close' follows.
		socket.on('error', () => undefined);
		void serveConnection(socket, handlers);
	});
	server.maxConnections = mostConnections;
	await listen(server, path);

	let closed: Promise<void> | undefined;
	return {
		path,
		close() {
			closed ??= closeServer(server, sockets, path);
			return closed;
		},
	};
}

async function listen(server: Server, path: string): Promise<void> {
	const isFile = process.platform !== 'win32';
	try {
		if (isFile) {
			rmSync(path, {force: true});
		}

		// The socket is made within listen(): it is never open to others, not even for a moment.
		const previous = isFile ? process.umask(0o177) : undefined;
		try {
			server.listen({path, exclusive: true});
		} finally {
			if (previous !== undefined) {
				process.umask(previous);
			}
		}

		await once(server, 'listening');
		// A failed accept (too many open files) concerns one client only.
		server.on('error', () => undefined);
	} catch (error) {
		throw new HostError(`The control socket ${path} cannot be made: ${systemErrorWords(error)}`, 1, {cause: error});
	}
}

async function closeServer(server: Server, sockets: ReadonlySet<Socket>, path: string): Promise<void> {
	const ended = new Promise<void>((resolve) => {
		server.close(() => {
			resolve();
		});
	});
	for (const socket of sockets) {
		// What was answered is still delivered, to whoever reads it.
		socket.destroySoon();
	}

	const timer = setTimeout(() => {
		for (const socket of sockets) {
			socket.destroy();
		}
	}, closeGraceMs);
	await ended;
	clearTimeout(timer);
	if (process.platform !== 'win32') {
		rmSync(path, {force: true});
	}
}

async function serveConnection(socket: Socket, handlers: ControlServerOptions['handlers']): Promise<void> {
	const gone = new AbortController();
	socket.once('close', () => {
		gone.abort();
	});
	try {
		const received = await readRequest(socket);
		if (received === undefined) {
			return;
		}

		const {expiresAtMs, ...request} = received;
		// A program that stood still reads what its client has long been told to have failed.
		if (typeof expiresAtMs === 'number' && machineTimeMs() > expiresAtMs) {
			return;
		}

		const handler = Object.hasOwn(handlers, request.command) ? handlers[request.command] : undefined;
		if (handler === undefined) {
			throw new Error(`Unknown command ${JSON.stringify(safeText(request.command, 40))}`);
		}

		await answer(socket, await handler(request, gone.signal));
	} catch (error) {
		send(socket, {error: safeText(error instanceof Error ? error.message : String(error), 1000)});
	} finally {
		socket.end();
		// Drains what the client may still send, so that its end is seen.
		socket.resume();
		socket.setTimeout(requestTimeoutMs, () => {
			socket.destroy();
		});
	}
}

async function answer(socket: Socket, value: unknown): Promise<void> {
	if (!isAsyncIterable(value)) {
		send(socket, value);
		return;
	}

	// Whoever waits for one answer may have ended its own side. A listener that has is gone: nothing else would tell.
	if (socket.readableEnded) {
		socket.destroy();
	}

	socket.once('end', () => {
		socket.destroy();
	});
	for await (const item of value) {
		if (socket.destroyed) {
			return;
		}

		if (!send(socket, item)) {
			// The loop may be fed without a pause: let the socket write.
			await nextTurn();
		}
	}
}

/** False where the socket has more than it could hand over. A reader that does not read is cut. */
function send(socket: Socket, value: unknown): boolean {
	if (socket.destroyed || socket.writableEnded) {
		return true;
	}

	const hasRoom = socket.write(`${JSON.stringify(value ?? null)}\n`);
	if (socket.writableLength > mostUnreadBytes) {
		socket.destroy();
	}

	return hasRoom;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
	return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** The first line. Undefined where the client left without one, or took too long. */
function readRequest(socket: Socket): Promise<ControlRequest | undefined> {
	return new Promise((resolve, reject) => {
		const splitter = new LineSplitter(longestRequestBytes);
		const onTimeout = () => {
			socket.destroy();
		};
		const onEnd = () => {
			resolve(undefined);
		};
		const onData = (chunk: Buffer) => {
			try {
				const [line] = splitter.push(chunk);
				if (line !== undefined) {
					finish();
					resolve(parseRequest(line));
				}
			} catch (error) {
				finish();
				reject(
					error instanceof OversizedLine
						? new Error(`Expected a request of at most ${longestRequestBytes} bytes`)
						: error,
				);
			}
		};
		const finish = () => {
			socket.off('data', onData);
			socket.off('timeout', onTimeout);
			socket.off('end', onEnd);
			socket.off('close', onEnd);
			socket.setTimeout(0);
			socket.resume();
		};
		socket.setTimeout(requestTimeoutMs);
		socket.on('data', onData);
		socket.on('timeout', onTimeout);
		socket.on('end', onEnd);
		socket.on('close', onEnd);
	});
}

function parseRequest(line: string): ControlRequest {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		throw new Error('Expected a request in JSON');
	}

	if (typeof value !== 'object' || value === null || !('command' in value) || typeof value.command !== 'string') {
		throw new Error('Expected a request with a `command`');
	}

	return {...value, command: value.command};
}
