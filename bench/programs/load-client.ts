// Sends heartbeats as fast as they are acknowledged, in turns. Prints "ready" when every agent is registered. Told a
// number of seconds over IPC, it beats for so long and answers with how many were acknowledged in how long.
// Arguments: the server's address, unary or stream, connections, heartbeats in flight on each.
import {randomUUID} from 'node:crypto';
import {credentials} from '@grpc/grpc-js';
import {
	AgentRegistryClient,
	type RegisterAgentResponse,
	type SessionDown,
} from '../../source/protocol/generated/agent.js';
import {defaultPolicy} from '../../source/protocol/policy.js';

/** What came of one turn. */
export type Turn = {readonly acknowledged: number; readonly elapsedMs: number};

const [address = '', kind, connections = '1', inFlight = '1'] = process.argv.slice(2);
let acknowledged = 0;
let isRunning = false;
/** What sends the next heartbeats once a turn begins. */
let waiting: Array<() => void> = [];

function next(beat: () => void): void {
	if (isRunning) {
		beat();
	} else {
		waiting.push(beat);
	}
}

async function join(agentName: string): Promise<void> {
	const client = new AgentRegistryClient(address, credentials.createInsecure(), {
		// Each agent has a connection of its own.
		'grpc.use_local_subchannel_pool': 1,
		'grpc.enable_channelz': 0,
	});
	const ids = {installId: randomUUID(), instanceId: randomUUID()};
	const request = {
		...ids,
		agentName,
		agentAddress: 'load:0',
		protocolVersion: 1,
		policy: defaultPolicy,
		version: 'load',
	};
	const {sessionId} = await new Promise<RegisterAgentResponse>((resolve, reject) => {
		client.registerAgent(request, (error, response) => (error ? reject(error) : resolve(response)));
	});
	if (kind === 'stream') {
		beatByStream(client, agentName, sessionId);
	} else {
		beatByCalls(client, agentName, sessionId);
	}
}

function beatByStream(client: AgentRegistryClient, agentName: string, sessionId: string): void {
	const stream = client.session();
	let sequence = 0;
	const beat = () => {
		sequence++;
		stream.write({kind: {$case: 'beat', value: {sequence, streak: sequence, roundTripMs: 1.5}}});
	};

	stream.on('data', ({kind: told}: SessionDown) => {
		if (told?.$case !== 'acknowledgement') {
			throw new Error(`Expected an acknowledgement, got ${JSON.stringify(told)}`);
		}

		acknowledged++;
		next(beat);
	});
	stream.write({kind: {$case: 'hello', value: {agentName, sessionId}}});
	for (let count = 0; count < Number(inFlight); count++) {
		next(beat);
	}
}

function beatByCalls(client: AgentRegistryClient, agentName: string, sessionId: string): void {
	const request = {agentName, sessionId, systemInfoJson: '', version: 'load'};
	const beat = () => {
		client.heartbeat(request, (error, response) => {
			if (error || !response.success) {
				throw error ?? new Error(response.message);
			}

			acknowledged++;
			next(beat);
		});
	};

	for (let count = 0; count < Number(inFlight); count++) {
		next(beat);
	}
}

await Promise.all(Array.from({length: Number(connections)}, (_, index) => join(`load-${index + 1}`)));
process.on('message', (seconds) => {
	const [before, beganAt] = [acknowledged, performance.now()];
	isRunning = true;
	const beats = waiting;
	waiting = [];
	for (const beat of beats) {
		beat();
	}

	setTimeout(() => {
		isRunning = false;
		process.send?.({
			acknowledged: acknowledged - before,
			elapsedMs: performance.now() - beganAt,
		} satisfies Turn);
	}, Number(seconds) * 1000);
});
process.on('disconnect', () => process.exit(0));
process.stdout.write('ready\n');
