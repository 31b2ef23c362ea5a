import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Address} from '../../source/base/address.js';
import {type Master, openMaster} from '../../source/master/master.js';
import {type Store, StoreError} from '../../source/master/store/port.js';
import {openSqliteStore} from '../../source/master/store/sqlite/sqlite-store.js';
import type {Log} from '../../source/observe/log.js';
import type {AgentInfo, StopAgentResponse} from '../../source/protocol/generated/agent.js';
import {cutConnections, freePort} from './ports.js';
import {RawClient} from './raw-client.js';

/** Opens the store in a data directory. */
export type OpenStore = (directory: string) => Promise<Store>;

/** The store of the product, with its thread's bundled program. */
export function sqliteStore(workerUrl: () => URL): OpenStore {
	return (directory) => openSqliteStore({directory, workerUrl: workerUrl()});
}

/** A real master in this process, on one port for its whole life, which can die and come back. */
export class TestMaster {
	readonly address: Address;
	/** Every line of its log, level first. */
	readonly lines: string[] = [];
	readonly port: number;
	readonly #openStore: OpenStore;
	#directory: string;
	#running: {readonly master: Master; readonly freeze: () => void} | undefined;

	private constructor(port: number, directory: string, openStore: OpenStore) {
		this.port = port;
		this.address = {host: '127.0.0.1', port};
		this.#directory = directory;
		this.#openStore = openStore;
	}

	/** Does not start it. */
	static async create(openStore: OpenStore, port?: number): Promise<TestMaster> {
		return new TestMaster(port ?? (await freePort()), await makeDirectory(), openStore);
	}

	async start(): Promise<void> {
		let isFrozen = false;
		const store = await this.#openStore(this.#directory);
		const unlessFrozen = <Result>(write: () => Promise<Result>) =>
			isFrozen ? Promise.reject(new StoreError('failed', 'The process is dead.')) : write();
		const freezable: Store = {
			...store,
			commit: (changes) => unlessFrozen(() => store.commit(changes)),
			writeHeartbeats: (heartbeats) => unlessFrozen(() => store.writeHeartbeats(heartbeats)),
		};
		const settings = {host: this.address.host, port: this.port, keepEventsMs: 60_000};
		const master = await openMaster(settings, freezable, this.#log(), {log: null, dataDirectory: this.#directory});
		this.#running = {
			master,
			freeze() {
				isFrozen = true;
			},
		};
	}

	/** As SIGTERM: it says goodbye and writes what waits. */
	async stop(): Promise<void> {
		const running = this.#running;
		this.#running = undefined;
		await running?.master.close();
	}

	/** As SIGKILL: every connection ends without a word, the port is closed, nothing is written any more. */
	async kill(): Promise<void> {
		this.#running?.freeze();
		cutConnections(this.port);
		await this.stop();
	}

	/** Gives it another, empty data directory, for its next start. */
	async wipe(): Promise<void> {
		await rm(this.#directory, {recursive: true, force: true});
		this.#directory = await makeDirectory();
	}

	async close(): Promise<void> {
		await this.stop();
		await rm(this.#directory, {recursive: true, force: true});
	}

	/** Asks with a client of its own, which is closed again. */
	async ask<Result>(question: (client: RawClient) => Promise<Result>): Promise<Result> {
		const client = new RawClient(this.port);
		try {
			return await question(client);
		} finally {
			client.close();
		}
	}

	list(): Promise<readonly AgentInfo[]> {
		return this.ask((client) => client.list());
	}

	info(name: string): Promise<AgentInfo | undefined> {
		return this.ask((client) => client.info(name));
	}

	async liveness(name: string): Promise<string | undefined> {
		return (await this.info(name))?.liveness;
	}

	askToStop(agentName: string): Promise<StopAgentResponse> {
		return this.ask((client) =>
			client.ask<StopAgentResponse>((grpc, callback) => grpc.stopAgent({agentName}, callback)),
		);
	}

	#log(): Log {
		const write = (level: string) => (message: string) => {
			this.lines.push(`${level} ${message}`);
		};
		return {debug: write('DEBUG'), info: write('INFO'), warn: write('WARN'), error: write('ERROR'), close() {}};
	}
}

function makeDirectory(): Promise<string> {
	return mkdtemp(join(tmpdir(), 'sloth-master-'));
}
