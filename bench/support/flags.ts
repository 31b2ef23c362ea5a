import {parseArgs} from 'node:util';

/** One flag: a positive number, or several with commas between. */
export type Flag = {readonly default: string; readonly description: string};

/** A wrong word on the command line: told in one line, exit code 2. */
export class FlagError extends Error {
	override readonly name = 'FlagError';
}

/** What was given for each flag, as numbers. Throws a `FlagError`. */
export function readFlags<Key extends string>(
	flags: Readonly<Record<Key, Flag>>,
	words: readonly string[],
): Readonly<Record<Key, readonly number[]>> {
	let given: Readonly<Record<string, unknown>>;
	try {
		const options = Object.fromEntries(Object.keys(flags).map((key) => [key, {type: 'string' as const}]));
		given = parseArgs({args: [...words], options, strict: true, allowPositionals: false}).values;
	} catch (error) {
		throw new FlagError(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
	}

	const entries = Object.entries<Flag>(flags).map(([key, flag]) => {
		const text = String(given[key] ?? flag.default);
		const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
		if (numbers.length === 0 || !numbers.every((number) => Number.isFinite(number) && number > 0)) {
			throw new FlagError(`Expected --${key} to be a number above 0, or several with commas between, got "${text}"`);
		}

		const isSeveral = flag.default.includes(',');
		if (!isSeveral && numbers.length > 1) {
			throw new FlagError(`Expected --${key} to be one number, got "${text}"`);
		}

		return [key, numbers];
	});
	return Object.fromEntries(entries) as Record<Key, readonly number[]>;
}

/** The one number of a flag. */
export function one(numbers: readonly number[]): number {
	return numbers[0] ?? Number.NaN;
}

export function describeFlags(flags: Readonly<Record<string, Flag>>): readonly string[] {
	return Object.entries(flags).map(
		([key, flag]) => `    --${key.padEnd(13)} ${flag.description} (default ${flag.default})`,
	);
}
