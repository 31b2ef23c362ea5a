import {once} from 'node:events';
import {createServer, type ServerHttp2Session, type ServerHttp2Stream} from 'node:http2';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {expect, test, vi} from 'vitest';
import {
	type HeartbeatResponse,
	HeartbeatResponse as HeartbeatResponseCode,
	RegisterAgentResponse,
	SessionDown,
	SessionUp,
} from '../../source/protocol/generated/agent.js';
import {defaultPolicy} from '../../source/protocol/policy.js';
import {closeAfterEach} from '../helpers/closing.js';
import {startAgent, type TestAgent} from '../helpers/test-agent.js';

const closing = closeAfterEach();

/** A message as gRPC frames it. */
function framed(message: Uint8Array): Buffer {
	const head = Buffer.alloc(5);
	head.writeUInt32BE(message.length, 1);
	return Buffer.concat([head, message]);
}

/** A master on bare HTTP/2 that takes a single PING for too many of them. */
class StrictMaster {
	readonly sessions = new Set<ServerHttp2Session>();
	accepted = 0;
	pings = 0;
	port = 0;
	readonly #server = createServer();
	readonly #servesSessions: boolean;

	private constructor(servesSessions: boolean) {
		this.#servesSessions = servesSessions;
		this.#server.on('session', (session) => {
			this.accepted++;
			this.sessions.add(session);
			session.on('close', () => this.sessions.delete(session));
			session.on('error', () => {});
			session.on('ping', () => {
				this.pings++;
				// ENHANCE_YOUR_CALM, as a strict gRPC server does.
				session.goaway(11, 0, Buffer.from('too_many_pings'));
			});
		});
		this.#server.on('stream', (stream, headers) => {
			stream.on('error', () => {});
			stream.respond({':status': 200, 'content-type': 'application/grpc'}, {waitForTrailers: true});
			stream.on('wantTrailers', () => stream.sendTrailers({'grpc-status': '0'}));
			this.#answer(stream, String(headers[':path']));
		});
	}

	static async start(servesSessions: boolean): Promise<StrictMaster> {
		const master = new StrictMaster(servesSessions);
		master.#server.listen(0, '127.0.0.1');
		await once(master.#server, 'listening');
		const address = master.#server.address();
		master.port = address !== null && typeof address !== 'string' ? address.port : 0;
		return master;
	}

	close(): void {
		for (const session of this.sessions) {
			session.destroy();
		}

		this.#server.close();
	}

	#answer(stream: ServerHttp2Stream, path: string): void {
		switch (path) {
			case '/agent.AgentRegistry/RegisterAgent': {
				const sessionId = this.#servesSessions ? 'session-1' : '';
				const answer = {success: true, message: 'fine', sessionId, servesSessions: this.#servesSessions};
				stream.resume();
				stream.end(framed(RegisterAgentResponse.encode(RegisterAgentResponse.fromPartial(answer)).finish()));
				break;
			}

			case '/agent.AgentRegistry/Session':
				acknowledgeBeats(stream);
				break;
			default: {
				const answer: HeartbeatResponse = {success: true, message: ''};
				stream.resume();
				stream.end(framed(HeartbeatResponseCode.encode(answer).finish()));
			}
		}
	}
}

function acknowledgeBeats(stream: ServerHttp2Stream): void {
	let waiting = Buffer.alloc(0);
	stream.on('data', (chunk: Buffer) => {
		waiting = Buffer.concat([waiting, chunk]);
		while (waiting.length >= 5 && waiting.length >= 5 + waiting.readUInt32BE(1)) {
			const end = 5 + waiting.readUInt32BE(1);
			const {kind} = SessionUp.decode(waiting.subarray(5, end));
			waiting = waiting.subarray(end);
			if (kind?.$case === 'beat') {
				const {sequence} = kind.value;
				stream.write(framed(SessionDown.encode({kind: {$case: 'acknowledgement', value: {sequence}}}).finish()));
			}
		}
	});
	stream.on('end', () => stream.end());
}

/** Waits for a streak while no timer runs: the network needs none. */
async function untilStreak({connection}: TestAgent, streak: number): Promise<void> {
	const deadline = performance.now() + 10_000;
	while (!(connection.state.type === 'active' && connection.state.streak >= streak)) {
		expect(performance.now(), `a streak of ${streak}`).toBeLessThan(deadline);
		await nextTurn();
	}
}

test.each([
	['by single calls', false],
	['by a session stream', true],
])(
	'ten minutes at the defaults, %s, an agent sends no PING of its own, so that no peer finds too many',
	async (_name, servesSessions) => {
		const master = closing(await StrictMaster.start(servesSessions), (one) => one.close());
		vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval']});
		const address = {host: '127.0.0.1', port: master.port};
		const agent = closing(startAgent(address, {policy: defaultPolicy}), async (one) => {
			vi.useRealTimers();
			await one.stop();
		});
		await untilStreak(agent, 1);
		const beats = 600_000 / defaultPolicy.heartbeatIntervalMs;
		for (let beat = 1; beat <= beats; beat++) {
			await vi.advanceTimersByTimeAsync(defaultPolicy.heartbeatIntervalMs);
			await untilStreak(agent, 1 + beat);
		}

		expect(master).toMatchObject({pings: 0, accepted: 1});
		expect(new Set(agent.types())).toEqual(new Set(['connecting', 'registered', 'heartbeat-acknowledged']));
	},
);
