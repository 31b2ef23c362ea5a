import {once} from 'node:events';
import {existsSync, mkdirSync, statSync, writeFileSync} from 'node:fs';
import {connect, type Socket} from 'node:net';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {setTimeout as delay} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {askControl, NotRunning, watchControl} from '../../source/control/client.js';
import {machineTimeMs} from '../../source/control/machine-time.js';
import {controlPath} from '../../source/control/path.js';
import {type ControlHandler, type ControlServer, serveControl} from '../../source/control/server.js';
import {makeTemporaryDirectory, removeDirectory, waitUntil} from '../host/fixture-process.js';

let directory: string;
let server: ControlServer | undefined;
const sockets: Socket[] = [];

beforeEach(() => {
	directory = makeTemporaryDirectory();
});

afterEach(async () => {
	for (const socket of sockets.splice(0)) {
		socket.destroy();
	}

	await server?.close();
	server = undefined;
	removeDirectory(directory);
});

const name = 'web-1';
const limit = {timeoutMs: 10_000};

async function serve(handlers: Record<string, ControlHandler>, where = directory): Promise<ControlServer> {
	server = await serveControl({directory: where, name, handlers});
	return server;
}

function ask(request: {command: string; [field: string]: unknown}): Promise<unknown> {
	return askControl({directory, name}, request, limit);
}

function rawConnection(): Socket {
	const socket = connect({path: controlPath({directory, name}).path, allowHalfOpen: true});
	socket.on('error', () => undefined);
	sockets.push(socket);
	return socket;
}

async function* countUp(_request: unknown, signal: AbortSignal): AsyncGenerator<number> {
	for (let number = 1; !signal.aborted; number++) {
		yield number;
		await delay(1);
	}
}

describe('a command with one answer', () => {
	test('is answered, at once or later', async () => {
		await serve({
			status: () => ({state: 'active', text: 'ü\n'}),
			echo: async (request) => request,
			nothing: () => undefined,
		});
		expect(await ask({command: 'status'})).toEqual({state: 'active', text: 'ü\n'});
		expect(await ask({command: 'echo', level: 3})).toEqual({command: 'echo', level: 3});
		expect(await ask({command: 'nothing'})).toBeNull();
	});

	test('that is read after its client gave up is not carried out', async () => {
		let calls = 0;
		await serve({stop: () => ++calls});
		const {path} = controlPath({directory, name});
		const send = (expiresAtMs: number) =>
			new Promise<string>((resolve, reject) => {
				let answer = '';
				const socket = connect(path, () => socket.write(`${JSON.stringify({command: 'stop', expiresAtMs})}\n`));
				socket.on('data', (data) => {
					answer += data;
				});
				socket.on('close', () => resolve(answer));
				socket.on('error', reject);
				socket.on('end', () => socket.end());
			});
		expect(await send(machineTimeMs() - 1000)).toBe('');
		expect(calls).toBe(0);
		expect(await send(machineTimeMs() + 60_000)).toContain('1');
		expect(calls).toBe(1);
	});

	test('that nobody knows is answered with an error, also one that every object has', async () => {
		await serve({});
		expect(await ask({command: 'fly'})).toEqual({error: 'Unknown command "fly"'});
		expect(await ask({command: 'toString'})).toEqual({error: 'Unknown command "toString"'});
	});

	test('that fails is answered with its error in one line', async () => {
		await serve({
			async status() {
				throw new Error('no\nstatus');
			},
		});
		expect(await ask({command: 'status'})).toEqual({error: 'no status'});
	});

	test('is answered to a client that has ended its own side', async () => {
		await serve({
			async status() {
				await delay(20);
				return 'fine';
			},
		});
		const socket = rawConnection();
		socket.end('{"command":"status"}\n');
		expect(await text(socket)).toBe('"fine"\n');
	});

	test.each([
		['fly\n', 'Expected a request in JSON'],
		['{"name":1}\n', 'Expected a request with a `command`'],
		['x'.repeat(64 * 1024 + 1), 'Expected a request of at most 65536 bytes'],
	])('is refused where it is malformed: %$', async (request, error) => {
		await serve({});
		const socket = rawConnection();
		socket.write(request);
		expect(JSON.parse(await text(socket))).toEqual({error});
	});

	test('is given up after its limit, with words', async () => {
		await serve({status: () => new Promise(() => undefined)});
		await expect(askControl({directory, name}, {command: 'status'}, {timeoutMs: 50})).rejects.toThrow(
			'web-1 is running but did not answer within 50 ms',
		);
	});

	test('that closes the server is still answered', async () => {
		const handlers: Record<string, ControlHandler> = {
			stop() {
				setImmediate(() => server?.close());
				return {stopping: true};
			},
		};
		const {path} = await serve(handlers);
		expect(await ask({command: 'stop'})).toEqual({stopping: true});
		await server?.close();
		expect(existsSync(path)).toBe(false);
	});
});

