import type {AgentOptions} from '../agent/agent-options.js';
import {parseAgentCommand} from '../agent/cli.js';

/** What the agent of the demo is called. */
export const demoName = 'demo';

/** The demo's times are so many times shorter than the defaults. */
const shortening = 10;

/** The agent of the demo: what the command line makes of no more than this, with shorter times. */
export function demoOptions(port: number, stateDirectory: string): AgentOptions {
	const {policy, suspectIntervalMs, ...options} = startOptions(
		['--name', demoName, '--master', `127.0.0.1:${port}`, '--jitter', '0'],
		stateDirectory,
	);
	const short = (ms: number) => ms / shortening;
	return {
		...options,
		policy: {
			...policy,
			initialDelayMs: short(policy.initialDelayMs),
			maxDelayMs: short(policy.maxDelayMs),
			heartbeatIntervalMs: short(policy.heartbeatIntervalMs),
			heartbeatTimeoutMs: short(policy.heartbeatTimeoutMs),
			connectTimeoutMs: short(policy.connectTimeoutMs),
		},
		suspectIntervalMs: short(suspectIntervalMs),
	};
}

function startOptions(flags: readonly string[], stateDirectory: string): AgentOptions {
	const command = parseAgentCommand({
		argv: ['start', ...flags],
		// The user's own settings would change the demo.
		environment: {},
		stateDirectory,
		hostName: demoName,
	});
	if (command.command !== 'start') {
		throw new Error(`Expected the options of a start, got ${command.command}`);
	}

	return command.options;
}
