import {helpText} from '../command-line/help.js';
import type {ProgramDefinition} from '../command-line/option-table.js';
import {type CommandLineInput, parseCommandLine} from '../command-line/parse-command-line.js';
import {readValue} from '../command-line/resolve-options.js';
import {
	type DisplayOptions,
	displayOptions,
	type LogOptions,
	processOptions,
	readDisplayOptions,
} from '../command-line/shared-options.js';
import {address, agentName, choices, duration, host, integer, path, port, toggle} from '../command-line/values.js';
import {type Address, defaultMasterPort} from '../protocol/address.js';
import {assertNever} from '../protocol/assert-never.js';
import {version} from '../protocol/version.js';
import {livenessWords, type StoredLiveness} from './store.js';

/** What a running master is told. */
export type MasterOptions = {
	/** 0 takes a free port. */
	readonly port: number;
	/** The host that the port is bound to. */
	readonly host: string;
	/** Absolute. */
	readonly dataDirectory: string;
	/** How long events are kept. */
	readonly keepEventsMs: number;
	readonly isDaemon: boolean;
	readonly display: DisplayOptions;
	/** No key of the screen acts on an agent. */
	readonly isReadOnly: boolean;
	readonly log: LogOptions;
};

/** What a person wants of `sloth-master`. */
export type MasterCommand =
	| {readonly command: 'help'; readonly text: string}
	| {readonly command: 'version'; readonly text: string}
	| {readonly command: 'start'; readonly options: MasterOptions}
	| {
			readonly command: 'watch';
			readonly master: Address;
			readonly display: DisplayOptions;
			readonly isReadOnly: boolean;
	  }
	| {readonly command: 'stop'; readonly dataDirectory: string}
	| {readonly command: 'status'; readonly dataDirectory: string; readonly isJson: boolean}
	| {
			readonly command: 'list';
			readonly master: Address;
			readonly isJson: boolean;
			/** Undefined: all of them. */
			readonly statuses: readonly StoredLiveness[] | undefined;
	  }
	| {readonly command: 'info'; readonly master: Address; readonly name: string; readonly isJson: boolean}
	| {readonly command: 'remove'; readonly master: Address; readonly name: string; readonly isForced: boolean}
	| {
			readonly command: 'events';
			readonly master: Address;
			/** Undefined: of all agents. */
			readonly agentName: string | undefined;
			readonly isFollowing: boolean;
			/** The newest so many. */
			readonly limit: number;
			readonly isJson: boolean;
	  };

