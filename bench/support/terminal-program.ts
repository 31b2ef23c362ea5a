import {createRequire} from 'node:module';

/** A program in a pseudo-terminal of its own. What it writes is read at once and not interpreted. */
export type TerminalProgram = {
	readonly pid: number;
	/** What was written last, or what comes next, that matches. Fails after `limitMs`, and where the program ends. */
	readonly waitForOutput: (pattern: RegExp, limitMs: number) => Promise<RegExpExecArray>;
	/** So many bytes were written until now. */
	readonly writtenBytes: () => number;
	readonly signal: (name: NodeJS.Signals) => void;
	/** Resolves when it has ended. */
	readonly exit: Promise<unknown>;
};

/** More than any frame. */
const keptCharacters = 200_000;

export function startTerminalProgram({
	script,
	words,
	directory,
	environment,
	columns,
	rows,
}: {
	readonly script: string;
	readonly words: readonly string[];
	/** Where it runs. */
	readonly directory: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly columns: number;
	readonly rows: number;
}): TerminalProgram {
	// It finds its binary beside itself, so that it cannot be bundled.
	const {spawn}: typeof import('@lydell/node-pty') = createRequire(import.meta.url)('@lydell/node-pty');
	const terminal = spawn(process.execPath, [script, ...words], {
		cwd: directory,
		env: {...environment, TERM: 'xterm-256color', LANG: 'C.UTF-8'},
		cols: columns,
		rows,
	});
	let text = '';
	let bytes = 0;
	let hasEnded = false;
	const watchers = new Set<() => void>();
	const notify = () => {
		for (const watcher of [...watchers]) {
			watcher();
		}
	};

	terminal.onData((chunk) => {
		bytes += Buffer.byteLength(chunk);
		text = (text + chunk).slice(-keptCharacters);
		notify();
	});
	const exit = new Promise((resolve) => {
		terminal.onExit((end) => {
			hasEnded = true;
			notify();
			resolve(end);
		});
	});

	return {
		pid: terminal.pid,
		exit,
		writtenBytes: () => bytes,
		signal(name) {
			if (!hasEnded) {
				process.kill(terminal.pid, name);
			}
		},
		waitForOutput: (pattern, limitMs) =>
			new Promise((resolve, reject) => {
				const finish = () => {
					clearTimeout(timer);
					watchers.delete(check);
				};

				const fail = (why: string) => {
					finish();
					reject(new Error(`${words.join(' ')} ${why} what matches ${pattern}. It wrote:\n${text.slice(-2000)}`));
				};

				const check = () => {
					const match = pattern.exec(text);
					if (match !== null) {
						finish();
						resolve(match);
					} else if (hasEnded) {
						fail('ended without');
					}
				};

				const timer = setTimeout(() => fail(`did not write within ${limitMs} ms`), limitMs);
				watchers.add(check);
				check();
			}),
	};
}
