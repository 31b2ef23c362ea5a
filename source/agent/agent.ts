import {randomUUID} from 'node:crypto';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {type Address, formatAddress} from '../base/address.js';
import {protocolVersion, version} from '../base/version.js';
import type {ControlHandler} from '../control/server.js';
import {agentDirectory} from '../host/directories.js';
import {readInstallId} from '../host/install-identity.js';
import type {RunningServer} from '../protocol/server.js';
import {trust} from '../protocol/trust.js';
import type {AgentOptions} from './agent-options.js';
import {type Connection, createConnection} from './connection/connection.js';
import type {StopReason} from './connection/connection-state.js';
import {watchMachine} from './connection/machine-hints.js';
import {createOpenLink} from './link/open-link.js';
import {type Trace, traceLinks} from './link/traced-link.js';
import {describeStatus} from './story/agent-status.js';
import {createStory, type OwnStory} from './story/story.js';
import {streamStory} from './watch/story-stream.js';

/** An agent that runs in this process. */
export type Agent = {
	readonly connection: Connection;
	/** What a screen is drawn from. */
	readonly story: OwnStory;
	/** Where the `Agent` service is served. Undefined where it is not. */
	readonly servedAddress: Address | undefined;
	/** What it answers at its control socket. */
	readonly handlers: Readonly<Record<'status' | 'retry' | 'watch', ControlHandler>>;
	/**
	Connects, and resolves when the agent has unregistered, since the signal was aborted, or was refused. Call it once.
	`onProblem` is told in one line what is wrong but does not hinder, such as a damaged history.
	*/
	readonly run: (signal: AbortSignal, onProblem: (line: string) => void) => Promise<StopReason>;
	/** Closes all that it opened. */
	readonly close: () => Promise<void>;
};

/**
Opens what an agent was told to open. Nothing is connected yet. Throws a `HostError`: code 4 where its port is taken. `logFile`
is what its status tells; `stop` is called where a master tells it to stop; `trace` takes what its links do.
*/
export async function openAgent(
	options: AgentOptions,
	{
		logFile,
		stop,
		trace,
	}: {readonly logFile: string | undefined; readonly stop: (by: string) => void; readonly trace: Trace},
): Promise<Agent> {
	const {name, reportAddress} = options;
	const startedAt = performance.now();
	const server = await openServer(options, stop);
	const reportedAddress = formatAddress({
		host: reportAddress.host,
		port: reportAddress.port === 0 ? (server?.address.port ?? 0) : reportAddress.port,
	});
	const connection = await openConnection(options, reportedAddress, trace);
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
	const story = createStory({
		connection,
		facts,
		directory: agentDirectory(options),
		policy: options.policy,
		suspectIntervalMs: options.suspectIntervalMs,
		onProblem: (line) => tellProblem(line),
	});
	const status = () => describeStatus(connection.state, facts, {monotonicMs: performance.now(), wallMs: Date.now()});
	return {
		connection,
		story,
		servedAddress: server?.address,
		handlers: {
			status,
			retry() {
				connection.retryNow();
				return status();
			},
			watch: (_request, signal) => streamStory(story, signal),
		},
		async run(signal, onProblem) {
			tellProblem = onProblem;
			for (const problem of problems) {
				onProblem(problem);
			}

			const unwatchMachine = watchMachine(connection, options.policy.heartbeatIntervalMs);
			try {
				return await connection.run(signal);
			} finally {
				unwatchMachine();
				// Whoever watches is told of the end before the socket closes.
				await nextTurn();
			}
		},
		async close() {
			await Promise.allSettled([server?.close(200), story.close()]);
		},
	};
}

/** Undefined where the agent was told no port. */
async function openServer(
	{port, bindAddress}: AgentOptions,
	stop: (by: string) => void,
): Promise<RunningServer | undefined> {
	if (port === undefined) {
		return undefined;
	}

	const {serveAgent} = await import('./work/agent-server.js');
	return serveAgent({host: bindAddress, port}, stop);
}

async function openConnection(options: AgentOptions, reportedAddress: string, trace: Trace): Promise<Connection> {
	const installId = await readInstallId(options.stateDirectory);
	const instanceId = randomUUID();
	const {name, policy} = options;
	const openLink = createOpenLink({
		agentName: name,
		agentAddress: reportedAddress,
		installId,
		instanceId,
		protocolVersion,
		policy,
		version,
	});
	return createConnection({...options, reportedAddress}, {openLink: traceLinks(openLink, trace)});
}
