import {spawn} from 'node:child_process';
import {promises as dns} from 'node:dns';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer as createHttpServer} from 'node:http';
import {connect, createServer, type Server, type Socket} from 'node:net';
import {createServer as createTlsServer} from 'node:tls';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {dial} from '../../source/protocol/channel.js';
import {ConnectionFailure} from '../../source/protocol/failures/connection-failure.js';
import type {Failure} from '../../source/protocol/failures/failure.js';
import {failureInFull} from '../../source/protocol/failures/failure-words.js';
import {AgentRegistryClient} from '../../source/protocol/generated/agent.js';
import {closeAfterEach, waitFor} from '../helpers/closing.js';
import {freePort} from '../helpers/ports.js';
import {ScriptedMaster} from '../helpers/scripted-master.js';

const closing = closeAfterEach();

afterEach(() => {
	vi.restoreAllMocks();
});

/** Why a dial fails, and how long that took to be known. */
async function dialled(host: string, port: number, limitMs = 5000): Promise<Failure & {readonly tookMs: number}> {
	const startedAt = performance.now();
	const error = await dial({host, port}, limitMs, new AbortController().signal).then(
		(channel) => channel.close(),
		(thrown: unknown) => thrown,
	);
	expect(error).toBeInstanceOf(ConnectionFailure);
	return {...(error as ConnectionFailure).failure, tookMs: performance.now() - startedAt};
}