describe('a command with a stream of answers', () => {
	test('is watched until the loop is left, and its handler is told', async () => {
		let signalSeen: AbortSignal | undefined;
		await serve({
			watch(request, signal) {
				signalSeen = signal;
				return countUp(request, signal);
			},
		});
		const seen: unknown[] = [];
		for await (const answer of watchControl({directory, name}, {command: 'watch'})) {
			seen.push(answer);
			if (seen.length === 3) {
				break;
			}
		}

		expect(seen).toEqual([1, 2, 3]);
		await waitUntil('the handler is told that its client is gone', () => signalSeen?.aborted === true);
	});

	test('ends without an error when the client aborts', async () => {
		await serve({watch: countUp});
		const abort = new AbortController();
		let count = 0;
		for await (const _answer of watchControl({directory, name}, {command: 'watch'}, {signal: abort.signal})) {
			count++;
			if (count === 2) {
				abort.abort();
			}
		}

		expect(count).toBeGreaterThanOrEqual(2);
		for await (const answer of watchControl({directory, name}, {command: 'watch'}, {signal: abort.signal})) {
			expect.fail(`It was aborted before and still answered ${answer}`);
		}
	});

	test('ends when the handler ends, with its error where it fails', async () => {
		await serve({
			async *watch() {
				yield 1;
				throw new Error('over');
			},
		});
		const seen: unknown[] = [];
		for await (const answer of watchControl({directory, name}, {command: 'watch'})) {
			seen.push(answer);
		}

		expect(seen).toEqual([1, {error: 'over'}]);
	});

	test('ends when the server closes', async () => {
		await serve({watch: countUp});
		const watching = (async () => {
			for await (const answer of watchControl({directory, name}, {command: 'watch'})) {
				if (answer === 2) {
					void server?.close();
				}
			}
		})();
		await watching;
		await expect(ask({command: 'watch'})).rejects.toThrow(NotRunning);
	});

	test('is cut where its reader does not read, with about a megabyte unread', async () => {
		let sent = 0;
		let isOver = false;
		const line = 'x'.repeat(10_000);
		await serve({
			async *watch(_request, signal) {
				try {
					while (!signal.aborted && sent < 100_000_000) {
						sent += line.length;
						yield line;
					}
				} finally {
					isOver = true;
				}
			},
		});
		const socket = rawConnection();
		socket.pause();
		socket.write('{"command":"watch"}\n');
		await waitUntil('the stream is over', () => isOver);
		expect(sent).toBeGreaterThan(1_000_000);
		expect(sent).toBeLessThan(5_000_000);
	});
});

describe('the socket', () => {
	test('is open to its user only, and gone after the closing', async () => {
		const {path} = await serve({status: () => 1});
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(path.startsWith(directory)).toBe(true);
		const idle = rawConnection();
		await once(idle, 'connect');
		// Answered after it, so the server has accepted both.
		expect(await ask({command: 'status'})).toBe(1);
		await server?.close();
		await server?.close();
		await text(idle);
		expect(existsSync(path)).toBe(false);
		await expect(ask({command: 'status'})).rejects.toThrow('web-1 is not running on this machine');
	});

	test('replaces what a dead process left behind', async () => {
		const {path} = controlPath({directory, name});
		writeFileSync(path, '');
		await expect(ask({command: 'status'})).rejects.toThrow(NotRunning);
		await serve({status: () => 'back'});
		expect(await ask({command: 'status'})).toBe('back');
	});

	test('is found nowhere where there is no directory', async () => {
		await expect(askControl({directory: join(directory, 'none'), name}, {command: 'status'}, limit)).rejects.toThrow(
			NotRunning,
		);
	});

	test('has a short path where that of its directory is too long', async () => {
		const deep = join(directory, 'd'.repeat(120));
		mkdirSync(deep);
		const {path} = await serve({status: () => 'deep'}, deep);
		expect(Buffer.byteLength(path)).toBeLessThanOrEqual(100);
		expect(path.startsWith(`/tmp/sloth-${process.getuid?.()}/`)).toBe(true);
		expect(statSync(`/tmp/sloth-${process.getuid?.()}`).mode & 0o777).toBe(0o700);
		expect(await askControl({directory: deep, name}, {command: 'status'}, limit)).toBe('deep');
		expect(await ask({command: 'status'}).catch((error: unknown) => error)).toBeInstanceOf(NotRunning);
	});

	test('cannot be made in a directory that cannot be used, and says why', async () => {
		const file = join(directory, 'file');
		writeFileSync(file, '');
		await expect(serveControl({directory: file, name, handlers: {}})).rejects.toThrow(
			`The directory ${file} cannot be used: something that is not a directory has its name (EEXIST)`,
		);
	});
});
