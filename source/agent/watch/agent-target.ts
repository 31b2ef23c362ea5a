import type {RunningTarget} from '../../control/ask-running.js';
import {HostError} from '../../host/host-error.js';
import {listRunning} from '../../host/lock.js';

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
