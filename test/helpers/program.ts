import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {setTimeout as wait} from 'node:timers/promises';

/** How a process ended. */
export type Exit = {readonly code: number | null; readonly signal: NodeJS.Signals | null};

/** A program that runs, line by line. */
export type Program = {
	readonly pid: number;
	readonly child: ChildProcess;
	/** What it has printed on its standard output. */
	readonly lines: readonly string[];
	/** What it has printed on its standard error. */
	readonly errors: () => string;
	/** The first line that matches, from the index `from` on: one that was printed already, or the next. Fails after `limitMs`. */
	readonly waitForLine: (
		pattern: RegExp,
		options?: {readonly from?: number; readonly limitMs?: number},
	) => Promise<string>;
	readonly signal: (name: NodeJS.Signals) => void;
	/** Resolves when it has ended. */
	readonly exit: Promise<Exit>;
	/** SIGKILL, and waits for the end. */
	readonly kill: () => Promise<void>;
};

/** How long a test waits for a fact unless it says otherwise. Generous: the machine may be busy. */
export const factLimitMs = 15_000;

/** Watches the output of a process. Streams that the process was not given stay empty. */
export function watchProgram(child: ChildProcess, label: string): Program {
	const lines: string[] = [];
	let errors = '';
	let isOver = false;
	const watchers = new Set<() => void>();
	const notify = () => {
		for (const watcher of [...watchers]) {
			watcher();
		}
	};

	if (child.stdout !== null) {
		createInterface({input: child.stdout}).on('line', (line) => {
			lines.push(line);
			notify();
		});
	}

	child.stderr?.on('data', (chunk: Buffer) => {
		errors += chunk.toString();
	});
	const exit = once(child, 'exit').then(([code, signal]): Exit => ({code, signal}));
	child.once('close', () => {
		isOver = true;
		notify();
	});

	const waitForLine: Program['waitForLine'] = (pattern, {from = 0, limitMs = factLimitMs} = {}) =>
		new Promise((resolve, reject) => {
			const finish = () => {
				clearTimeout(timer);
				watchers.delete(check);
			};

			const fail = (why: string) => {
				finish();
				reject(
					new Error(
						`${label} ${why} a line that matches ${pattern}. Its last lines:\n${[...lines.slice(-12), errors].join('\n')}`,
					),
				);
			};

			const check = () => {
				const found = lines.slice(from).find((line) => pattern.test(line));
				if (found !== undefined) {
					finish();
					resolve(found);
				} else if (isOver) {
					fail('ended without');
				}
			};

			const timer = setTimeout(() => fail(`did not print within ${limitMs} ms`), limitMs);
			watchers.add(check);
			check();
		});

	return {
		pid: child.pid ?? 0,
		child,
		lines,
		errors: () => errors,
		waitForLine,
		signal: (name) => child.kill(name),
		exit,
		async kill() {
			if (child.exitCode === null && child.signalCode === null) {
				child.kill('SIGKILL');
				await exit;
			}
		},
	};
}

/** Waits until a fact holds and resolves with it. Fails with the fact's name after `limitMs`. Undefined and false do not hold. */
export async function waitForFact<Fact>(
	name: string,
	read: () => Promise<Fact | undefined | false> | Fact | undefined | false,
	{limitMs = factLimitMs, pauseMs = 20}: {readonly limitMs?: number; readonly pauseMs?: number} = {},
): Promise<Fact> {
	const deadline = performance.now() + limitMs;
	for (;;) {
		const fact = await read();
		if (fact !== undefined && fact !== false) {
			return fact;
		}

		if (performance.now() > deadline) {
			throw new Error(`Waited ${limitMs} ms in vain: ${name}`);
		}

		await wait(pauseMs);
	}
}

/** True while a process of that id runs: a zombie does not. */
export async function isProcessRunning(pid: number): Promise<boolean> {
	const {readFile} = await import('node:fs/promises');
	try {
		process.kill(pid, 0);
		const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
		return stat === undefined || !/\) [ZX] /u.test(stat);
	} catch {
		return false;
	}
}
