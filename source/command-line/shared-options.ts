import type {OptionDefinition} from './option-table.js';
import {choice, path, toggle} from './values.js';

const logLevels = ['debug', 'info', 'warn', 'error'] as const;

/** The least severe level that is logged. */
export type LogLevel = (typeof logLevels)[number];

/** How log lines are written. */
export type LogFormat = 'text' | 'json';

/** What and where a program logs. */
export type LogOptions = {
	/** Absolute. Undefined: the standard output, or a daemon's own log file. */
	readonly file: string | undefined;
	readonly format: LogFormat;
	readonly level: LogLevel;
};

/** The options that both programs have for the process itself and for its log. */
export const processOptions = [
	{
		key: 'daemon',
		kind: toggle,
		default: 'false',
		description: 'run in the background, return once it has started',
		group: 'Process',
		commands: ['start'],
	},
	{
		key: 'plain',
		kind: toggle,
		default: 'false',
		description: 'plain lines, no screen',
		group: 'Process',
		commands: ['start'],
	},
	{
		key: 'config',
		kind: path('FILE'),
		description: 'a JSON file with options',
		group: 'Process',
		commands: ['start'],
	},
	{
		key: 'logFile',
		kind: path('FILE'),
		description: 'append the log to this file',
		group: 'Log',
		commands: ['start'],
	},
	{
		key: 'logFormat',
		kind: choice(['text', 'json']),
		default: 'text',
		description: 'how log lines are written',
		group: 'Log',
		commands: ['start'],
	},
	{
		key: 'logLevel',
		kind: choice(logLevels, 'LEVEL'),
		default: 'info',
		description: 'debug, info, warn or error',
		group: 'Log',
		commands: ['start'],
	},
] as const satisfies readonly OptionDefinition[];
