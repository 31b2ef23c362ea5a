import {join} from 'node:path';
import {agentDirectory} from '../host/directories.js';
import type {AgentOptions} from './agent-options.js';

/** The log of an agent that runs as a daemon, or under a screen. */
export function daemonLogFile(options: Pick<AgentOptions, 'name' | 'stateDirectory' | 'log'>): string {
	return options.log.file ?? join(agentDirectory(options), 'agent.log');
}
