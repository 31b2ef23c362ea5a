import {defaultInWords, flagWithPlaceholder, type OptionDefinition, type ProgramDefinition} from './option-table.js';

const width = 79;

/** What a program exits with, as in its help. */
export const exitCodes = [
	[0, 'stopped on purpose'],
	[1, 'unexpected error; for a query: nobody answered'],
	[2, 'wrong flag, value or config file'],
	[3, 'refused by the master (token, name, permission)'],
	[4, 'already there: the port, the agent of that name, the data directory'],
] as const;

/** The help text of a program, at most 79 columns wide (but for long paths). Directories are shown under their label. */
export function helpText(program: ProgramDefinition, directories: Readonly<Record<string, string>>): string {
	const [start] = program.commands;
	const flags = program.options.map((option) => [flagWithPlaceholder(option), describeOption(option)] as const);
	const ownFlags = [
		['--help', 'show this text'],
		['--version', 'show the version'],
	] as const;
	const labelWidth = Math.max(...flags.map(([flag]) => flag.length));
	const groups = [...new Set(program.options.map((option) => option.group))];

	return [
		program.summary,
		'',
		'Usage',
		...program.commands.flatMap((command) => [
			...wrapUsage(usage(program, command.name, command.name === start?.name), program.name.length + 3),
			...wrap(command.description, 6),
		]),
		...groups.flatMap((group) => [
			'',
			group,
			...flags
				.filter((_, index) => program.options[index]?.group === group)
				.flatMap(([flag, description]) => labelled(flag, description, labelWidth)),
		]),
		'',
		'Help',
		...ownFlags.flatMap(([flag, description]) => labelled(flag, description, labelWidth)),
		'',
		'Environment and config file',
		...wrap(environmentRule, 2),
		'',
		...Object.entries(directories).flatMap(([label, directory]) => [label, `  ${directory}`]),
		'',
		'Exit codes',
		...exitCodes.map(([code, meaning]) => `  ${code}  ${meaning}`),
	].join('\n');
}

const environmentRule =
	'Each flag is also a variable (--log-level: SLOTH_LOG_LEVEL) and, for start, a key of the config file ("logLevel"). A flag wins over the variable, the variable over the file. --no-FLAG turns off what they turned on.';

function usage(program: ProgramDefinition, command: string, isDefault: boolean): readonly string[] {
	if (isDefault) {
		return [program.name, `[${command}]`, '[FLAGS]'];
	}

	const words = program.commands.find(({name}) => name === command)?.arguments ?? [];
	const flags = program.options
		.filter((option) => option.commands.includes(command))
		.map((option) => `[${flagWithPlaceholder(option)}]`);
	return [program.name, command, ...words, ...flags];
}

function describeOption(option: OptionDefinition): string {
	const standard = defaultInWords(option);
	return standard === '' ? option.description : `${option.description} (default: ${standard})`;
}

function labelled(label: string, text: string, labelWidth: number): readonly string[] {
	const indent = labelWidth + 4;
	const [first = '', ...rest] = wrap(text, indent);
	return [`  ${label.padEnd(labelWidth)}  ${first.trimStart()}`, ...rest];
}

function wrapUsage(parts: readonly string[], indent: number): readonly string[] {
	const [first = '', ...rest] = fold(parts, indent);
	return [`  ${first.trimStart()}`, ...rest];
}

function wrap(text: string, indent: number): readonly string[] {
	return fold(text.split(' '), indent);
}

function fold(parts: readonly string[], indent: number): readonly string[] {
	const lines: string[] = [];
	let line = '';
	for (const part of parts) {
		if (line !== '' && indent + line.length + 1 + part.length > width) {
			lines.push(line);
			line = part;
		} else {
			line = line === '' ? part : `${line} ${part}`;
		}
	}

	return [...lines, line].map((content) => `${' '.repeat(indent)}${content}`);
}