/** The command line of `sloth-master`. */
export const masterProgram = {
	name: 'sloth-master',
	summary: 'Keeps the list of agents, and tells who is there.',
	commands: [
		{name: 'start', description: 'Listen for agents.'},
		{name: 'watch', description: "Show a running master's screen. On a pipe: one line per event."},
		{name: 'stop', description: 'Stop the master that runs on a data directory.'},
		{name: 'status', description: 'Tell how the master on a data directory is.'},
		{name: 'list', description: 'List the agents.'},
		{name: 'info', arguments: ['NAME'], description: 'Tell all about one agent.'},
		{
			name: 'remove',
			arguments: ['NAME'],
			description: 'Forget an agent. Refused while it is active, unless forced.',
		},
		{name: 'events', description: 'Tell what happened, the newest last.'},
	],
	options: [
		{
			key: 'port',
			kind: port,
			default: String(defaultMasterPort),
			description: 'where agents connect to; 0 takes a free one',
			group: 'Server',
			commands: ['start'],
		},
		{
			key: 'host',
			kind: host,
			default: '127.0.0.1',
			description: 'the address that the port is bound to',
			group: 'Server',
			commands: ['start'],
		},
		{
			key: 'dataDir',
			kind: path('DIR'),
			defaultWords: 'see below',
			description: 'where the list of agents is kept',
			group: 'Server',
			commands: ['start', 'stop', 'status'],
		},
		{
			key: 'keepEvents',
			kind: duration({minimum: '1s', maximum: '36500d', example: '30d'}),
			default: '30d',
			description: 'how long events are kept',
			group: 'Server',
			commands: ['start'],
		},
		...displayOptions,
		{
			key: 'readOnly',
			kind: toggle,
			default: 'false',
			description: 'no key of the screen acts on an agent',
			group: 'Screen',
			commands: ['start', 'watch'],
		},
		...processOptions,
		{
			key: 'master',
			kind: address(defaultMasterPort),
			default: `localhost:${defaultMasterPort}`,
			description: 'the master that is asked',
			group: 'Queries',
			commands: ['watch', 'list', 'info', 'remove', 'events'],
		},
		{
			key: 'json',
			kind: toggle,
			default: 'false',
			description: 'print JSON',
			group: 'Queries',
			commands: ['status', 'list', 'info', 'events'],
		},
		{
			key: 'status',
			kind: choices(livenessWords, 'WORDS'),
			description: `only these: ${livenessWords.join(', ')}, with commas between`,
			group: 'Queries',
			commands: ['list'],
		},
		{
			key: 'force',
			kind: toggle,
			default: 'false',
			description: 'also while the agent is active',
			group: 'Queries',
			commands: ['remove'],
		},
		{
			key: 'agent',
			kind: agentName,
			description: 'only what happened to this agent',
			group: 'Queries',
			commands: ['events'],
		},
		{
			key: 'limit',
			kind: integer(1, 100_000),
			default: '100',
			description: 'the newest so many events',
			group: 'Queries',
			commands: ['events'],
		},
		{
			key: 'follow',
			kind: toggle,
			default: 'false',
			description: 'then wait for more',
			group: 'Queries',
			commands: ['events'],
		},
	],
} as const satisfies ProgramDefinition;

/**
Turns a command line, the environment and a config file into what a person wants. Throws a `UsageError`, and prints nothing.
*/
export function parseMasterCommand(
	input: CommandLineInput & {
		/** What `--data-dir` is where it is not given. The help text names it. */
		readonly defaultDataDirectory: string;
	},
): MasterCommand {
	const parsed = parseCommandLine(masterProgram, input);
	switch (parsed.command) {
		case 'help':
			return {command: 'help', text: helpText(masterProgram, {'Data directory': input.defaultDataDirectory})};
		case 'version':
			return {command: 'version', text: version};
		case 'start': {
			const {values} = parsed;
			return {
				command: 'start',
				options: {
					port: values.port,
					host: values.host,
					dataDirectory: values.dataDir ?? input.defaultDataDirectory,
					keepEventsMs: values.keepEvents,
					isDaemon: values.daemon,
					display: readDisplayOptions(values),
					isReadOnly: values.readOnly,
					log: {file: values.logFile, format: values.logFormat, level: values.logLevel},
				},
			};
		}
		case 'watch': {
			const {master, readOnly} = parsed.values;
			return {command: 'watch', master, display: readDisplayOptions(parsed.values), isReadOnly: readOnly};
		}
		case 'stop':
			return {command: 'stop', dataDirectory: parsed.values.dataDir ?? input.defaultDataDirectory};
		case 'status':
			return {
				command: 'status',
				dataDirectory: parsed.values.dataDir ?? input.defaultDataDirectory,
				isJson: parsed.values.json,
			};
		case 'list': {
			const {master, json, status} = parsed.values;
			return {command: 'list', master, isJson: json, statuses: status};
		}
		case 'info':
			return {
				command: 'info',
				master: parsed.values.master,
				name: readName(parsed.words),
				isJson: parsed.values.json,
			};
		case 'remove':
			return {
				command: 'remove',
				master: parsed.values.master,
				name: readName(parsed.words),
				isForced: parsed.values.force,
			};
		case 'events': {
			const {master, agent, follow, limit, json} = parsed.values;
			return {command: 'events', master, agentName: agent, isFollowing: follow, limit, isJson: json};
		}
		default:
			return assertNever(parsed);
	}
}

function readName([text = '']: readonly string[]): string {
	return readValue(agentName, {where: 'NAME', text});
}
