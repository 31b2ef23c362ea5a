import {formatAddress} from '../base/address.js';
import {readMoment} from '../base/moment.js';
import {agentDirectory} from '../host/directories.js';
import type {Log} from '../observe/log.js';
import {tapLog} from '../observe/tap-log.js';
import type {DaemonChild} from '../program/daemon.js';
import type {OpenProgram, ProgramTools, ShownProgram} from '../program/program-description.js';
import {runUntilEnd} from '../program/run-until-end.js';
import type {Signals} from '../program/signals.js';
import {failureInFull} from '../protocol/failures/failure-words.js';
import {isOnScreen} from '../terminal/on-screen.js';
import {type Agent, openAgent} from './agent.js';
import type {AgentOptions} from './agent-options.js';
import type {Connection} from './connection/connection.js';
import type {ConnectionState} from './connection/connection-state.js';
import {daemonLogFile} from './files.js';
import {createNarrator, refusedMessage} from './story/narrator.js';
import {tellStart} from './tell-start.js';

/** No state may delay an exit for longer. */
export const agentExitLimitMs = 1800;

/** A daemon has started when no refusal came within this. */
const refusalWaitMs = 2000;

/**
Runs an agent until it is stopped or refused: under its screen, with plain lines, or as a daemon. Returns the exit code: 3 where
it was refused.
*/
export function runAgent(options: AgentOptions, signals: Signals, daemon: DaemonChild | undefined): Promise<number> {
	const {name, stateDirectory, display, log} = options;
	return runUntilEnd(
		{
			program: 'sloth-agent',
			label: `Agent ${name}`,
			directory: agentDirectory(options),
			identity: {directory: stateDirectory, name},
			alreadyRuns: `An agent named "${name}" runs on this machine already. See it with: sloth-agent status --name ${name}`,
			log,
			logFile: daemonLogFile(options),
			isShown: daemon === undefined && isOnScreen(display),
			exitLimitMs: agentExitLimitMs,
			open: (tools) => open(options, tools),
		},
		signals,
		daemon,
	);
}

async function open(options: AgentOptions, tools: ProgramTools): Promise<OpenProgram> {
	let {log} = tools;
	const agent = await openAgent(options, {...tools, trace: (message, fields) => log.debug(message, fields)});
	const {connection, story, handlers, close} = agent;
	log = tapLog(log, options.log.level, story.takeLine);
	return {
		handlers,
		retry: () => connection.retryNow(),
		show: () => show(options, agent, log, tools),
		async run(started) {
			narrate(connection, log, options.policy.failureThreshold);
			tellStart(options, agent, log);
			void reportStart(connection, started);
			const reason = await agent.run(tools.signal, log.warn);
			return reason.type === 'refused'
				? {
						exitCode: 3,
						message: failureInFull(reason.failure),
						lines: [`sloth-agent: ${refusedMessage(reason.failure)}`],
					}
				: {exitCode: 0};
		},
		close,
	};
}

async function show(
	options: AgentOptions,
	{connection, story}: Agent,
	{warn}: Log,
	{stop, logFile}: ProgramTools,
): Promise<ShownProgram> {
	const {showAgentScreen, writeReport} = await import('./screen/show.js');
	const {screen, leave} = await showAgentScreen({
		story,
		mode: 'run',
		now: readMoment,
		display: options.display,
		warn,
		actions: {
			retry: () => connection.retryNow(),
			stop,
			writeReport: (lines) => writeReport(agentDirectory(options), lines),
		},
		onGone: stop,
	});
	return {
		whenFailed: screen.whenFailed,
		leave: (lines, failure) =>
			leave(
				failure === undefined
					? lines
					: [`sloth-agent: The screen failed: ${failure.message}. See ${logFile}`, ...lines],
			),
	};
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

/** Reports once the agent is registered, or was not refused for a while; then with the reason why it is not. */
async function reportStart(connection: Connection, started: (message?: string) => void): Promise<void> {
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
		started(notConnectedYet(state));
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
