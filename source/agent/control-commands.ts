import {assertNever} from '../base/assert-never.js';
import {askRunning} from '../control/ask-running.js';
import {printStatus, stopAndTell} from '../program/ask-commands.js';
import {printLines} from '../program/print.js';
import type {AgentCommand} from './agent-options.js';
import {type AgentStatus, statusLines} from './story/agent-status.js';
import {findTarget} from './watch/agent-target.js';

type ControlCommand = Extract<AgentCommand, {command: 'status' | 'stop' | 'retry'}>;

/** Talks to an agent that runs on this machine, through its local socket. Returns the exit code. */
export async function runControlCommand(command: ControlCommand): Promise<number> {
	const target = await findTarget(command);
	const {label} = target;
	switch (command.command) {
		case 'status':
			return printStatus<AgentStatus>(target, {isJson: command.isJson, lines: statusLines});
		case 'stop':
			return stopAndTell(target, `${label} stopped.`);
		case 'retry': {
			const {state} = (await askRunning(target, 'retry')) as AgentStatus;
			printLines([
				state === 'active' || state === 'registered'
					? `${label} is connected and sends a heartbeat now.`
					: `${label} tries its master now.`,
			]);
			return 0;
		}

		default:
			return assertNever(command);
	}
}
