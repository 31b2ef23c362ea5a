import {once} from 'node:events';
import {connect, createServer, type Socket} from 'node:net';
import {Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData} from '@grpc/grpc-js';
import {describe, expect} from 'vitest';
import {
	AgentRegistryService,
	type HeartbeatRequest,
	type HeartbeatResponse,
	type RegisterAgentRequest,
	RegisterAgentResponse,
	type UnregisterAgentRequest,
	type UnregisterAgentResponse,
} from '../../source/protocol/generated/agent.js';
import {answering} from '../../source/protocol/server.js';
import {startBareMaster} from '../helpers/bare-master.js';
import {closeAfterEach, waitFor} from '../helpers/closing.js';
import {cutConnections} from '../helpers/ports.js';
import {type Program, waitForFact} from '../helpers/program.js';
import {type Sandbox, test} from '../helpers/sandbox.js';
import {startAgent} from '../helpers/test-agent.js';

const closing = closeAfterEach();
const limitMs = 60_000;
const exitLimitMs = 2000;

/** Nothing that an agent says holds it but a registration. */
const reportedAddress = 'registering.example:4711';

/** A TCP proxy that lets nothing of the master pass from the moment that a registration passes on its way there. */
type HoldingProxy = {
	readonly port: number;
	/** From now on a registration is waited for. */
	readonly hold: () => void;
	readonly holds: () => boolean;
	readonly release: () => void;
	readonly close: () => Promise<void>;
};

async function startHoldingProxy(masterPort: number): Promise<HoldingProxy> {
	const sockets = new Set<Socket>();
	let waits = false;
	let held: Socket | undefined;
	const server = createServer((near) => {
		const far = connect(masterPort, '127.0.0.1');
		for (const [from, to] of [
			[near, far],
			[far, near],
		] as const) {
			sockets.add(from);
			from.on('error', () => {});
			from.on('data', (chunk: Buffer) => {
				if (from === near && waits && chunk.includes(reportedAddress)) {
					waits = false;
					held = far.pause();
				}

				to.write(chunk);
			});
			from.on('close', () => {
				sockets.delete(from);
				to.destroy();
			});
		}
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	return {
		port: address !== null && typeof address !== 'string' ? address.port : 0,
		hold() {
			waits = true;
		},
		holds: () => held !== undefined,
		release: () => held?.resume(),
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

/** A Go master that has `UnregisterAgent`, and answers a registration when it is told to: it has granted it by then. */
class SlowGoMaster {
	port = 0;
	readonly agents = new Set<string>();
	readonly unregistered: string[] = [];
	#answer: () => void = () => {};
	readonly #answered = new Promise<void>((resolve) => {
		this.#answer = resolve;
	});
	readonly #server = new Server();

	static async start(): Promise<SlowGoMaster> {
		const master = new SlowGoMaster();
		const {registerAgent, heartbeat, unregisterAgent} = AgentRegistryService;
		master.#server.addService(
			{registerAgent, heartbeat, unregisterAgent},
			{
				registerAgent: (
					call: ServerUnaryCall<RegisterAgentRequest, RegisterAgentResponse>,
					callback: sendUnaryData<RegisterAgentResponse>,
				) => {
					master.agents.add(call.request.agentName);
					void master.#answered.then(() =>
						callback(
							null,
							RegisterAgentResponse.fromPartial({success: true, message: 'Agent registered successfully'}),
						),
					);
				},
				heartbeat: answering(
					({agentName}: HeartbeatRequest): HeartbeatResponse => ({success: master.agents.has(agentName), message: ''}),
				),
				unregisterAgent: answering(({agentName}: UnregisterAgentRequest): UnregisterAgentResponse => {
					master.unregistered.push(agentName);
					return {success: master.agents.delete(agentName), message: ''};
				}),
			},
		);
		master.port = await new Promise<number>((resolve, reject) => {
			master.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
				error ? reject(error) : resolve(port),
			);
		});
		return master;
	}

	answer(): void {
		this.#answer();
	}

	close(): void {
		cutConnections(this.port);
		this.#server.forceShutdown();
	}
}

