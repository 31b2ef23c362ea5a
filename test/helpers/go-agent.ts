import {Server, ServerCredentials, type sendUnaryData, status} from '@grpc/grpc-js';
import {AgentService, type ShutdownResponse} from '../../source/protocol/generated/agent.js';
import {waitFor} from './closing.js';
import {RawClient} from './raw-client.js';

export type GoAgentOptions = {
	readonly masterPort: number;
	readonly name: string;
	/** What it reports instead of where it listens. */
	readonly reports?: (port: number) => string;
	readonly heartbeatIntervalMs: number;
	/** What it says of its machine and of itself with every heartbeat. */
	readonly says?: {readonly systemInfoJson: string; readonly version: string};
};

/**
An agent that knows none of our extensions: it registers with its name and address, waits one interval, beats by its
name alone, takes no notice of `success`, and serves `Shutdown` on a port of its own. An error makes it dial anew.
*/
export class GoAgent {
	readonly name: string;
	port = 0;
	registrations = 0;
	beats = 0;
	/** The codes of the errors that it met. */
	readonly errors: string[] = [];
	wasShutDown = false;
	readonly #options: GoAgentOptions;
	readonly #server = new Server();
	#client: RawClient | undefined;
	#timer: NodeJS.Timeout | undefined;

	private constructor(options: GoAgentOptions) {
		this.#options = options;
		this.name = options.name;
	}

	/** Resolves once it has registered for the first time, or met an error. */
	static async start(options: GoAgentOptions): Promise<GoAgent> {
		const agent = new GoAgent(options);
		await agent.#listen();
		await agent.#join();
		return agent;
	}

	async hasBeaten(times: number): Promise<void> {
		const goal = this.beats + times;
		await waitFor(() => this.beats >= goal);
	}

	/** As kill -9. */
	stop(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#client?.close();
		this.#client = undefined;
		this.#server.forceShutdown();
	}

	async #listen(): Promise<void> {
		this.#server.addService(
			{shutdown: AgentService.shutdown},
			{
				shutdown: (_call: unknown, callback: sendUnaryData<ShutdownResponse>) => {
					this.wasShutDown = true;
					callback(null, {});
				},
			},
		);
		this.port = await new Promise<number>((resolve, reject) => {
			this.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
				if (error) {
					reject(error);
				} else {
					resolve(port);
				}
			});
		});
	}

	async #join(): Promise<void> {
		const {masterPort, name, reports = (port: number) => `127.0.0.1:${port}`} = this.#options;
		this.#client?.close();
		this.#client = new RawClient(masterPort);
		await this.#step(async (client) => {
			await client.register({agentName: name, agentAddress: reports(this.port)});
			this.registrations++;
		});
	}

	#beatLater(): void {
		this.#timer = setTimeout(() => {
			void this.#step(async (client) => {
				await client.heartbeat({agentName: this.name, ...this.#options.says});
				this.beats++;
			});
		}, this.#options.heartbeatIntervalMs);
	}

	async #step(work: (client: RawClient) => Promise<void>): Promise<void> {
		const client = this.#client;
		if (client === undefined) {
			return;
		}

		let next = () => this.#beatLater();
		try {
			await work(client);
		} catch (error) {
			const {code} = error as {readonly code?: number};
			this.errors.push(status[code ?? status.UNKNOWN] ?? String(code));
			next = () => {
				this.#timer = setTimeout(() => void this.#join(), this.#options.heartbeatIntervalMs);
			};
		}

		if (this.#client === client) {
			next();
		}
	}
}
