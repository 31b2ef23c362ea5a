import {once} from 'node:events';
import {createServer, type ServerHttp2Session} from 'node:http2';
import {expect, test} from 'vitest';
import {RegisterAgentResponse} from '../../source/protocol/generated/agent.js';
import {closeAfterEach, pass, waitFor} from '../helpers/closing.js';
import {startAgent} from '../helpers/test-agent.js';

const closing = closeAfterEach();

test('an agent sends no PING of its own, so that no peer finds too many of them', async () => {
	const sessions = new Set<ServerHttp2Session>();
	let pings = 0;
	let requests = 0;
	const server = closing(createServer(), (one) => {
		for (const session of sessions) {
			session.destroy();
		}

		one.close();
	});
	server.on('session', (session) => {
		sessions.add(session);
		session.on('close', () => sessions.delete(session));
		session.on('error', () => {});
		session.on('ping', () => {
			pings++;
			// What a strict gRPC server does: ENHANCE_YOUR_CALM.
			session.goaway(11, 0, Buffer.from('too_many_pings'));
		});
	});
	server.on('stream', (stream, headers) => {
		requests++;
		const isRegistration = headers[':path'] === '/agent.AgentRegistry/RegisterAgent';
		stream.on('error', () => {});
		stream.resume();
		stream.respond({':status': 200, 'content-type': 'application/grpc'}, {waitForTrailers: true});
		stream.on('wantTrailers', () => stream.sendTrailers({'grpc-status': '0'}));
		const answer = RegisterAgentResponse.fromPartial({success: true, message: 'fine'});
		const bytes = isRegistration ? RegisterAgentResponse.encode(answer).finish() : Uint8Array.of(8, 1);
		const frame = Buffer.alloc(5 + bytes.length);
		frame.writeUInt32BE(bytes.length, 1);
		frame.set(bytes, 5);
		stream.end(frame);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	const port = address !== null && typeof address !== 'string' ? address.port : 0;
	const agent = closing(startAgent({host: '127.0.0.1', port}, {policy: {heartbeatIntervalMs: 50}}), (one) =>
		one.stop(),
	);
	await agent.hasStreak(20);
	await pass(500);
	await waitFor(() => requests > 20);
	expect(pings).toBe(0);
	expect(sessions.size).toBe(1);
	expect(new Set(agent.types())).toEqual(new Set(['connecting', 'registered', 'heartbeat-acknowledged']));
});
