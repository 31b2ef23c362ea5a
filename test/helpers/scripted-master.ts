import {Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData} from '@grpc/grpc-js';
import type {SessionCall} from '../../source/master/sessions/session-streams.js';
import {
	AgentRegistryService,
	type EndReason,
	type RegisterAgentRequest,
	type RegisterAgentResponse,
	type SessionUp,
	type UnregisterAgentResponse,
} from '../../source/protocol/generated/agent.js';
import {answering} from '../../source/protocol/server.js';
import {cutConnections, freePort} from './ports.js';

/** A master that speaks our extensions and does what a test tells it to. Every answer can be changed at any time. */
export class ScriptedMaster {
	readonly port: number;
	/** Throw a `StatusError` to refuse. */
	onRegister: (request: RegisterAgentRequest) => void | Promise<void> = () => {};
	/** Answers one heartbeat of a stream. By default it is acknowledged at once. */
	onBeat: (sequence: number, call: SessionCall) => void = (sequence, call) => this.acknowledge(call, sequence);
	/** What becomes of a stream that begins. */
	onHello: (call: SessionCall) => void = () => {};
	servesSessions = true;
	readonly registrationTimes: number[] = [];
	readonly streams = new Set<SessionCall>();
	beats = 0;
	readonly #server = new Server();

	private constructor(port: number) {
		this.port = port;
	}

	static async start(port?: number): Promise<ScriptedMaster> {
		const master = new ScriptedMaster(port ?? (await freePort()));
		await master.#listen();
		return master;
	}

	get address() {
		return {host: '127.0.0.1', port: this.port};
	}

	acknowledge(call: SessionCall, sequence: number): void {
		call.write({kind: {$case: 'acknowledgement', value: {sequence}}});
	}

	end(call: SessionCall, reason: EndReason, message = ''): void {
		call.write({kind: {$case: 'end', value: {reason, message}}});
		call.end();
	}

	/** Ends every connection without a word and goes on listening. */
	cut(): void {
		cutConnections(this.port);
	}

	close(): void {
		cutConnections(this.port);
		this.#server.forceShutdown();
	}

	async #listen(): Promise<void> {
		const {registerAgent, session, unregisterAgent} = AgentRegistryService;
		this.#server.addService(
			{registerAgent, session, unregisterAgent},
			{
				registerAgent: async (
					call: ServerUnaryCall<RegisterAgentRequest, RegisterAgentResponse>,
					callback: sendUnaryData<RegisterAgentResponse>,
				) => {
					this.registrationTimes.push(performance.now());
					const {servesSessions} = this;
					const sessionId = `session-${this.registrationTimes.length}`;
					await answering(async (request: RegisterAgentRequest) => {
						await this.onRegister(request);
						return {success: true, message: 'Agent registered', sessionId, servesSessions};
					})(call, callback);
				},
				unregisterAgent: answering((): UnregisterAgentResponse => ({success: true, message: 'Stopped'})),
				session: (call: SessionCall) => {
					this.streams.add(call);
					const finish = () => this.streams.delete(call);
					call.on('close', finish);
					call.on('cancelled', finish);
					call.on('error', finish);
					call.on('end', () => call.end());
					call.on('data', ({kind}: SessionUp) => {
						if (kind?.$case === 'hello') {
							this.onHello(call);
						} else if (kind?.$case === 'beat') {
							this.beats++;
							this.onBeat(kind.value.sequence, call);
						}
					});
				},
			},
		);
		await new Promise<void>((resolve, reject) => {
			this.#server.bindAsync(`127.0.0.1:${this.port}`, ServerCredentials.createInsecure(), (error) => {
				if (error) {
					reject(error);
				} else {
					resolve();
				}
			});
		});
	}
}
