import {assertNever} from '../base/assert-never.js';
import {stateDirectory} from '../host/directories.js';
import {type DaemonChild, daemonChild} from '../program/daemon.js';
import {printLines} from '../program/print.js';
import {runProgram} from '../program/run-program.js';
import type {Signals} from '../program/signals.js';
import {startAsDaemon} from '../program/start-as-daemon.js';
import type {DisplayOptions} from '../terminal/display-options.js';
import {isOnScreen} from '../terminal/on-screen.js';
import type {AgentCommand} from './agent-options.js';
import {parseAgentCommand} from './cli.js';
import {daemonLogFile} from './files.js';

/** How long a daemon may take to report that it has started. */
const daemonStartLimitMs = 15_000;

/** Plays the demo until it ends. Returns the exit code. */
export type RunDemo = (signals: Signals, display: DisplayOptions) => Promise<number>;

/**
The whole of `sloth-agent`: reads the command line, does what it says, returns the exit code. The demo is no part of an
agent: it comes with a master.
*/
export function runAgentProgram(signals: Signals, runDemo: RunDemo): Promise<number> {
	const daemon = daemonChild();
	return runProgram(
		'sloth-agent',
		() => {
			const {argv, env: environment} = process;
			const command = parseAgentCommand({
				argv: argv.slice(2),
				environment,
				stateDirectory: stateDirectory(environment),
			});
			return runCommand(command, signals, daemon, runDemo);
		},
		{daemon, unexpected: (error) => `Unexpected error: ${error instanceof Error ? error.message : String(error)}`},
	);
}

async function runCommand(
	command: AgentCommand,
	signals: Signals,
	daemon: DaemonChild | undefined,
	runDemo: RunDemo,
): Promise<number> {
	switch (command.command) {
		case 'help':
		case 'version':
			printLines([command.text.trimEnd()]);
			return 0;
		case 'start': {
			if (command.options.isDaemon && daemon === undefined) {
				const {options} = command;
				return startAsDaemon({
					label: `Agent ${options.name}`,
					logFile: daemonLogFile(options),
					timeoutMs: daemonStartLimitMs,
				});
			}

			const {runAgent} = await import('./run.js');
			return runAgent(command.options, signals, daemon);
		}

		case 'demo':
			return runDemo(signals, command.display);
		case 'watch': {
			if (isOnScreen(command.display)) {
				const {watchOnScreen} = await import('./watch/watch-on-screen.js');
				return watchOnScreen(command, signals);
			}

			const {watchInLines} = await import('./watch/watch-in-lines.js');
			return watchInLines(command, signals);
		}

		case 'status':
		case 'stop':
		case 'retry': {
			const {runControlCommand} = await import('./control-commands.js');
			return runControlCommand(command);
		}

		default:
			return assertNever(command);
	}
}
