import {randomUUID} from 'node:crypto';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {type Address, formatAddress} from '../base/address.js';
import {protocolVersion, version} from '../base/version.js';
import {type ControlServer, serveControl} from '../control/server.js';
import {agentDirectory, ensureDirectory, stateDirectory} from '../host/directories.js';
import {HostError} from '../host/host-error.js';
import {readInstallId} from '../host/install-identity.js';
import {acquireLock, type Lock} from '../host/lock.js';
import type {RunningServer} from '../protocol/server.js';
import {trust} from '../protocol/trust.js';
import type {AgentOptions} from './agent-options.js';
import {type Connection, createConnection} from './connection/connection.js';
import type {StopReason} from './connection/connection-state.js';
import {watchMachine} from './connection/machine-hints.js';
import {createOpenLink} from './link/master-link.js';
import {type AgentStatus, describeStatus} from './story/agent-status.js';
import {createStory, type OwnStory} from './story/story.js';
import {streamStory} from './watch/story-stream.js';

/** An agent that runs in this process. */
export type Agent = {
	readonly name: string;
	readonly connection: Connection;
	/** What a screen is drawn from. */
	readonly story: OwnStory;
	/** Where the `Agent` service is served. Undefined where it is not. */
	readonly servedAddress: Address | undefined;
	readonly status: () => AgentStatus;
	/** Connects, and resolves when the agent has stopped, unregistered and closed everything. Call it once. */
	readonly run: () => Promise<StopReason>;
	/** Ends `run`. `by` is told in the log. */
	readonly stop: (by: string) => void;
};

/**
Takes the name on this machine, then opens what the agent was told to open. Nothing is connected yet.
Throws a `HostError`: code 4 where the name or the port is taken. `logFile` is what its status tells. `onProblem` is told in
one line what is wrong but does not hinder, such as a damaged history; before `run` nothing is told.
*/
export async function openAgent(
	options: AgentOptions,
	logFile: string | undefined,
	onProblem: (line: string) => void = () => {},
): Promise<Agent> {
	const {name} = options;
	const startedAt = performance.now();
	const directory = agentDirectory(name);
	ensureDirectory(directory, 2);
	const lock = await acquireLock({directory: stateDirectory(), name});
	if (lock === undefined) {
		throw new HostError(
			`An agent named "${name}" runs on this machine already. See it with: sloth-agent status --name ${name}`,
			4,
		);
	}

	const stopping = new AbortController();
	const stop = (by: string) => stopping.abort(by);
	let server: RunningServer | undefined;
	let control: ControlServer | undefined;
	let story: OwnStory | undefined;
	const close = () => closeAll(lock, server, control, story);
	try {
		if (options.port !== undefined) {
			const {serveAgent} = await import('./work/agent-server.js');
			server = await serveAgent({host: options.bindAddress, port: options.port}, stop);
		}

		const {reportAddress} = options;
		const reportedAddress = formatAddress({
			host: reportAddress.host,
			port: reportAddress.port === 0 ? (server?.address.port ?? 0) : reportAddress.port,
		});
		const connection = openConnection(options, reportedAddress);
		const facts = {
			name,
			pid: process.pid,
			version,
			master: formatAddress(options.master),
			reportedAddress,
			log: logFile ?? null,
			startedAt,
			trust,
		};
		const problems: string[] = [];
		let tellProblem = (line: string) => {
			problems.push(line);
		};
		const opened = createStory({
			connection,
			facts,
			directory,
			policy: options.policy,
			suspectIntervalMs: options.suspectIntervalMs,
			onProblem: (line) => tellProblem(line),
		});
		story = opened;
		const status = () => describeStatus(connection.state, facts, {monotonicMs: performance.now(), wallMs: Date.now()});
		control = await serveControl({
			directory: stateDirectory(),
			name,
			handlers: {
				status,
				retry() {
					connection.retryNow();
					return status();
				},
				stop() {
					setImmediate(stop, 'sloth-agent stop');
					return {pid: process.pid};
				},
				watch: (_request, signal) => streamStory(opened, signal),
			},
		});

		return {
			name,
			connection,
			story: opened,
			servedAddress: server?.address,
			status,
			stop,
			async run() {
				tellProblem = onProblem;
				for (const problem of problems) {
					onProblem(problem);
				}

				const unwatchMachine = watchMachine(connection, options.policy.heartbeatIntervalMs);
				try {
					return await connection.run(stopping.signal);
				} finally {
					unwatchMachine();
					// Whoever watches is told of the end before the socket closes.
					await nextTurn();
					await close();
				}
			},
		};
	} catch (error) {
		await close();
		throw error;
	}
}

function openConnection(options: AgentOptions, reportedAddress: string): Connection {
	const installId = readInstallId(stateDirectory());
	const instanceId = randomUUID();
	const {name, policy} = options;
	return createConnection(
		{...options, reportedAddress},
		{
			openLink: createOpenLink({
				agentName: name,
				agentAddress: reportedAddress,
				installId,
				instanceId,
				protocolVersion,
				policy,
				version,
			}),
		},
	);
}

async function closeAll(
	lock: Lock,
	server: RunningServer | undefined,
	control: ControlServer | undefined,
	story: OwnStory | undefined,
) {
	await Promise.allSettled([server?.close(200), control?.close(), story?.close()]);
	await lock.release();
}
