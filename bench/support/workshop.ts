import {spawn} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as waitFor} from 'node:timers/promises';
import {type Program, watchProgram} from '../../test/helpers/program.js';
import {startTerminalProgram, type TerminalProgram} from './terminal-program.js';

/** Bundles scripts into a folder of the bench's directory, with their libraries or with imports from node_modules. */
export type Bundle = (work: {
	readonly entries: readonly string[];
	readonly into: string;
	readonly withLibraries: boolean;
}) => Promise<unknown>;

export type RunningMaster = Program & {
	/** As `--master` takes it. */
	readonly address: string;
	/** When it said that it listens, from its start. */
	readonly startMs: number;
};

/** What a bench works with: processes that all end with it, and directories that go with it. */
export type Workshop = {
	/** For what the bench builds; below node_modules. */
	readonly directory: string;
	readonly bundle: Bundle;
	/** Prints one line. */
	readonly print: (line: string) => void;
	/** Waits. Fails when the bench is interrupted, or takes longer than its limit. */
	readonly wait: (ms: number) => Promise<void>;
	/** Starts a script with this Node. It talks by IPC where it is told to. */
	readonly start: (script: string, words?: readonly string[], options?: {readonly hasChannel?: boolean}) => Program;
	/** Starts a script with this Node in a pseudo-terminal of that size. */
	readonly startInTerminal: (
		script: string,
		words: readonly string[],
		size: {readonly columns: number; readonly rows: number},
	) => TerminalProgram;
	/** The built program of that name: a copy, so that a new build does not disturb a bench that runs. */
	readonly programScript: (name: 'sloth-agent' | 'sloth-master') => string;
	/** Starts the built master on a data directory of the bench. Port 0: a free one. */
	readonly startMaster: (dataDirectory: string, port?: number) => Promise<RunningMaster>;
	/** A new empty directory on disk. */
	readonly makeDirectory: () => string;
	/** Runs a command of a built program to its end and parses what it prints. */
	readonly query: (name: 'sloth-agent' | 'sloth-master', words: readonly string[]) => Promise<unknown>;
	/** SIGTERM, then SIGKILL. Resolves when it has ended. */
	readonly end: (program: Program | TerminalProgram) => Promise<void>;
	/** Ends every process, removes every directory. */
	readonly close: () => Promise<void>;
};

/** How long a process may take to say that it is ready. Generous: the machine may be busy. */
export const readyLimitMs = 60_000;

/** How long a process may take to end by itself. */
const endLimitMs = 3000;

export function openWorkshop(
	{root, directory, bundle}: {readonly root: string; readonly directory: string; readonly bundle: Bundle},
	signal: AbortSignal,
): Workshop {
	const temporary = mkdtempSync(join(tmpdir(), 'sloth-bench-'));
	const environment = {
		PATH: process.env['PATH'],
		HOME: temporary,
		XDG_STATE_HOME: join(temporary, 'state'),
		XDG_DATA_HOME: join(temporary, 'data'),
	};
	const programs = new Set<Program>();
	const terminalPrograms = new Set<TerminalProgram>();
	let directories = 0;
	cpSync(join(root, 'dist'), join(directory, 'programs'), {recursive: true});

	const programScript: Workshop['programScript'] = (name) => join(directory, 'programs', `${name}.js`);

	const start: Workshop['start'] = (script, words = [], {hasChannel = false} = {}) => {
		signal.throwIfAborted();
		const child = spawn(process.execPath, [script, ...words], {
			cwd: temporary,
			env: environment,
			stdio: ['ignore', 'pipe', 'pipe', ...(hasChannel ? (['ipc'] as const) : [])],
		});
		const program = watchProgram(child, words.join(' '));
		programs.add(program);
		child.once('exit', () => programs.delete(program));
		return program;
	};

	const startInTerminal: Workshop['startInTerminal'] = (script, words, size) => {
		signal.throwIfAborted();
		const program = startTerminalProgram({script, words, directory: temporary, environment, ...size});
		terminalPrograms.add(program);
		program.exit.then(() => terminalPrograms.delete(program));
		return program;
	};

	const end: Workshop['end'] = async (program) => {
		const timer = setTimeout(() => program.signal('SIGKILL'), endLimitMs);
		program.signal('SIGTERM');
		await program.exit;
		clearTimeout(timer);
	};

	return {
		directory,
		bundle,
		print: (line) => console.log(line),
		wait: (ms) => waitFor(ms, undefined, {signal}),
		start,
		startInTerminal,
		programScript,
		async startMaster(dataDirectory, port = 0) {
			const startedAt = performance.now();
			const program = start(programScript('sloth-master'), [
				...['start', '--plain', '--port', String(port), '--data-dir', dataDirectory],
			]);
			const line = await program.waitForLine(/Master listens at/u, {limitMs: readyLimitMs});
			const address = /listens at (?<address>\S+),/u.exec(line)?.groups?.['address'] ?? '';
			return {...program, address, startMs: performance.now() - startedAt};
		},
		makeDirectory() {
			directories++;
			const made = join(temporary, `directory-${directories}`);
			mkdirSync(made);
			return made;
		},
		async query(name, words) {
			const program = start(programScript(name), words);
			const closed = new Promise((resolve) => program.child.once('close', resolve));
			const {code} = await program.exit;
			await closed;
			if (code !== 0) {
				throw new Error(`${name} ${words.join(' ')} ended with code ${code}: ${program.errors()}`);
			}

			return JSON.parse(program.lines.join('\n'));
		},
		end,
		async close() {
			await Promise.all([
				...[...programs].map((program) => program.kill()),
				...[...terminalPrograms].map((program) => {
					program.signal('SIGKILL');
					return program.exit;
				}),
			]);
			rmSync(temporary, {recursive: true, force: true});
		},
	};
}
