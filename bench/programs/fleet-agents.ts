// A whole fleet in one process: many agents over few connections, each with a session stream of its own.
// Arguments: the master's address, agents, connections, the heartbeat interval in milliseconds.
// Prints "ready" when every agent has had a heartbeat acknowledged. Told a number of seconds over IPC, it counts for so
// long and answers with how many heartbeats were acknowledged in how long.
import {randomUUID} from 'node:crypto';
import {credentials} from '@grpc/grpc-js';
import {
	AgentRegistryClient,
	type RegisterAgentResponse,
	type SessionDown,
} from '../../source/protocol/generated/agent.js';
import {defaultPolicy} from '../../source/protocol/policy.js';
import type {Turn} from './load-client.js';

const [address = '', agentsText = '1', connectionsText = '1', intervalText = '5000'] = process.argv.slice(2);
const [agents, connections, intervalMs] = [Number(agentsText), Number(connectionsText), Number(intervalText)];
const policy = {...defaultPolicy, heartbeatIntervalMs: intervalMs};
const registeringAtOnce = 50;
const tickMs = 10;

let acknowledged = 0;
let active = 0;

/** Registers an agent and opens its session. Returns what sends a heartbeat. */
async function join(client: AgentRegistryClient, number: number): Promise<() => void> {
	const agentName = `fleet-${String(number).padStart(5, '0')}`;
	const request = {
		...{installId: randomUUID(), instanceId: randomUUID()},
		...{agentName, agentAddress: `${agentName}:0`, protocolVersion: 1, policy, version: 'bench'},
	};
	const {sessionId} = await new Promise<RegisterAgentResponse>((resolve, reject) => {
		client.registerAgent(request, (error, response) => (error ? reject(error) : resolve(response)));
	});
	const stream = client.session();
	let sequence = 0;
	let sentAt = 0;
	let roundTripMs = 0;
	stream.on('data', ({kind}: SessionDown) => {
		if (kind?.$case !== 'acknowledgement') {
			throw new Error(`Expected an acknowledgement, got ${JSON.stringify(kind)}`);
		}

		roundTripMs = performance.now() - sentAt;
		acknowledged++;
		if (kind.value.sequence === 1) {
			active++;
			if (active === agents) {
				process.stdout.write('ready\n');
			}
		}
	});
	stream.write({kind: {$case: 'hello', value: {agentName, sessionId}}});
	return () => {
		sentAt = performance.now();
		sequence++;
		stream.write({kind: {$case: 'beat', value: {sequence, streak: sequence, roundTripMs}}});
	};
}

/** The beats of the agents that have joined, by their number: each has its place in the interval. */
const beats: Array<(() => void) | undefined> = [];
const startedAt = performance.now();
let sent = 0;
setInterval(() => {
	const due = Math.floor(((performance.now() - startedAt) / intervalMs) * agents);
	for (; sent < due; sent++) {
		beats[sent % agents]?.();
	}
}, tickMs);

const clients = Array.from(
	{length: connections},
	() =>
		new AgentRegistryClient(address, credentials.createInsecure(), {
			'grpc.use_local_subchannel_pool': 1,
			'grpc.enable_channelz': 0,
		}),
);
let next = 0;
async function joinNext(): Promise<void> {
	while (next < agents) {
		const number = next++;
		const client = clients[number % connections];
		if (client !== undefined) {
			beats[number] = await join(client, number);
		}
	}
}

process.on('message', (seconds) => {
	const [before, beganAt] = [acknowledged, performance.now()];
	setTimeout(() => {
		const turn: Turn = {acknowledged: acknowledged - before, elapsedMs: performance.now() - beganAt};
		process.send?.(turn);
	}, Number(seconds) * 1000);
});
process.on('disconnect', () => process.exit(0));
await Promise.all(Array.from({length: registeringAtOnce}, joinNext));
