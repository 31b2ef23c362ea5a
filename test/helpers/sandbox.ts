import {type SpawnOptions, spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test as plainTest} from 'vitest';
import type {AgentStatus} from '../../source/agent/story/agent-status.js';
import {askControl} from '../../source/control/client.js';
import type {AgentJson, EventJson} from '../../source/operator/agent-json.js';
import {isProcessRunning, type Program, waitForFact, watchProgram} from './program.js';

const distribution = join(import.meta.dirname, '../../dist');

export type ProgramName = 'sloth-agent' | 'sloth-master';

/** The script of a built program. */
export function scriptOf(program: ProgramName): string {
	return join(distribution, `${program}.js`);
}

export type StartOptions = {
	readonly environment?: Readonly<Record<string, string>>;
	/** What stands before the program on its command line, such as `ip netns exec NAME`. */
	readonly prefix?: readonly string[];
	readonly stdio?: SpawnOptions['stdio'];
};

/** A command that has ended, and all that it printed. */
export type Finished = {readonly code: number | null; readonly stdout: string; readonly stderr: string};

export type RunningMaster = Program & {
	readonly port: number;
	/** As `--master` takes it. */
	readonly address: string;
};

/** Directories of its own for one test, and every process that it started. */
export type Sandbox = {
	readonly directory: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Where the agents of this sandbox keep their state. */
	readonly stateDirectory: string;
	/** The data directory of its master. */
	readonly dataDirectory: string;
	/** Starts a program in the foreground. */
	readonly start: (program: ProgramName, words: readonly string[], options?: StartOptions) => Program;
	/** Starts any command in the sandbox's environment. */
	readonly startCommand: (command: readonly string[], options?: StartOptions) => Program;
	/** Starts a master, on a free port unless `--port` is among the words, and waits until it listens. */
	readonly startMaster: (words?: readonly string[], options?: StartOptions) => Promise<RunningMaster>;
	/** Runs a command to its end, which has come when nobody holds its output open any more. What it started as a daemon is noted. */
	readonly run: (program: ProgramName, words: readonly string[], options?: StartOptions) => Promise<Finished>;
	/** What an agent of this sandbox tells of itself, by its control socket. */
	readonly status: (name: string) => Promise<AgentStatus>;
	/** Waits until an agent's status is as wanted. */
	readonly waitForStatus: (
		name: string,
		wanted: (status: AgentStatus) => boolean,
		limitMs?: number,
	) => Promise<AgentStatus>;
	/** `list --json`. */
	readonly list: (master: string, options?: StartOptions) => Promise<readonly AgentJson[]>;
	/** `events --json`, oldest first. */
	readonly events: (master: string, options?: StartOptions) => Promise<readonly EventJson[]>;
	/** Done after the processes have ended, the last first. */
	readonly onDispose: (task: () => Promise<void> | void) => void;
	/** Ends every process, removes every file. Fails where a process was left that nobody knew of. */
	readonly dispose: () => Promise<void>;
};

/** How long a command may take to end. */
const commandLimitMs = 40_000;

/** How long a process that nobody ended may take to end by itself. */
const endingLimitMs = 2000;

