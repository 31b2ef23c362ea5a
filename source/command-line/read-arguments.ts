import meow from 'meow';
import {safeText} from '../base/safe-text.js';
import {flagOf, isToggle, type OptionDefinition, type ProgramDefinition} from './option-table.js';
import {suggest} from './suggest.js';
import {quote, UsageError} from './usage-error.js';
import {toggle} from './values.js';

/** What stands on a command line, not yet read as values. */
export type Arguments = {
	/** The text of each flag that was given, by key. */
	readonly flags: ReadonlyMap<string, string>;
	/** The words that are no flags and no values of flags. */
	readonly words: readonly string[];
};

const ownFlags = ['help', 'version'].map(
	(key): OptionDefinition => ({key, kind: toggle, description: '', group: '', commands: []}),
);

/**
Splits a command line into flags and words. Throws a `UsageError` for a flag that the program has not, that has no
value, or that is given twice.
*/
export function readArguments(program: ProgramDefinition, argv: readonly string[]): Arguments {
	const options = [...program.options, ...ownFlags];
	const {flags, input} = meow({
		importMeta: import.meta,
		argv: spellOut(program, options, argv),
		// Otherwise it looks for a package.json on the disk. The name becomes the process's title.
		pkg: {name: program.name},
		description: false,
		autoHelp: false,
		autoVersion: false,
		booleanDefault: undefined,
		// All multiple, so that a repeated one can be seen. All text, so that our own checks see what was given.
		flags: Object.fromEntries(
			options.map((option) => [option.key, {type: isToggle(option) ? 'boolean' : 'string', isMultiple: true} as const]),
		),
	});

	const given = new Map<string, string>();
	for (const {key} of options) {
		const texts = [flags[key] ?? []].flat().map(String);
		const [text] = texts;
		if (text !== undefined) {
			given.set(key, text);
		}

		if (texts.length > 1 && !ownFlags.some((flag) => flag.key === key)) {
			const list = texts.slice(0, 3).map(quote).join(' and ');
			throw new UsageError(`Expected \`${flagOf(key)}\` to be given once, got ${list}`);
		}
	}

	return {flags: given, words: input};
}

/**
Writes each flag as `--flag="value"`. The parser beneath takes `--name -x` for two flags, `--daemon true` for one, an
absent value for an empty one, and prints on unknown flags; and it removes a pair of quotes around a value.
*/
function spellOut(
	program: ProgramDefinition,
	options: readonly OptionDefinition[],
	argv: readonly string[],
): readonly string[] {
	const separator = argv.indexOf('--');
	const tokens = separator === -1 ? argv : argv.slice(0, separator);
	const spelled: string[] = [];
	for (let index = 0; index < tokens.length; index++) {
		const token = tokens[index] === '-h' ? '--help' : (tokens[index] ?? '');
		if (!token.startsWith('-') || token === '-') {
			spelled.push(token);
			continue;
		}

		const equals = token.indexOf('=');
		const flag = equals === -1 ? token : token.slice(0, equals);
		const attached = equals === -1 ? undefined : token.slice(equals + 1);
		const option = options.find(({key}) => flagOf(key) === flag);
		const negated = options.find((candidate) => isToggle(candidate) && negatedFlagOf(candidate) === flag);
		if (negated !== undefined) {
			spelled.push(`${flagOf(negated.key)}=${!readToggle(flag, attached, [])}`);
		} else if (option === undefined) {
			throw unknownFlag(program, options, flag);
		} else if (isToggle(option)) {
			spelled.push(`${flag}=${readToggle(flag, attached, ['true', 'false'])}`);
		} else if (attached === undefined) {
			index++;
			spelled.push(`${flag}="${verifyIsValue(option, tokens[index])}"`);
		} else {
			spelled.push(`${flag}="${attached}"`);
		}
	}

	return separator === -1 ? spelled : [...spelled, ...argv.slice(separator)];
}

function negatedFlagOf(option: OptionDefinition): string {
	return `--no-${flagOf(option.key).slice(2)}`;
}

function readToggle(flag: string, attached: string | undefined, allowed: readonly string[]): boolean {
	if (attached !== undefined && !allowed.includes(attached)) {
		throw new UsageError(`Expected \`${flag}\` to have no value, got ${quote(attached)}`);
	}

	return attached !== 'false';
}

function verifyIsValue(option: OptionDefinition, next: string | undefined): string {
	if (next === undefined || next.startsWith('--')) {
		const found = next === undefined ? 'nothing' : `the flag ${quote(next)}`;
		throw new UsageError(`Expected \`${flagOf(option.key)}\` to be ${option.kind.expected('')}, got ${found}`);
	}

	return next;
}

function unknownFlag(program: ProgramDefinition, options: readonly OptionDefinition[], flag: string): UsageError {
	const flags = options.map(({key}) => flagOf(key));
	const meant = suggest(flag, flags);
	const hint = meant === undefined ? `\`${program.name} --help\` lists the flags` : `Did you mean ${meant}?`;
	return new UsageError(`Unknown flag \`${safeText(flag, 60)}\`. ${hint}`);
}