function startProgram(sandbox: Sandbox, masterPort: number): Program {
	return sandbox.start('sloth-agent', [
		...['start', '--name', 'web-1', '--report-address', reportedAddress, '--master', `127.0.0.1:${masterPort}`],
	]);
}

/** Sends SIGTERM, and waits until the agent has taken it: it answers questions that were asked later. */
async function terminate(agent: Program, sandbox: Sandbox): Promise<void> {
	agent.signal('SIGTERM');
	for (let times = 0; times < 2; times++) {
		expect(await sandbox.status('web-1')).toMatchObject({state: 'connecting'});
	}
}

describe('an agent that is stopped while its registration is on its way', () => {
	test('is stopped in the list of its master, neither active nor lost', {timeout: limitMs, retry: 1}, async ({
		sandbox,
	}) => {
		const master = await sandbox.startMaster();
		const proxy = closing(await startHoldingProxy(master.port), (one) => one.close());
		proxy.hold();
		const agent = startProgram(sandbox, proxy.port);
		await master.waitForLine(/Agent web-1 registered from /u);
		expect(proxy.holds()).toBe(true);
		expect(await sandbox.list(master.address)).toMatchObject([{name: 'web-1', status: 'active'}]);

		await terminate(agent, sandbox);
		proxy.release();
		expect(await agent.exit).toEqual({code: 0, signal: null});
		expect(agent.lines.join('\n')).not.toContain('Agent registered');
		expect(await sandbox.list(master.address)).toMatchObject([{name: 'web-1', status: 'stopped'}]);
		expect((await sandbox.events(master.address)).map(({type}) => type)).toEqual(['agent.registered', 'agent.stopped']);
	});

	test('is gone from the list of a Go master', {timeout: limitMs, retry: 1}, async ({sandbox}) => {
		const master = closing(await SlowGoMaster.start(), (one) => one.close());
		const agent = startProgram(sandbox, master.port);
		await waitFor(() => master.agents.has('web-1'));
		await terminate(agent, sandbox);
		master.answer();
		expect(await agent.exit).toEqual({code: 0, signal: null});
		expect(agent.lines.join('\n')).not.toContain('Agent registered');
		expect(master.unregistered).toEqual(['web-1']);
		expect([...master.agents]).toEqual([]);
	});

	test('ends within two seconds where the answer never comes', {timeout: limitMs, retry: 1}, async ({sandbox}) => {
		const master = closing(await SlowGoMaster.start(), (one) => one.close());
		const agent = startProgram(sandbox, master.port);
		await waitForFact('the registration is on its way', () => master.agents.has('web-1'));
		const startedAt = performance.now();
		agent.signal('SIGTERM');
		expect(await agent.exit).toEqual({code: 0, signal: null});
		expect(performance.now() - startedAt).toBeLessThan(exitLimitMs);
	});

	test('for a second time, since its master forgot it, is stopped there too', async () => {
		const master = closing(await startBareMaster(), (one) => one.close());
		const proxy = closing(await startHoldingProxy(master.port), (one) => one.close());
		const agent = startAgent({host: '127.0.0.1', port: proxy.port}, {reportedAddress});
		closing(agent, (one) => one.stop());
		await agent.hasStreak(3);
		proxy.hold();
		const forgotten = master.registry.get('web-1')?.sessionId;
		master.registry.remove('web-1');
		await waitFor(() => master.registry.get('web-1') !== undefined);
		expect(proxy.holds()).toBe(true);

		const stopped = agent.stop();
		proxy.release();
		expect(await stopped).toMatchObject({type: 'asked'});
		expect(agent.types().filter((type) => type === 'registered')).toHaveLength(1);
		expect(master.registry.get('web-1')).toMatchObject({liveness: 'stopped', streamId: undefined});
		expect(master.registry.get('web-1')?.sessionId).not.toBe(forgotten);
	});
});
