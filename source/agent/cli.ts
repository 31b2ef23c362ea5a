import {hostname} from 'node:os';
import {isAgentName} from '../base/agent-name.js';
import {assertNever} from '../base/assert-never.js';
import {version} from '../base/version.js';
import {helpText} from '../command-line/help.js';
import type {OptionDefinition, OptionValues} from '../command-line/option-table.js';
import {type CommandLineInput, parseCommandLine} from '../command-line/parse-command-line.js';
import type {Given} from '../command-line/resolve-options.js';
import {readDisplayOptions} from '../command-line/shared-options.js';
import {quote, UsageError} from '../command-line/usage-error.js';
import type {AgentCommand, AgentOptions} from './agent-options.js';
import {agentProgram} from './options.js';

type StartValues = OptionValues<(typeof agentProgram)['options'], 'start'>;

/**
Turns a command line, the environment and a config file into what a person wants. Throws a `UsageError`, and prints nothing.
*/
export function parseAgentCommand(
	input: CommandLineInput & {
		/** Where the agents of this machine keep their files. The help text names it. */
		readonly stateDirectory: string;
		/** @default os.hostname() */
		readonly hostName?: string;
	},
): AgentCommand {
	const parsed = parseCommandLine(agentProgram, input);
	const {stateDirectory} = input;
	switch (parsed.command) {
		case 'help':
			return {
				command: 'help',
				text: helpText(agentProgram, {'Logs and state, one folder per name': stateDirectory}),
			};
		case 'version':
			return {command: 'version', text: version};
		case 'start':
			return {
				command: 'start',
				options: {
					...readStartOptions(parsed.values, parsed.given, nameFromHost(input.hostName ?? hostname())),
					stateDirectory,
				},
			};
		case 'status':
			return {command: 'status', stateDirectory, name: parsed.values.name, isJson: parsed.values.json};
		case 'stop':
		case 'retry':
			return {command: parsed.command, stateDirectory, name: parsed.values.name};
		case 'demo':
			return {command: 'demo', display: readDisplayOptions(parsed.values)};
		case 'watch':
			return {
				command: 'watch',
				stateDirectory,
				name: parsed.values.name,
				display: readDisplayOptions(parsed.values),
			};
		default:
			return assertNever(parsed);
	}
}

/** A host's name made the name of an agent: what a name may not hold becomes `-`. */
export function nameFromHost(hostName: string): string {
	const name = hostName
		.replaceAll(/[^A-Za-z0-9._-]/gu, '-')
		.replace(/^[._-]+/u, '')
		.slice(0, 253);
	return isAgentName(name) ? name : 'agent';
}

function readStartOptions(
	values: StartValues,
	given: ReadonlyMap<string, Given>,
	hostName: string,
): Omit<AgentOptions, 'stateDirectory'> {
	const reported = values.reportAddress ?? {host: hostName, port: 0};
	verifyDelaysAreInOrder(values, given);
	verifySuspicionIsNoSlower(values, given);
	const bindAddress = given.get('bindAddress');
	if (bindAddress !== undefined && values.port === undefined) {
		throw new UsageError(
			`Expected ${bindAddress.where} to come with \`--port\`, got ${quote(bindAddress.text)} alone: without a port the agent listens nowhere`,
		);
	}

	return {
		name: values.name ?? hostName,
		master: values.master,
		port: values.port,
		bindAddress: values.bindAddress,
		reportAddress: {host: reported.host, port: reported.port === 0 ? (values.port ?? 0) : reported.port},
		policy: {
			initialDelayMs: values.initialDelay,
			maxDelayMs: values.maxDelay,
			backoffFactor: values.backoffFactor,
			jitter: values.jitter,
			heartbeatIntervalMs: values.heartbeatInterval,
			heartbeatTimeoutMs: values.heartbeatTimeout,
			failureThreshold: values.failureThreshold,
			connectTimeoutMs: values.connectTimeout,
		},
		suspectIntervalMs: Math.min(values.suspectInterval, values.heartbeatInterval),
		isDaemon: values.daemon,
		display: readDisplayOptions(values),
		log: {file: values.logFile, format: values.logFormat, level: values.logLevel},
	};
}

// Blames what was given rather than what is a default.
function verifyDelaysAreInOrder(values: StartValues, given: ReadonlyMap<string, Given>): void {
	if (values.maxDelay >= values.initialDelay) {
		return;
	}

	const [first, longest] = [textOf('initialDelay', given), textOf('maxDelay', given)];
	const givenLongest = given.get('maxDelay');
	throw new UsageError(
		givenLongest === undefined
			? `Expected ${given.get('initialDelay')?.where} to be at most the longest delay (${longest}; \`--max-delay\` changes it), got ${quote(first)}`
			: `Expected ${givenLongest.where} to be at least the first delay (${first}), got ${quote(longest)}`,
	);
}

function verifySuspicionIsNoSlower(values: StartValues, given: ReadonlyMap<string, Given>): void {
	const suspect = given.get('suspectInterval');
	if (suspect !== undefined && values.suspectInterval > values.heartbeatInterval) {
		const interval = textOf('heartbeatInterval', given);
		throw new UsageError(
			`Expected ${suspect.where} to be at most the heartbeat interval (${interval}), got ${quote(suspect.text)}`,
		);
	}
}

function textOf(key: keyof StartValues, given: ReadonlyMap<string, Given>): string {
	const option: OptionDefinition | undefined = agentProgram.options.find((candidate) => candidate.key === key);
	return given.get(key)?.text ?? option?.default ?? '';
}
