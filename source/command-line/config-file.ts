import {safeText} from '../base/safe-text.js';
import {quote, UsageError} from './usage-error.js';

/** What a config file holds, by key. Throws a `UsageError` where it cannot be read or is no JSON object. */
export function readConfigFile(file: string, readFile: (path: string) => string): ReadonlyMap<string, unknown> {
	const shown = safeText(file);
	let content: unknown;
	try {
		content = JSON.parse(readFile(file).replace(/^\uFEFF/u, ''));
	} catch (error) {
		throw new UsageError(
			error instanceof SyntaxError
				? `Expected the config file ${shown} to be valid JSON: ${safeText(error.message)}`
				: `Cannot read the config file ${shown}: ${whyNot(error)}`,
		);
	}

	if (typeof content !== 'object' || content === null || Array.isArray(content)) {
		throw new UsageError(`Expected the config file ${shown} to hold a JSON object, got ${describe(content)}`);
	}

	return new Map(Object.entries(content));
}

/** A JSON value in an error: objects and arrays by their type only. */
export function describe(value: unknown): string {
	if (Array.isArray(value)) {
		return 'an array';
	}

	if (typeof value === 'object' && value !== null) {
		return 'an object';
	}

	return typeof value === 'string' ? quote(value) : String(value);
}

function whyNot(error: unknown): string {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	const words = new Map([
		['ENOENT', 'it does not exist'],
		['EACCES', 'it may not be read'],
		['EISDIR', 'it is a directory'],
		['ENOTDIR', 'a part of its path is no directory'],
	]);
	const reason = words.get(code);
	// A system error's own message ends in the path again.
	const [message = ''] = (error instanceof Error ? error.message : String(error)).split(', open ');
	return reason === undefined ? safeText(message) : `${reason} (${code})`;
}
