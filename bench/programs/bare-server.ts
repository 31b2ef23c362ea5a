// A grpc-js server that acknowledges heartbeats with nothing behind it: what the master is compared with.
// Prints "listens at HOST:PORT".
import {type handleBidiStreamingCall, Server, ServerCredentials} from '@grpc/grpc-js';
import {
	AgentRegistryService,
	type HeartbeatRequest,
	type HeartbeatResponse,
	type RegisterAgentRequest,
	type RegisterAgentResponse,
	type SessionDown,
	type SessionUp,
} from '../../source/protocol/generated/agent.js';

type Answer<Response> = (error: null, response: Response) => void;

const session: handleBidiStreamingCall<SessionUp, SessionDown> = (call) => {
	call.on('data', ({kind}: SessionUp) => {
		if (kind?.$case === 'beat') {
			call.write({kind: {$case: 'acknowledgement', value: {sequence: kind.value.sequence}}});
		}
	});
	call.on('end', () => call.end());
	call.on('error', () => {});
};

// As the master's own: without its bookkeeping for channelz a server is faster.
const server = new Server({'grpc.enable_channelz': 0});
server.addService(AgentRegistryService, {
	registerAgent: (_call: {request: RegisterAgentRequest}, answer: Answer<RegisterAgentResponse>) =>
		answer(null, {success: true, message: 'Agent registered', sessionId: 'bare', servesSessions: true}),
	heartbeat: (_call: {request: HeartbeatRequest}, answer: Answer<HeartbeatResponse>) =>
		answer(null, {success: true, message: 'Heartbeat received'}),
	session,
});
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
	if (error) {
		throw error;
	}

	process.stdout.write(`listens at 127.0.0.1:${port}\n`);
});
