import {subscribe} from 'node:diagnostics_channel';
import {once} from 'node:events';
import {createServer, type Socket} from 'node:net';

/** The connections that servers of this process accepted and that are open, by the server's port. */
const acceptedSockets = new Map<number, Set<Socket>>();
const acceptedCounts = new Map<number, number>();

subscribe('net.server.socket', (message) => {
	const {socket} = message as {readonly socket: Socket};
	const {localPort} = socket;
	if (localPort === undefined) {
		return;
	}

	const sockets = acceptedSockets.get(localPort) ?? new Set();
	acceptedSockets.set(localPort, sockets);
	acceptedCounts.set(localPort, acceptedCount(localPort) + 1);
	sockets.add(socket);
	socket.once('close', () => sockets.delete(socket));
});

/** How many connections the server of this process on that port has ever accepted. */
export function acceptedCount(port: number): number {
	return acceptedCounts.get(port) ?? 0;
}

/** How many of them are open. */
export function openCount(port: number): number {
	return acceptedSockets.get(port)?.size ?? 0;
}

/** Ends them all without a word, as the death of a process does. */
export function cutConnections(port: number): void {
	for (const socket of [...(acceptedSockets.get(port) ?? [])]) {
		socket.destroy();
	}
}

/**
A port that nobody listens on. It lies below the range from which systems take ports for outgoing connections: a dial
to a port of that range may meet itself.
*/
export async function freePort(): Promise<number> {
	for (;;) {
		const port = 20_000 + Math.floor(Math.random() * 12_000);
		const server = createServer();
		try {
			server.listen(port, '127.0.0.1');
			await once(server, 'listening');
			return port;
		} catch {
			// Taken: try another.
		} finally {
			server.close();
		}
	}
}
