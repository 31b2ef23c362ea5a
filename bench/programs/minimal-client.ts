// The least that an agent could be: registers, opens a session stream, beats. Prints "active" on the first
// acknowledgement. Arguments: the master's address, its name, the interval in milliseconds.
import {randomUUID} from 'node:crypto';
import {credentials} from '@grpc/grpc-js';
import {AgentRegistryClient} from '../../source/protocol/generated/agent.js';

const [master = '', agentName = '', intervalMs = '5000'] = process.argv.slice(2);
const client = new AgentRegistryClient(master, credentials.createInsecure());
const policy = {
	initialDelayMs: 5000,
	maxDelayMs: 60_000,
	backoffFactor: 2,
	jitter: 0.2,
	heartbeatIntervalMs: Number(intervalMs),
	heartbeatTimeoutMs: 5000,
	failureThreshold: 3,
	connectTimeoutMs: 10_000,
};
const ids = {installId: randomUUID(), instanceId: randomUUID()};
const request = {...ids, agentName, agentAddress: 'minimal:0', protocolVersion: 1, policy, version: 'minimal'};

client.registerAgent(request, (error, response) => {
	if (error) {
		throw error;
	}

	const stream = client.session();
	let sequence = 0;
	let sentAt = 0;
	let roundTripMs = 0;
	const beat = () => {
		sentAt = performance.now();
		sequence++;
		stream.write({kind: {$case: 'beat', value: {sequence, streak: sequence, roundTripMs}}});
	};

	stream.on('data', () => {
		roundTripMs = performance.now() - sentAt;
		if (sequence === 1) {
			process.stdout.write('active\n');
		}
	});
	stream.write({kind: {$case: 'hello', value: {agentName, sessionId: response.sessionId}}});
	beat();
	setInterval(beat, Number(intervalMs));
});
