import {readFileSync} from 'node:fs';
import type {OptionValues, ProgramDefinition} from './option-table.js';
import {flagOf} from './option-table.js';
import {type Arguments, readArguments} from './read-arguments.js';
import {type Given, resolveOptions} from './resolve-options.js';
import {suggest} from './suggest.js';
import {quote, UsageError} from './usage-error.js';

/** Where a command line is read from. */
export type CommandLineInput = {
	/** Without the interpreter and the script. */
	readonly argv: readonly string[];
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Reads the config file. @default readFileSync */
	readonly readFile?: (path: string) => string;
	/** What relative paths start from. @default the process's own */
	readonly workingDirectory?: string;
};

/** A command with its options checked one by one. Checks of several together are the program's own. */
export type ParsedCommandLine<Program extends ProgramDefinition> =
	| {readonly command: 'help'}
	| {readonly command: 'version'}
	| {
			readonly [Command in Program['commands'][number]['name']]: {
				readonly command: Command;
				readonly values: OptionValues<Program['options'], Command>;
				/** What was given, by key: the rest are defaults. */
				readonly given: ReadonlyMap<string, Given>;
				/** As many words as the command takes. */
				readonly words: readonly string[];
			};
	  }[Program['commands'][number]['name']];

/** Reads a program's command line, environment and config file. Throws a `UsageError`, and prints nothing. */
export function parseCommandLine<const Program extends ProgramDefinition>(
	program: Program,
	input: CommandLineInput,
): ParsedCommandLine<Program> {
	const given = readArguments(program, input.argv);
	for (const command of ['help', 'version'] as const) {
		if (given.flags.get(command) === 'true') {
			return {command};
		}
	}

	const {command, words} = findCommand(program, given);
	const options = program.options.filter((option) => option.commands.includes(command));
	for (const key of given.flags.keys()) {
		if (program.options.some((option) => option.key === key) && !options.some((option) => option.key === key)) {
			throw new UsageError(`Unknown flag \`${flagOf(key)}\` for the command \`${command}\``);
		}
	}

	const resolved = resolveOptions(options, {
		flags: given.flags,
		environment: input.environment,
		readFile: input.readFile ?? ((path) => readFileSync(path, 'utf8')),
		workingDirectory: input.workingDirectory,
	});

	// The compiler cannot follow from the table's rows to their values; this is the one place that vouches for it.
	return {command, ...resolved, words} as unknown as ParsedCommandLine<Program>;
}

function findCommand(
	program: ProgramDefinition,
	{words, flags}: Arguments,
): {readonly command: string; readonly words: readonly string[]} {
	const name = words[0] ?? program.commands[0]?.name ?? '';
	const definition = program.commands.find((command) => command.name === name);
	if (definition === undefined) {
		throw unknownCommand(program, name, flags);
	}

	const expected = definition.arguments ?? [];
	const rest = words.slice(1);
	const missing = expected[rest.length];
	if (missing !== undefined) {
		throw new UsageError(`Expected \`${program.name} ${name}\` to be followed by ${missing}, got nothing`);
	}

	const surplus = rest[expected.length];
	if (surplus !== undefined) {
		const shape = [program.name, name, ...expected].join(' ');
		throw new UsageError(`Expected nothing after \`${shape}\`, got ${quote(surplus)}`);
	}

	return {command: name, words: rest};
}

function unknownCommand(program: ProgramDefinition, name: string, flags: ReadonlyMap<string, string>): UsageError {
	const commands = program.commands.map((command) => command.name);
	const flagNames = ['help', 'version', ...program.options.map((option) => option.key)]
		.filter((key) => !flags.has(key))
		.map((key) => flagOf(key));
	const meant = suggest(name, commands) ?? flagNames.find((flag) => flag === `--${name}`);
	const hint = meant === undefined ? `The commands are ${commands.join(', ')}` : `Did you mean ${meant}?`;
	return new UsageError(`Unknown command ${quote(name)}. ${hint}`);
}
