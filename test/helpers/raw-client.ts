import {credentials, type ServiceError} from '@grpc/grpc-js';
import {clientOptions} from '../../source/protocol/channel.js';
import {
	type AgentInfo,
	AgentRegistryClient,
	type EndReason,
	HeartbeatRequest,
	type HeartbeatResponse,
	type ListAgentsResponse,
	RegisterAgentRequest,
	type RegisterAgentResponse,
	type SessionDown,
	type UnregisterAgentResponse,
} from '../../source/protocol/generated/agent.js';

type Callback<Response> = (error: ServiceError | null, response: Response) => void;

/** A bare client of a master: it says exactly what a test wants, and nothing by itself. */
export class RawClient {
	readonly grpc: AgentRegistryClient;

	constructor(port: number) {
		this.grpc = new AgentRegistryClient(`127.0.0.1:${port}`, credentials.createInsecure(), clientOptions);
	}

	/** Any unary call as a promise. Throws the `ServiceError`. */
	ask<Response>(begin: (grpc: AgentRegistryClient, callback: Callback<Response>) => unknown): Promise<Response> {
		return new Promise((resolve, reject) => {
			begin(this.grpc, (error, response) => {
				if (error) {
					reject(error);
				} else {
					resolve(response);
				}
			});
		});
	}

	register(request: Partial<RegisterAgentRequest>): Promise<RegisterAgentResponse> {
		return this.ask((grpc, callback) => grpc.registerAgent(RegisterAgentRequest.fromPartial(request), callback));
	}

	heartbeat(request: Partial<HeartbeatRequest>): Promise<HeartbeatResponse> {
		return this.ask((grpc, callback) => grpc.heartbeat(HeartbeatRequest.fromPartial(request), callback));
	}

	unregister(agentName: string, sessionId = '', unlessConnected = false): Promise<UnregisterAgentResponse> {
		return this.ask((grpc, callback) => grpc.unregisterAgent({agentName, sessionId, unlessConnected}, callback));
	}

	async list(): Promise<readonly AgentInfo[]> {
		const {agents} = await this.ask<ListAgentsResponse>((grpc, callback) => grpc.listAgents({}, callback));
		return agents;
	}

	async info(name: string): Promise<AgentInfo | undefined> {
		return (await this.list()).find(({agentName}) => agentName === name);
	}

	session(agentName: string, sessionId: string): RawSession {
		return new RawSession(this.grpc, agentName, sessionId);
	}

	close(): void {
		this.grpc.close();
	}
}

/** One `Session` stream, spoken by hand. */
export class RawSession {
	readonly acknowledged: number[] = [];
	readonly ends: EndReason[] = [];
	probes = 0;
	/** False: probes are not answered. */
	answersProbes = true;
	isOver = false;
	readonly stream: ReturnType<AgentRegistryClient['session']>;

	constructor(grpc: AgentRegistryClient, agentName: string, sessionId: string) {
		this.stream = grpc.session();
		this.stream.on('data', ({kind}: SessionDown) => {
			switch (kind?.$case) {
				case 'acknowledgement':
					this.acknowledged.push(kind.value.sequence);
					break;
				case 'end':
					this.ends.push(kind.value.reason);
					break;
				case 'probe':
					this.probes++;
					if (this.answersProbes) {
						this.stream.write({kind: {$case: 'probeAnswer', value: {}}});
					}

					break;
				default:
			}
		});
		const over = () => {
			this.isOver = true;
		};
		this.stream.on('error', over);
		this.stream.on('end', over);
		this.stream.write({kind: {$case: 'hello', value: {agentName, sessionId}}});
	}

	beat(sequence: number): void {
		this.stream.write({kind: {$case: 'beat', value: {sequence, streak: 1, roundTripMs: 0}}});
	}

	cancel(): void {
		this.stream.cancel();
	}
}
