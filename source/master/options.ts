import {defaultMasterPort} from '../base/address.js';
import type {ProgramDefinition} from '../command-line/option-table.js';
import {displayOptions, processOptions} from '../command-line/shared-options.js';
import {address, agentName, choices, duration, host, integer, path, port, toggle} from '../command-line/values.js';
import {livenessWords} from '../protocol/liveness.js';
import {mostEventsAsked} from './store/port.js';

/** The command line of `sloth-master`: its commands and options, from which the flags, the checks, the help and the readme come. */
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
			kind: integer(1, mostEventsAsked),
			default: '100',
			description: `the newest so many, up to ${mostEventsAsked.toLocaleString('en')}`,
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
