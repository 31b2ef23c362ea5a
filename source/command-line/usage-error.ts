import {safeText} from '../base/safe-text.js';

/** A wrong flag, value or config file. The message is one line that names it, what was given and what was expected. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
	/** What a program exits with after it has printed the message. */
	readonly exitCode = 2;
}

/** A value as a person gave it: quoted, on one line, bounded. */
export function quote(text: string): string {
	return safeText(JSON.stringify(text), 120);
}