/** `test` is named where something was left. */
export function openSandbox(test: string): Sandbox {
	const directory = mkdtempSync(join(tmpdir(), 'sloth-programs-'));
	const temporary = join(directory, 'tmp');
	mkdirSync(temporary);
	const environment = {
		PATH: process.env['PATH'],
		HOME: directory,
		TMPDIR: temporary,
		XDG_STATE_HOME: join(directory, 'state'),
		XDG_DATA_HOME: join(directory, 'data'),
	};
	const stateDirectory = join(directory, 'state', 'sloth-agent');
	const dataDirectory = join(directory, 'data', 'sloth-master');
	const programs: Program[] = [];
	const daemons: number[] = [];
	const tasks: Array<() => Promise<void> | void> = [];

	const startCommand: Sandbox['startCommand'] = (command, options = {}) => {
		const {environment: more, prefix = [], stdio = ['ignore', 'pipe', 'pipe']} = options;
		const [file = '', ...words] = [...prefix, ...command];
		const child = spawn(file, words, {cwd: directory, env: {...environment, ...more}, stdio});
		const program = watchProgram(child, words.join(' '));
		programs.push(program);
		return program;
	};

	const start: Sandbox['start'] = (program, words, options) =>
		startCommand([process.execPath, scriptOf(program), ...words], options);

	const run: Sandbox['run'] = (program, words, options) => {
		const {child} = start(program, words, options);
		return new Promise((resolve, reject) => {
			const output = {stdout: '', stderr: ''};
			const timer = setTimeout(() => {
				child.kill('SIGKILL');
				reject(new Error(`${program} ${words.join(' ')} did not end: ${output.stdout}${output.stderr}`));
			}, commandLimitMs);
			child.stdout?.on('data', (chunk: Buffer) => {
				output.stdout += chunk.toString();
			});
			child.stderr?.on('data', (chunk: Buffer) => {
				output.stderr += chunk.toString();
			});
			child.once('close', (code) => {
				clearTimeout(timer);
				const daemon = /started with PID (?<pid>\d+)/u.exec(output.stdout)?.groups?.['pid'];
				if (daemon !== undefined) {
					daemons.push(Number(daemon));
				}

				resolve({code, ...output});
			});
		});
	};

	const query = async <Answer>(words: readonly string[], options?: StartOptions): Promise<Answer> => {
		const {code, stdout, stderr} = await run('sloth-master', words, options);
		if (code !== 0) {
			throw new Error(`sloth-master ${words.join(' ')} ended with code ${code}: ${stderr}`);
		}

		return JSON.parse(stdout);
	};

	const status: Sandbox['status'] = async (name) =>
		(await askControl({directory: stateDirectory, name}, {command: 'status'}, {timeoutMs: 5000})) as AgentStatus;

	return {
		directory,
		environment,
		stateDirectory,
		dataDirectory,
		start,
		startCommand,
		run,
		status,
		async startMaster(words = [], options = {}) {
			const port = words.includes('--port') ? [] : ['--port', '0'];
			const program = start('sloth-master', ['start', ...port, ...words], options);
			const line = await program.waitForLine(/Master listens at /u);
			const {host = '', bound = ''} = /listens at (?<host>\S+):(?<bound>\d+)/u.exec(line)?.groups ?? {};
			return {...program, port: Number(bound), address: `${host}:${bound}`};
		},
		async waitForStatus(name, wanted, limitMs) {
			let last: AgentStatus | undefined;
			try {
				return await waitForFact(
					`the status of ${name}`,
					async () => {
						last = await status(name).catch(() => undefined);
						return last !== undefined && wanted(last) && last;
					},
					{limitMs},
				);
			} catch (error) {
				throw new Error(`${String(error)}, the last was ${JSON.stringify(last)}`);
			}
		},
		list: (master, options) => query(['list', '--json', '--master', master], options),
		events: (master, options) => query(['events', '--json', '--limit', '10000', '--master', master], options),
		onDispose(task) {
			tasks.unshift(task);
		},
		async dispose() {
			await Promise.all(programs.map((program) => program.kill()));
			await Promise.all(daemons.map((pid) => endProcess(pid)));
			// A process that is just ending is none that was left.
			await waitForFact('the end of every process', () => findProcessesOf(directory).length === 0, {
				limitMs: endingLimitMs,
			}).catch(() => undefined);
			const strays = findProcessesOf(directory);
			await Promise.all(strays.map(({pid}) => endProcess(pid)));
			for (const task of tasks) {
				await task();
			}

			rmSync(directory, {recursive: true, force: true, maxRetries: 3});
			if (strays.length > 0) {
				const names = strays.map(({pid, command}) => `${pid} ${command}`).join('; ');
				throw new Error(`"${test}" left processes: ${names}`);
			}
		},
	};
}

async function endProcess(pid: number): Promise<void> {
	try {
		process.kill(pid, 'SIGKILL');
	} catch {
		return;
	}

	await waitForFact(`the end of process ${pid}`, async () => !(await isProcessRunning(pid)));
}

/** Every living process whose environment names a directory. Elsewhere than on Linux: none. */
export function findProcessesOf(directory: string): ReadonlyArray<{readonly pid: number; readonly command: string}> {
	let entries: string[];
	try {
		entries = readdirSync('/proc').filter((entry) => /^\d+$/u.test(entry));
	} catch {
		return [];
	}

	return entries.flatMap((entry) => {
		try {
			return readFileSync(`/proc/${entry}/environ`, 'utf8').includes(directory) && Number(entry) !== process.pid
				? [{pid: Number(entry), command: readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ')}]
				: [];
		} catch {
			// It has just ended, or is another user's.
			return [];
		}
	});
}

/** A test with a sandbox of its own. */
export const test = plainTest.extend<{sandbox: Sandbox}>({
	sandbox: async ({task}, use) => {
		const sandbox = openSandbox(task.name);
		try {
			await use(sandbox);
		} finally {
			await sandbox.dispose();
		}
	},
});
