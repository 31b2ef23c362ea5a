import {assertNever} from '../base/assert-never.js';
import {masterDataDirectory} from '../host/directories.js';
import {type DaemonChild, daemonChild} from '../program/daemon.js';
import {printLines} from '../program/print.js';
import {runProgram} from '../program/run-program.js';
import type {Signals} from '../program/signals.js';
import {startAsDaemon} from '../program/start-as-daemon.js';
import {parseMasterCommand} from './cli.js';
import {masterLogFile} from './files.js';
import type {MasterCommand} from './master-options.js';

/** How long a daemon may take to report that it has started. */
const daemonStartLimitMs = 30_000;

/** The whole of `sloth-master`: reads the command line, does what it says, returns the exit code. */
export function runMasterProgram(signals: Signals): Promise<number> {
	const daemon = daemonChild();
	return runProgram(
		'sloth-master',
		() => {
			const {argv, env: environment} = process;
			const command = parseMasterCommand({
				argv: argv.slice(2),
				environment,
				defaultDataDirectory: masterDataDirectory(environment),
			});
			return runCommand(command, signals, daemon);
		},
		{daemon, unexpected: (error) => `Unexpected error: ${error instanceof Error ? error.message : String(error)}`},
	);
}

async function runCommand(command: MasterCommand, signals: Signals, daemon: DaemonChild | undefined): Promise<number> {
	switch (command.command) {
		case 'help':
		case 'version':
			printLines([command.text.trimEnd()]);
			return 0;
		case 'start': {
			if (command.options.isDaemon && daemon === undefined) {
				return startAsDaemon({
					label: 'Master',
					logFile: masterLogFile(command.options),
					timeoutMs: daemonStartLimitMs,
				});
			}

			const {runMaster} = await import('./run.js');
			return runMaster(command.options, signals, daemon);
		}

		case 'stop':
		case 'status': {
			const {runControlCommand} = await import('./control-commands.js');
			return runControlCommand(command);
		}

		case 'watch': {
			const {runWatch} = await import('../operator/watch/run-watch.js');
			return runWatch(command, signals);
		}

		case 'list':
		case 'info':
		case 'remove':
		case 'events': {
			const {runQuery} = await import('../operator/queries.js');
			return runQuery(command, signals.stop.signal);
		}

		default:
			return assertNever(command);
	}
}
