import {isatty} from 'node:tty';
import {formatAddress, isLoopbackHost} from '../base/address.js';
import {armExit} from '../host/armed-exit.js';
import {agentDirectory} from '../host/directories.js';
import {removePidFile, writePidFile} from '../host/pid-file.js';
import type {Log} from '../observe/log.js';
import {openProgramLog} from '../observe/program-log.js';
import {tapLog} from '../observe/tap-log.js';
import type {DaemonChild} from '../program/daemon.js';
import {belongsInLog, describeError, withLogFile} from '../program/run-program.js';
import {onStop, type Signals} from '../program/signals.js';
import {failureInFull} from '../protocol/failure-words.js';
import {trust} from '../protocol/trust.js';
import {type Agent, openAgent} from './agent.js';
import type {AgentOptions} from './agent-options.js';
import type {Connection} from './connection/connection.js';
import type {ConnectionState} from './connection/connection-state.js';
import {daemonLogFile} from './files.js';
import {createNarrator} from './story/narrator.js';

/** No state may delay an exit for longer. */
const exitLimitMs = 1800;

/** A daemon has started when no refusal came within this. */
const refusalWaitMs = 2000;

/**
Runs an agent with plain lines, in the foreground or as a daemon, until it is stopped or refused. Returns the exit code.
*/
export async function runAgent(
	options: AgentOptions,
	signals: Signals,
	daemon: DaemonChild | undefined,
): Promise<number> {
	const isDaemon = daemon !== undefined;
	const file = isDaemon ? daemonLogFile(options) : options.log.file;
	const {log, reopen, onGone} = openProgramLog({...options.log, file, toOutput: !isDaemon});
	let agent: Agent | undefined;
	try {
		agent = await openAgent(options, file, (line) => told.warn(line));
		const {stop, connection, story} = agent;
		const told = tapLog(log, options.log.level, story.takeLine);
		exitWhenStuck(signals);
		onStop(signals, stop);
		signals.onUser = () => connection.retryNow();
		if (!isDaemon && isatty(1)) {
			onGone(() => signals.stop.abort('the terminal is gone'));
		} else {
			signals.onHangUp = reopen;
		}

		narrate(connection, told, options.policy.failureThreshold);
		tellStart(options, agent, told);
		if (isDaemon) {
			writePidFile(agentDirectory(options.name));
			void reportStart(connection, daemon);
		}

		const reason = await agent.run();
		if (reason.type === 'refused') {
			await daemon?.reportFailed(failureInFull(reason.failure), 3);
			return 3;
		}

		await daemon?.reportFailed(`Agent ${options.name} was stopped before it had started`, 1);
		return 0;
	} catch (error) {
		// Whoever throws it further tells it on stderr: where the log is the standard output, once is enough.
		if (file === undefined) {
			throw error;
		}

		if (belongsInLog(error)) {
			log.error(describeError(error));
		}

		throw withLogFile(error, file);
	} finally {
		if (isDaemon) {
			removePidFile(agentDirectory(options.name));
		}

		log.close();
	}
}

/** Ends the process where the end does not come. The agent's own work is bounded; a thread of the system that does not return is not. */
export function exitWhenStuck(signals: Signals): void {
	onStop(signals, () => armExit(0, exitLimitMs));
}

/** Every fact of a connection as lines of the log. */
export function narrate(connection: Connection, log: Log, threshold: number): void {
	const tell = createNarrator({threshold});
	connection.subscribe((fact) => {
		for (const {level, message, fields} of tell(fact)) {
			log[level](message, fields);
		}
	});
}

/** The first lines of the log. */
export function tellStart(
	{name, master, bindAddress, reportAddress}: AgentOptions,
	{servedAddress}: Pick<Agent, 'servedAddress'>,
	log: Pick<Log, 'info' | 'warn'>,
): void {
	log.info(`Agent ${name} starts, master ${formatAddress(master)}, ${trust}`, {pid: process.pid});
	if (servedAddress === undefined) {
		return;
	}

	const served = formatAddress({...servedAddress, host: bindAddress});
	log.info(`Serving the Agent service at ${served}`);
	const isReachable = !isLoopbackHost(bindAddress) || isLoopbackHost(master.host);
	if (!isReachable && !isLoopbackHost(reportAddress.host)) {
		log.warn(`Only this machine reaches ${served}: the master cannot. Open it with --bind-address`);
	}
}

/** Reports once the agent is registered, or was not refused for a while; then with the reason why it is not. */
async function reportStart(connection: Connection, daemon: DaemonChild): Promise<void> {
	await new Promise<void>((resolve) => {
		const timer = setTimeout(resolve, refusalWaitMs);
		const unsubscribe = connection.subscribe(({state}) => {
			if (state.type === 'registered' || state.type === 'stopped') {
				clearTimeout(timer);
				unsubscribe();
				resolve();
			}
		});
	});
	const {state} = connection;
	if (state.type !== 'stopped') {
		await daemon.reportStarted(notConnectedYet(state));
	}
}

function notConnectedYet(state: ConnectionState): string | undefined {
	switch (state.type) {
		case 'connecting':
			return `Not connected yet: ${formatAddress(state.master)} has not answered so far. It keeps trying.`;
		case 'reconnecting':
			return state.reason.kind === 'name-taken'
				? `Not connected yet: ${failureInFull(state.reason)} It tries for 30 s, then it ends.`
				: `Not connected yet: ${failureInFull(state.reason)} It keeps trying.`;
		default:
			return undefined;
	}
}
