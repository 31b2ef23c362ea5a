import {once} from 'node:events';
import {createServer, type Socket} from 'node:net';

/** A TCP server that accepts every connection and never says a word. */
export type SilentServer = {
	readonly port: number;
	/** Connections that were ever accepted. */
	readonly accepted: () => number;
	/** Connections whose other side has not closed them. */
	readonly open: () => number;
	readonly close: () => Promise<void>;
};

export async function startSilentServer(port = 0): Promise<SilentServer> {
	const sockets = new Set<Socket>();
	let accepted = 0;
	const server = createServer((socket) => {
		accepted++;
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => sockets.delete(socket));
		socket.resume();
	});
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	const bound = server.address();
	if (bound === null || typeof bound === 'string') {
		throw new Error('Expected a TCP address');
	}

	return {
		port: bound.port,
		accepted: () => accepted,
		open: () => sockets.size,
		async close() {
			const closed = once(server, 'close');
			server.close();
			for (const socket of sockets) {
				socket.destroy();
			}

			await closed;
		},
	};
}
