import {join} from 'node:path';
import {agentDirectory} from '../host/directories.js';
import type {AgentOptions} from './agent-options.js';

/** The log of an agent that runs as a daemon, or under a screen. */
export function daemonLogFile({name, log}: Pick<AgentOptions, 'name' | 'log'>): string {
	return log.file ?? join(agentDirectory(name), 'agent.log');
}
