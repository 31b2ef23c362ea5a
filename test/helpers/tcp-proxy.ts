import {once} from 'node:events';
import {connect, createServer, type Socket} from 'node:net';

/** A TCP proxy in front of a port of this machine, which can misbehave. */
export type TcpProxy = {
	readonly port: number;
	/** Connections that were ever accepted. */
	readonly accepted: () => number;
	/** From now on nothing passes in either direction, on old connections and on new ones; they stay open. */
	readonly silence: () => void;
	/** Everything passes again, also what waited. */
	readonly speak: () => void;
	/** Ends every connection on both sides. */
	readonly cut: () => void;
	/** How many flows it dropped since they were idle. */
	readonly dropped: () => number;
	readonly close: () => Promise<void>;
};

/** With `idleLimitMs`, a flow on which nothing passed for so long is dropped. */
export async function startTcpProxy(
	targetPort: number,
	{idleLimitMs, port = 0}: {readonly idleLimitMs?: number; readonly port?: number} = {},
): Promise<TcpProxy> {
	const sockets = new Set<Socket>();
	let isSilent = false;
	let accepted = 0;
	let dropped = 0;

	const server = createServer((near) => {
		accepted++;
		const far = connect(targetPort, '127.0.0.1');
		const end = () => {
			near.destroy();
			far.destroy();
		};
		let timer: NodeJS.Timeout | undefined;
		const noteTraffic = () => {
			clearTimeout(timer);
			if (idleLimitMs !== undefined) {
				timer = setTimeout(() => {
					dropped++;
					end();
				}, idleLimitMs);
			}
		};

		noteTraffic();
		for (const [from, to] of [
			[near, far],
			[far, near],
		] as const) {
			sockets.add(from);
			from.on('error', () => {});
			from.on('data', (chunk) => {
				noteTraffic();
				to.write(chunk);
			});
			from.on('close', () => {
				clearTimeout(timer);
				sockets.delete(from);
				if (!isSilent) {
					end();
				}
			});
			if (isSilent) {
				from.pause();
			}
		}
	});
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	const bound = server.address();
	if (bound === null || typeof bound === 'string') {
		throw new Error('Expected a TCP address');
	}

	const cut = () => {
		for (const socket of sockets) {
			socket.destroy();
		}
	};

	return {
		port: bound.port,
		accepted: () => accepted,
		silence() {
			isSilent = true;
			for (const socket of sockets) {
				socket.pause();
			}
		},
		speak() {
			isSilent = false;
			for (const socket of sockets) {
				socket.resume();
			}
		},
		cut,
		dropped: () => dropped,
		async close() {
			const closed = once(server, 'close');
			server.close();
			cut();
			await closed;
		},
	};
}
