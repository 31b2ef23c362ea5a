import {assertNever} from '../base/assert-never.js';
import {version} from '../base/version.js';
import {helpText} from '../command-line/help.js';
import {type CommandLineInput, parseCommandLine} from '../command-line/parse-command-line.js';
import {readValue} from '../command-line/resolve-options.js';
import {readDisplayOptions} from '../command-line/shared-options.js';
import {agentName} from '../command-line/values.js';
import type {MasterCommand} from './master-options.js';
import {masterProgram} from './options.js';

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
