import type {RunningTarget} from '../../control/ask-running.js';
import {HostError} from '../../host/host-error.js';
import {listRunning} from '../../host/lock.js';

/** An agent that runs on this machine, to be asked. */
export type WantedAgent = {
	readonly stateDirectory: string;
	/** Undefined where the only agent that runs is meant. */
	readonly name: string | undefined;
};

/** An agent of this machine, and how messages call it. */
export function agentTarget(directory: string, name: string): RunningTarget {
	return {
		directory,
		name,
		label: `Agent ${name}`,
		notRunning: `No agent named "${name}" runs on this machine for this user.`,
	};
}

/** The agent that is meant: the only one that runs, where no name was given. Throws a `HostError` where there is not exactly one. */
export async function findTarget({stateDirectory, name}: WantedAgent): Promise<RunningTarget> {
	return agentTarget(stateDirectory, name ?? (await findOnly(stateDirectory)));
}

async function findOnly(directory: string): Promise<string> {
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
