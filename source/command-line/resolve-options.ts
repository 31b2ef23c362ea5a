import {safeText} from '../base/safe-text.js';
import {describe, readConfigFile} from './config-file.js';
import {environmentNameOf, flagOf, type OptionDefinition} from './option-table.js';
import {suggest} from './suggest.js';
import {quote, UsageError} from './usage-error.js';
import type {ValueKind} from './values.js';

/** Where a value was given, and its text there. */
export type Given = {
	/** The flag, the variable, or the key with its file, as an error names it. */
	readonly where: string;
	readonly text: string;
	/** The value as an error shows it. @default the text in quotes */
	readonly shown?: string;
};

/** A command's options, read and checked one by one. */
export type ResolvedOptions = {
	readonly values: Readonly<Record<string, unknown>>;
	/** The keys that were given: what is not in here is a default. */
	readonly given: ReadonlyMap<string, Given>;
};

/**
Reads a command's options: flags over environment over config file over defaults. Every value that was given is checked, also
one that another overrides.
*/
export function resolveOptions(
	options: readonly OptionDefinition[],
	sources: {
		readonly flags: ReadonlyMap<string, string>;
		readonly environment: Readonly<Record<string, string | undefined>>;
		readonly readFile: (path: string) => string;
		readonly workingDirectory: string | undefined;
	},
): ResolvedOptions {
	const values: Record<string, unknown> = {};
	const given = new Map<string, Given>();
	const take = (option: OptionDefinition, source: Given) => {
		values[option.key] = readValue(option.kind, source, sources.workingDirectory);
		given.set(option.key, source);
	};

	for (const option of options) {
		values[option.key] = option.default === undefined ? undefined : option.kind.read(option.default);
	}

	const takeFlagsAndEnvironment = (taken: readonly OptionDefinition[]) => {
		for (const option of taken) {
			const variable = environmentNameOf(option.key);
			const environmentText = sources.environment[variable];
			if (environmentText !== undefined) {
				take(option, {where: `\`${variable}\``, text: environmentText});
			}

			const flagText = sources.flags.get(option.key);
			if (flagText !== undefined) {
				take(option, {where: `\`${flagOf(option.key)}\``, text: flagText});
			}
		}
	};

	takeFlagsAndEnvironment(options.filter((option) => option.key === 'config'));
	const file = values['config'];
	if (typeof file === 'string') {
		const content = readConfigFile(file, sources.readFile);
		for (const [option, source] of matchKeys(options, file, content)) {
			take(option, source);
		}
	}

	takeFlagsAndEnvironment(options.filter((option) => option.key !== 'config'));
	return {values, given};
}

/** Reads one text. Throws a `UsageError` that says where it stands and what was expected. */
export function readValue<Value>(kind: ValueKind<Value>, given: Given, workingDirectory?: string): Value {
	const {where, text, shown = quote(text)} = given;
	const value = kind.read(text, workingDirectory);
	if (value === undefined) {
		throw new UsageError(`Expected ${where} to be ${kind.expected(text)}, got ${shown}`);
	}

	return value;
}

function matchKeys(
	options: readonly OptionDefinition[],
	file: string,
	content: ReadonlyMap<string, unknown>,
): readonly (readonly [OptionDefinition, Given])[] {
	const shown = safeText(file);
	const known = options.filter((option) => option.key !== 'config');
	return [...content].map(([key, value]) => {
		const option = known.find((candidate) => candidate.key === key);
		if (option === undefined) {
			const meant = suggest(
				key,
				known.map((candidate) => candidate.key),
			);
			const hint = meant === undefined ? '' : `. Did you mean ${meant}?`;
			throw new UsageError(`Unknown key \`${safeText(key, 60)}\` in ${shown}${hint}`);
		}

		const where = `\`${key}\` in ${shown}`;
		const {json, expected} = option.kind;
		if (typeof value !== json) {
			const words = json === 'boolean' ? 'true or false' : `a JSON ${json}: ${expected('')}`;
			throw new UsageError(`Expected ${where} to be ${words}, got ${describe(value)}`);
		}

		return [option, {where, text: String(value), shown: describe(value)}];
	});
}
