import {readdirSync, readlinkSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {unary} from '../../source/protocol/calls.js';
import {dial} from '../../source/protocol/channel.js';
import {ConnectionFailure} from '../../source/protocol/failures/connection-failure.js';
import type {Failure} from '../../source/protocol/failures/failure.js';
import {failureInFull} from '../../source/protocol/failures/failure-words.js';
import {RegisterAgentRequest} from '../../source/protocol/generated/agent.js';
import {closeAfterEach, waitFor} from '../helpers/closing.js';
import {cutConnections, freePort, openCount} from '../helpers/ports.js';
import {ScriptedMaster} from '../helpers/scripted-master.js';
import {startSilentServer} from '../helpers/silent-server.js';

const closing = closeAfterEach();
const never = new AbortController().signal;

async function failureOf(work: Promise<unknown>): Promise<Failure> {
	const error = await work.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	expect(error).toBeInstanceOf(ConnectionFailure);
	return (error as ConnectionFailure).failure;
}

function at(port: number) {
	return {host: '127.0.0.1', port};
}

describe('a dial', () => {
	test('to a port that nobody listens on fails at once, with the code', async () => {
		const startedAt = performance.now();
		const failure = await failureOf(dial(at(await freePort()), 10_000, never));
		expect(failure).toMatchObject({kind: 'unreachable', code: 'ECONNREFUSED'});
		expect(performance.now() - startedAt).toBeLessThan(3000);
	});

	test('to a name that does not exist fails with the code of the lookup', async () => {
		const failure = await failureOf(dial({host: 'no-such-master.invalid', port: 1}, 10_000, never));
		expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(failure.code);
		expect(failureInFull(failure)).toContain('no-such-master.invalid');
	});

	test('to a server that accepts and is silent ends at its limit, and says that it had accepted', async () => {
		const server = closing(await startSilentServer(), (one) => one.close());
		const startedAt = performance.now();
		const failure = await failureOf(dial(at(server.port), 200, never));
		expect(performance.now() - startedAt).toBeGreaterThanOrEqual(199);
		expect(failure).toMatchObject({kind: 'unreachable', code: 'TIMEOUT'});
		expect(failureInFull(failure)).toContain('accepts connections but does not answer within 200 ms');
		await waitFor(() => server.open() === 0);
	});

	test('to a master is ready, and tells when the connection breaks', async () => {
		const master = closing(await ScriptedMaster.start(), (one) => one.close());
		const channel = closing(await dial(master.address, 5000, never), (one) => one.close());
		let broken = 0;
		channel.onBroken(() => broken++);
		cutConnections(master.port);
		await waitFor(() => broken === 1);
		let told = false;
		channel.onBroken(() => {
			told = true;
		});
		await waitFor(() => told);
	});

	test('that is given up throws the reason and leaves nothing open', async () => {
		const server = closing(await startSilentServer(), (one) => one.close());
		const controller = new AbortController();
		const dialling = dial(at(server.port), 10_000, controller.signal);
		await waitFor(() => server.open() === 1);
		controller.abort('enough');
		await expect(dialling).rejects.toBe('enough');
		await waitFor(() => server.open() === 0);
		await expect(dial(at(server.port), 10_000, controller.signal)).rejects.toBe('enough');
		expect(server.accepted()).toBe(1);
	});

	test('does not obey a proxy of the environment', async () => {
		const proxy = closing(await startSilentServer(), (one) => one.close());
		const master = closing(await ScriptedMaster.start(), (one) => one.close());
		process.env['http_proxy'] = `http://127.0.0.1:${proxy.port}`;
		try {
			closing(await dial(master.address, 5000, never), (one) => one.close());
		} finally {
			delete process.env['http_proxy'];
		}

		expect(proxy.accepted()).toBe(0);
	});
});

describe('fifty dials leave no socket', () => {
	test.each([
		['to a refused port', async () => freePort()],
		['to a silent server', async () => closing(await startSilentServer(), (one) => one.close()).port],
		['to a master', async () => closing(await ScriptedMaster.start(), (one) => one.close()).port],
	])('%s', async (_name, prepare) => {
		const port = await prepare();
		const before = socketDescriptors();
		let open = 0;
		for (let round = 0; round < 50; round++) {
			try {
				const channel = await dial(at(port), 15, never);
				open++;
				channel.close();
				channel.close();
			} catch (error) {
				expect(error).toBeInstanceOf(ConnectionFailure);
			}
		}

		await waitFor(
			() => socketDescriptors() <= before,
			() => `${before} sockets, not ${socketDescriptors()}, ${open} dials were ready`,
		);
	});
});

/** Of both sides, where the server is in this process. */
function socketDescriptors(): number {
	return readdirSync('/proc/self/fd').filter((descriptor) => {
		try {
			return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith('socket:');
		} catch {
			return false;
		}
	}).length;
}

describe('a call', () => {
	test('that is not answered ends at its limit, and the connection stays', async () => {
		const master = closing(await ScriptedMaster.start(), (one) => one.close());
		master.onRegister = () => new Promise(() => {});
		const channel = closing(await dial(master.address, 5000, never), (one) => one.close());
		const request = RegisterAgentRequest.fromPartial({agentName: 'web-1'});
		const failure = await failureOf(
			unary((callback) => channel.client.registerAgent(request, callback), 100, never, {
				address: master.address,
				what: 'register',
			}),
		);
		expect(failure).toMatchObject({
			code: 'TIMEOUT',
			waitedFor: 'register',
			limitMs: 100,
		});
		expect(openCount(master.port)).toBe(1);
	});

	test('to a gRPC server that is no master says so', async () => {
		const master = closing(await ScriptedMaster.start(), (one) => one.close());
		const channel = closing(await dial(master.address, 5000, never), (one) => one.close());
		const failure = await failureOf(
			unary((callback) => channel.client.listAgents({}, callback), 1000, never, {
				address: master.address,
				what: 'answer',
			}),
		);
		expect(failure).toMatchObject({code: 'UNIMPLEMENTED', kind: 'unreachable'});
	});
});
