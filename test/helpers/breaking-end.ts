import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

/** What becomes of the wish to let go of a lock, which on Linux is an abstract socket: its path begins with a zero. */
const script = (step: string) => String.raw`
import {Server} from 'node:net';

const {close} = Server.prototype;
Server.prototype.close = function (...words) {
	const address = this.address();
	if (typeof address === 'string' && address.startsWith('\0')) {
		${step}
	}

	return close.apply(this, words);
};
`;

/** The environment of an agent that cannot let go of its name: its end fails as nobody expects, or never comes. Linux only. */
export function breakingEnd(directory: string, how: 'fails' | 'hangs' = 'fails'): {readonly NODE_OPTIONS: string} {
	const file = join(directory, 'breaking-end.mjs');
	writeFileSync(file, script(how === 'fails' ? "throw new Error('the end is broken');" : 'return this;'));
	return {NODE_OPTIONS: `--import=${pathToFileURL(file).href}`};
}