/** The port of a server that does this with each connection. */
async function listen(server: Server): Promise<number> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
	});
	closing(server, (one) => {
		for (const socket of sockets) {
			socket.destroy();
		}

		one.close();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const bound = server.address();
	if (bound === null || typeof bound === 'string') {
		throw new Error('Expected a TCP address');
	}

	return bound.port;
}

/** Makes every name lead to these addresses, in this order. */
function resolveTo(...hosts: readonly string[]): void {
	vi.spyOn(dns, 'lookup').mockImplementation((async () =>
		hosts.map((address) => ({address, family: address.includes(':') ? 6 : 4}))) as never);
}

describe('a peer that is no master', () => {
	const says = (...bytes: readonly number[]) =>
		createServer((socket) => {
			socket.end(Buffer.from(bytes));
		});

	test.each<[string, () => Server, string]>([
		['a web server', () => createHttpServer((_request, response) => response.end('hello')), 'PROTOCOL'],
		['a server with a banner', () => createServer((socket) => socket.write('SSH-2.0-OpenSSH_9.0\r\n')), 'PROTOCOL'],
		['a TLS server that answers with an alert', () => says(0x15, 3, 1, 0, 2, 2, 0x46), 'PROTOCOL'],
		['a TLS server that hangs up', () => createTlsServer().on('tlsClientError', () => {}), 'ENDED'],
		['a server that closes at once', () => createServer((socket) => socket.end()), 'ENDED'],
		['a server that drops each connection', () => createServer((socket) => socket.destroy()), 'ENDED'],
		['a server that resets at once', () => createServer((socket) => socket.resetAndDestroy()), 'ECONNRESET'],
		[
			'a server that resets once it is spoken to',
			() => createServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
			'ECONNRESET',
		],
	])('%s', async (_name, make, code) => {
		const port = await listen(make());
		const failure = await dialled('127.0.0.1', port);
		expect(failure).toMatchObject({kind: 'unreachable', code, address: {host: '127.0.0.1', port}});
		expect(failure.tookMs).toBeLessThan(3000);
	});
});

describe('an address that leads nowhere', () => {
	test('is named where nobody listens, with what the system said', async () => {
		const port = await freePort();
		expect(await dialled('127.0.0.1', port)).toMatchObject({
			code: 'ECONNREFUSED',
			dialled: {host: '127.0.0.1', port},
			said: `connect ECONNREFUSED 127.0.0.1:${port}`,
		});
	});

	test('is a limit that ran out where nothing comes back', async () => {
		const port = await startFullServer();
		const failure = await dialled('127.0.0.1', port, 200);
		expect(failure).toMatchObject({code: 'TIMEOUT', waitedFor: 'connect', limitMs: 200, accepted: false});
		expect(failureInFull(failure)).toContain('does not answer within 200 ms (TIMEOUT)');
	});
});

/** A server whose queue is full, in a process that stands still: the system drops whoever wants to connect. */
async function startFullServer(): Promise<number> {
	const program = `const server = require('node:net').createServer();
server.listen({port: 0, host: '127.0.0.1', backlog: 1}, () => console.log(server.address().port));`;
	const child = closing(spawn(process.execPath, ['-e', program], {stdio: ['ignore', 'pipe', 'inherit']}), (one) => {
		one.kill('SIGKILL');
	});
	const [told] = (await once(child.stdout, 'data')) as [Buffer];
	const port = Number(told.toString());
	child.kill('SIGSTOP');
	await waitFor(() => / T /u.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8')));
	for (let filler = 0; filler < 8; filler++) {
		const socket = closing(connect(port, '127.0.0.1'), (one) => one.destroy());
		socket.on('error', () => {});
	}

	return port;
}

describe('a name', () => {
	test.each(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL'])(
		'that cannot be looked up has the code of the lookup: %s',
		async (code) => {
			const error = Object.assign(new Error(`getaddrinfo ${code} master.example`), {code});
			vi.spyOn(dns, 'lookup').mockRejectedValue(error);
			const failure = await dialled('master.example', 1);
			expect(failure).toMatchObject({kind: 'unreachable', code, said: error.message});
			expect(failure.dialled).toBeUndefined();
		},
	);

	test('that can be looked up right after that failed is one that could not be looked up', async () => {
		vi.spyOn(dns, 'lookup')
			.mockRejectedValueOnce(new Error('getaddrinfo EAI_AGAIN master.example'))
			.mockResolvedValue([] as never);
		expect(await dialled('master.example', 1)).toMatchObject({code: 'EAI_AGAIN'});
	});

	test('whose second lookup does not end holds nobody up for longer than the limit', async () => {
		vi.spyOn(dns, 'lookup')
			.mockRejectedValueOnce(new Error('getaddrinfo EAI_AGAIN master.example'))
			.mockReturnValue(new Promise(() => {}) as never);
		const failure = await dialled('master.example', 1, 300);
		expect(failure.code).toBe('EAI_AGAIN');
		expect(failure.tookMs).toBeLessThan(2000);
	});

	test('with one dead address of two leads to the master', async () => {
		const master = closing(await ScriptedMaster.start(), (one) => one.close());
		resolveTo('::1', '127.0.0.1');
		const channel = await dial({host: 'master.example', port: master.port}, 5000, new AbortController().signal);
		closing(channel, (one) => one.close());
		expect(channel.address.host).toBe('master.example');
	});

	test('with two dead addresses fails for the reason of the last one', async () => {
		const port = await freePort();
		resolveTo('127.0.0.2', '127.0.0.3');
		expect(await dialled('master.example', port)).toMatchObject({
			code: 'ECONNREFUSED',
			address: {host: 'master.example', port},
			dialled: {host: '127.0.0.3', port},
		});
	});

	test('of which this machine can reach one kind of addresses only fails for the reason of that kind', async () => {
		const port = await freePort();
		// No network leads to the broadcast address.
		resolveTo('127.0.0.1', '255.255.255.255');
		expect(await dialled('master.example', port)).toMatchObject({
			code: 'ECONNREFUSED',
			dialled: {host: '127.0.0.1', port},
		});
	});
});

test('a dial that failed has made no call: by then a master may be there that would take it', async () => {
	const heartbeat = vi.spyOn(AgentRegistryClient.prototype, 'heartbeat');
	expect((await dialled('127.0.0.1', await freePort())).code).toBe('ECONNREFUSED');
	expect(heartbeat).not.toHaveBeenCalled();
});
