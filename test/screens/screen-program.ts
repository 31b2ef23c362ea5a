import {Buffer} from 'node:buffer';
import {type IPty, spawn} from '@lydell/node-pty';
import {expect} from 'vitest';
import type {ScreenSize} from '../../source/terminal/rows/row.js';
import {isProcessRunning, waitForFact} from '../helpers/program.js';
import {type ProgramName, type Sandbox, test as sandboxTest, scriptOf} from '../helpers/sandbox.js';
import {Emulator} from '../terminal/emulator.js';

export const enterAlternate = '\u001B[?1049h';
export const leaveAlternate = '\u001B[?1049l';
export const eraseScreen = '\u001B[2J';
export const eraseScrollback = '\u001B[3J';

export type TerminalOptions = {
	/** @default 80 */
	readonly columns?: number;
	/** @default 24 */
	readonly rows?: number;
	readonly environment?: Readonly<Record<string, string>>;
};

/** A signal other than 0 is one that ended it. */
export type TerminalExit = {readonly exitCode: number; readonly signal?: number | undefined};

/** A command in a pseudo-terminal, and what a person sees of it. */
export class TerminalProgram {
	/** Every byte that was read from it. */
	written = '';
	readonly pid: number;
	readonly #pty: IPty;
	readonly #emulator: Emulator;
	#exit: TerminalExit | undefined;

	constructor(
		[file = '', ...words]: readonly string[],
		{directory, environment, columns = 80, rows = 24}: TerminalOptions & {readonly directory: string},
	) {
		this.#emulator = new Emulator({columns, rows});
		this.#pty = spawn(file, words, {cols: columns, rows, cwd: directory, env: {...environment}});
		this.pid = this.#pty.pid;
		this.#pty.onData((text) => {
			this.written += text;
			void this.#emulator.write(text);
		});
		this.#pty.onExit((exit) => {
			this.#exit = exit;
		});
	}

	get screenType(): 'normal' | 'alternate' {
		return this.#emulator.screenType;
	}

	/** The rows that the terminal shows, without blanks at their ends. */
	get lines(): readonly string[] {
		return this.#emulator.lines().map((line) => line.trimEnd());
	}

	get text(): string {
		return this.lines.join('\n');
	}

	press(keys: string): void {
		this.#pty.write(keys);
	}

	paste(text: string): void {
		this.#pty.write(`\u001B[200~${text}\u001B[201~`);
	}

	resize(columns: number, rows: number): void {
		this.#emulator.resize({columns, rows});
		this.#pty.resize(columns, rows);
	}

	/** Reads no more: once its buffer is full the terminal stands still. */
	stall(): void {
		this.#pty.pause();
	}

	readOn(): void {
		this.#pty.resume();
	}

	/** Closes the terminal, as a window that is closed. */
	hangUp(): void {
		(this.#pty as IPty & {destroy(): void}).destroy();
	}

	/** Waits until a fact of the terminal holds. */
	async waitFor(fact: string, holds: (text: string) => boolean): Promise<void> {
		await waitForFact(fact, () => holds(this.text)).catch((error: unknown) => {
			const end = this.#exit === undefined ? '' : ` It ended with ${JSON.stringify(this.#exit)}.`;
			throw new Error(`${String(error)}.${end} The terminal shows:\n${this.text}`);
		});
	}

	/** Waits until the terminal shows each of these. */
	shows(...wanted: ReadonlyArray<string | RegExp>): Promise<void> {
		return this.waitFor(`it shows ${wanted.join(' and ')}`, (text) => wanted.every((part) => contains(text, part)));
	}

	async waitForExit(): Promise<TerminalExit> {
		const exit = await waitForFact(`the exit of process ${this.pid}`, () => this.#exit);
		await this.#emulator.write('');
		return exit;
	}

	/** Waits until the process is gone, whatever became of its terminal. Tells how long that took. */
	async waitForEnd(): Promise<number> {
		const startedAt = performance.now();
		await waitForFact(`the end of process ${this.pid}`, async () => !(await isProcessRunning(this.pid)));
		return performance.now() - startedAt;
	}

	async close(): Promise<void> {
		if (await isProcessRunning(this.pid)) {
			process.kill(this.pid, 'SIGKILL');
			await this.waitForEnd();
		}

		this.#emulator.dispose();
	}
}

function contains(text: string, part: string | RegExp): boolean {
	return typeof part === 'string' ? text.includes(part) : part.test(text);
}

/** How often a text stands in another. */
export function countOf(text: string, part: string): number {
	return text.split(part).length - 1;
}

/**
The bytes a second that a screen writes while the clock in its first line goes on for so many seconds: while it lives, and
nothing else need happen.
*/
export async function bytesASecond(program: TerminalProgram, seconds: number): Promise<number> {
	const clock = () => /\d\d:\d\d:\d\d/u.exec(program.lines[0] ?? '')?.[0];
	const seen = new Set([clock()]);
	const ticks = (count: number) =>
		waitForFact(`the clock of the screen goes on for ${count} s`, () => seen.add(clock()).size > count);
	await ticks(1);
	const [bytes, startedAt] = [Buffer.byteLength(program.written), performance.now()];
	await ticks(1 + seconds);
	return ((Buffer.byteLength(program.written) - bytes) * 1000) / (performance.now() - startedAt);
}

/** The screen was erased when it was entered, is erased by ctrl-l and by a resize, which is done here, and else never; the scrollback never. */
export async function expectErasures(program: TerminalProgram, resized: ScreenSize): Promise<void> {
	expect(countOf(program.written, eraseScreen)).toBe(1);
	program.press('\u000C');
	await waitForFact('ctrl-l erases', () => countOf(program.written, eraseScreen) === 2);
	program.resize(resized.columns, resized.rows);
	await waitForFact('a resize erases', () => countOf(program.written, eraseScreen) === 3);
	expect(program.written).not.toContain(eraseScrollback);
}

/** Terminals of one test, in its sandbox. */
export type Terminals = {
	/** Any command, in a terminal of its own. */
	readonly open: (command: readonly string[], options?: TerminalOptions) => TerminalProgram;
	/** A built program. */
	readonly start: (program: ProgramName, words: readonly string[], options?: TerminalOptions) => TerminalProgram;
	/** The screen of an agent named web-1. */
	readonly startAgent: (words: readonly string[], options?: TerminalOptions) => TerminalProgram;
};

function openTerminals({directory, environment: own}: Sandbox): Terminals & {readonly close: () => Promise<void>} {
	const programs: TerminalProgram[] = [];
	const open: Terminals['open'] = (command, options = {}) => {
		const environment = {...own, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...options.environment};
		const known = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
		const program = new TerminalProgram(command, {...options, directory, environment: Object.fromEntries(known)});
		programs.push(program);
		return program;
	};

	const start: Terminals['start'] = (program, words, options) =>
		open([process.execPath, scriptOf(program), ...words], options);
	return {
		open,
		start,
		startAgent: (words, options) => start('sloth-agent', ['start', '--name', 'web-1', ...words], options),
		async close() {
			await Promise.all(programs.map((program) => program.close()));
		},
	};
}

/** A test with a sandbox and terminals of its own. */
export const test = sandboxTest.extend<{terminals: Terminals}>({
	terminals: async ({sandbox}, use) => {
		const terminals = openTerminals(sandbox);
		try {
			await use(terminals);
		} finally {
			await terminals.close();
		}
	},
});
