import {Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, type status} from '@grpc/grpc-js';
import {
	AgentRegistryService,
	type HeartbeatRequest,
	type HeartbeatResponse,
	HeartbeatResponse as HeartbeatResponseCode,
	type RegisterAgentRequest,
	type RegisterAgentResponse,
	RegisterAgentResponse as RegisterAgentResponseCode,
} from '../../source/protocol/generated/agent.js';
import {cutConnections, freePort} from './ports.js';

/** What is left of the contract without our fields and our method. */
const {registerAgent, heartbeat} = AgentRegistryService;
const goService = {
	registerAgent: {
		...registerAgent,
		requestDeserialize(bytes: Buffer) {
			const {agentName, agentAddress} = registerAgent.requestDeserialize(bytes);
			return {agentName, agentAddress};
		},
		responseSerialize: ({success, message}: Pick<RegisterAgentResponse, 'success' | 'message'>) =>
			Buffer.from(RegisterAgentResponseCode.encode(RegisterAgentResponseCode.fromPartial({success, message})).finish()),
	},
	heartbeat: {
		...heartbeat,
		requestDeserialize(bytes: Buffer) {
			const {agentName} = heartbeat.requestDeserialize(bytes);
			return {agentName};
		},
		responseSerialize: ({success, message}: HeartbeatResponse) =>
			Buffer.from(HeartbeatResponseCode.encode({success, message}).finish()),
	},
};

/** A master that knows none of our extensions: two methods, fields below 100 only, no `Session`. */
export class GoMaster {
	readonly port: number;
	/** The agents that it knows, with the addresses that they reported. */
	readonly agents = new Map<string, string>();
	registrations = 0;
	beats = 0;
	/** Set: registrations are refused with this status, the only way in which a Go master refuses. */
	refusal: {readonly code: status; readonly details: string} | undefined;
	#server: Server | undefined;

	private constructor(port: number) {
		this.port = port;
	}

	static async start(): Promise<GoMaster> {
		const master = new GoMaster(await freePort());
		await master.revive();
		return master;
	}

	get address() {
		return {host: '127.0.0.1', port: this.port};
	}

	/** Its registry is empty from now on; its connections stay. */
	forget(): void {
		this.agents.clear();
	}

	async revive(): Promise<void> {
		const server = new Server();
		server.addService(goService as never, {
			registerAgent: (
				{request}: ServerUnaryCall<Pick<RegisterAgentRequest, 'agentName' | 'agentAddress'>, unknown>,
				callback: sendUnaryData<Pick<RegisterAgentResponse, 'success' | 'message'>>,
			) => {
				this.registrations++;
				if (this.refusal !== undefined) {
					callback(this.refusal);
					return;
				}

				this.agents.set(request.agentName, request.agentAddress);
				callback(null, {success: true, message: 'Agent registered successfully'});
			},
			heartbeat: (
				{request}: ServerUnaryCall<Pick<HeartbeatRequest, 'agentName'>, unknown>,
				callback: sendUnaryData<HeartbeatResponse>,
			) => {
				this.beats++;
				const success = this.agents.has(request.agentName);
				callback(null, {success, message: success ? 'Heartbeat received' : 'Agent not found'});
			},
		});
		await new Promise<void>((resolve, reject) => {
			server.bindAsync(`127.0.0.1:${this.port}`, ServerCredentials.createInsecure(), (error) => {
				if (error) {
					reject(error);
				} else {
					resolve();
				}
			});
		});
		this.#server = server;
	}

	/** As SIGKILL. */
	kill(): void {
		cutConnections(this.port);
		this.#server?.forceShutdown();
		this.#server = undefined;
	}
}
