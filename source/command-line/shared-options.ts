import {type LogFormat, type LogLevel, logFormats, logLevels} from '../observe/log-level.js';
import type {DisplayOptions} from '../terminal/display-options.js';
import type {OptionDefinition} from './option-table.js';
import {choice, path, toggle} from './values.js';

/** What and where a program logs. */
export type LogOptions = {
	/** Absolute. Undefined: the standard output, or a daemon's own log file. */
	readonly file: string | undefined;
	readonly format: LogFormat;
	/** The least severe level that is logged. */
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
		kind: choice(logFormats),
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

/** The options that commands with a screen have. `readDisplayOptions` reads their values. */
export function displayOptionsOf<const Commands extends readonly string[]>(commands: Commands) {
	return [
		{
			key: 'plain',
			kind: toggle,
			default: 'false',
			description: 'plain lines, no screen',
			group: 'Screen',
			commands,
		},
		{
			key: 'screen',
			kind: toggle,
			default: 'false',
			description: 'the screen on a terminal, also where CI is set',
			group: 'Screen',
			commands,
		},
		{
			key: 'noColor',
			kind: toggle,
			default: 'false',
			description: 'no colours, as with NO_COLOR',
			group: 'Screen',
			commands,
		},
		{
			key: 'ascii',
			kind: toggle,
			default: 'false',
			description: 'ASCII in place of symbols and lines',
			group: 'Screen',
			commands,
		},
		{
			key: 'noMotion',
			kind: toggle,
			default: 'false',
			description: 'no bars, clock times in place of counting seconds',
			group: 'Screen',
			commands,
		},
	] as const satisfies readonly OptionDefinition[];
}

/** Those of both programs. */
export const displayOptions = displayOptionsOf(['start', 'watch']);

/** The values of `displayOptions`. */
export function readDisplayOptions(values: {
	readonly plain: boolean;
	readonly screen: boolean;
	readonly noColor: boolean;
	readonly ascii: boolean;
	readonly noMotion: boolean;
}): DisplayOptions {
	return {
		isPlain: values.plain,
		isScreen: values.screen,
		hasColour: !values.noColor,
		isAscii: values.ascii,
		isMotionless: values.noMotion,
	};
}
