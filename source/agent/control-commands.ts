import {assertNever} from '../base/assert-never.js';
import {askRunning, type RunningTarget, stopRunning} from '../control/ask-running.js';
import {stateDirectory} from '../host/directories.js';
import {HostError} from '../host/host-error.js';
import {listRunning} from '../host/lock.js';
import {printLines} from '../program/run-program.js';
import type {AgentCommand} from './cli.js';
import {type AgentStatus, statusLines} from './story/agent-status.js';

type ControlCommand = Extract<AgentCommand, {command: 'status' | 'stop' | 'retry'}>;

/** Talks to an agent that runs on this machine, through its local socket. Returns the exit code. */
export async function runControlCommand(command: ControlCommand): Promise<number> {
	const directory = stateDirectory();
	const name = command.name ?? (await findOnly(directory));
	const target = agentTarget(directory, name);
	switch (command.command) {
		case 'status': {
			const status = (await askRunning(target, 'status')) as AgentStatus;
			printLines(command.isJson ? [JSON.stringify(status, undefined, '\t')] : statusLines(status));
			return 0;
		}

		case 'retry': {
			const {state} = (await askRunning(target, 'retry')) as AgentStatus;
			printLines([
				state === 'active' || state === 'registered'
					? `Agent ${name} is connected and sends a heartbeat now.`
					: `Agent ${name} tries its master now.`,
			]);
			return 0;
		}

		case 'stop':
			await stopRunning(target);
			printLines([`Agent ${name} stopped.`]);
			return 0;
		default:
			return assertNever(command);
	}
}

/** An agent of this machine, and how messages call it. */
export function agentTarget(directory: string, name: string): RunningTarget {
	return {
		directory,
		name,
		label: `Agent ${name}`,
		notRunning: `No agent named "${name}" runs on this machine for this user.`,
	};
}

/** The one agent that runs, where no name was given. */
export async function findOnly(directory: string): Promise<string> {
	const names = await listRunning(directory);
	const [only] = names;
	if (only === undefined) {
		throw new HostError('No agent runs on this machine for this user. Start one with: sloth-agent --daemon', 1);
	}

	if (names.length > 1) {
		throw new HostError(`Expected \`--name\` to be one of the agents that run here: ${names.join(', ')}`, 2);
	}

	return only;
}
