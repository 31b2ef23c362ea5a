import {type ChildProcess, spawn} from 'node:child_process';
import {closeSync, constants, openSync} from 'node:fs';
import {dirname} from 'node:path';
import {ensureDirectory} from '../host/directories.js';
import {HostError, systemErrorWords} from '../host/host-error.js';

/** What is started as a daemon, and how. */
export type StartDaemonOptions = {
	readonly scriptPath: string;
	readonly arguments: readonly string[];
	/** @default process.env */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	/** Takes what the daemon prints. */
	readonly logFile: string;
	/** How messages call the daemon, such as `Agent web-1`. */
	readonly label: string;
	/** How long the daemon may take to report. It is ended when it takes longer. */
	readonly timeoutMs: number;
};

/** How the start of a daemon ended. */
export type DaemonStart =
	| {readonly ok: true; readonly pid: number; readonly message?: string}
	| {readonly ok: false; readonly message: string; readonly exitCode: number};

/** How a daemon tells its starter. */
type Report =
	| {readonly type: 'started'; readonly message?: string}
	| {readonly type: 'failed'; readonly message: string; readonly exitCode: number};

const childVariable = 'SLOTH_DAEMON_CHILD';
const endGraceMs = 2000;

/**
Starts a script as a daemon: in a session of its own, its output in the log file, in the same working directory.
Resolves when it has reported that it started, or has ended. Nothing then keeps this process alive.
*/
export async function startDaemon(options: StartDaemonOptions): Promise<DaemonStart> {
	let logDescriptor: number;
	try {
		logDescriptor = openLog(options.logFile);
	} catch (error) {
		return {
			ok: false,
			message: error instanceof Error ? error.message : String(error),
			exitCode: error instanceof HostError ? error.exitCode : 1,
		};
	}

	try {
		const child = spawn(process.execPath, [...process.execArgv, options.scriptPath, ...options.arguments], {
			detached: true,
			stdio: ['ignore', logDescriptor, logDescriptor, 'ipc'],
			env: {...(options.environment ?? process.env), [childVariable]: '1'},
		});
		return await waitForReport(child, options);
	} catch (error) {
		return failedToSpawn(options.label, error);
	} finally {
		closeSync(logDescriptor);
	}
}

function openLog(path: string): number {
	try {
		ensureDirectory(dirname(path), 2);
		// Non-blocking: a pipe without a reader is an error, not a wait without an end.
		return openSync(
			path,
			constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0),
			0o600,
		);
	} catch (error) {
		throw error instanceof HostError
			? error
			: new HostError(`The log file ${path} cannot be opened: ${systemErrorWords(error)}`, 2, {cause: error});
	}
}

/** Some errors of spawning are thrown, others are events. */
function failedToSpawn(label: string, error: unknown): DaemonStart {
	return {ok: false, message: `${label} could not be started: ${systemErrorWords(error)}`, exitCode: 1};
}

function waitForReport(child: ChildProcess, {label, logFile, timeoutMs}: StartDaemonOptions): Promise<DaemonStart> {
	return new Promise((resolve) => {
		/** Why there will be no daemon, once that is known. It may still be ending. */
		let failure: DaemonStart | undefined;
		let killTimer: NodeJS.Timeout | undefined;
		const fail = (message: string, exitCode: number) => {
			clearTimeout(timer);
			failure = {ok: false, message, exitCode};
			killTimer = setTimeout(() => {
				child.kill('SIGKILL');
			}, endGraceMs);
		};

		const timer = setTimeout(() => {
			fail(`${label} did not start within ${timeoutMs / 1000} s and was ended. Log: ${logFile}`, 1);
			child.kill('SIGTERM');
		}, timeoutMs);

		const finish = (result: DaemonStart) => {
			clearTimeout(timer);
			clearTimeout(killTimer);
			child.removeAllListeners();
			// A daemon that reports and ends at once: sending to it may still fail.
			child.on('error', () => undefined);
			if (child.connected) {
				child.disconnect();
			}

			child.unref();
			resolve(result);
		};

		child.on('message', (message) => {
			const report = readReport(message);
			if (report === undefined || failure !== undefined) {
				return;
			}

			if (report.type === 'started') {
				finish({ok: true, pid: child.pid ?? 0, message: report.message});
				return;
			}

			// It holds its lock and its port until it has ended: whoever tries again at once must find them free.
			fail(report.message, report.exitCode);
		});
		child.on('error', (error) => {
			if (child.pid === undefined) {
				finish(failedToSpawn(label, error));
			}
		});
		// 'close' and not 'exit': a report that was sent right before the end has then been read.
		child.on('close', (code, signal) => {
			const how = signal === null ? `exit code ${code}` : signal;
			finish(
				failure ?? {ok: false, message: `${label} ended before it had started (${how}). Log: ${logFile}`, exitCode: 1},
			);
		});
	});
}

function readReport(message: unknown): Report | undefined {
	if (typeof message !== 'object' || message === null) {
		return undefined;
	}

	const {type, message: words, exitCode} = message as Partial<Record<string, unknown>>;
	if (type === 'started') {
		return {type, message: typeof words === 'string' ? words : undefined};
	}

	return type === 'failed'
		? {type, message: String(words), exitCode: typeof exitCode === 'number' ? exitCode : 1}
		: undefined;
}

/** The daemon's side of its start. The first report counts; each resolves once it is on its way, or nobody waits for it. */
export type DaemonChild = {
	reportStarted(message?: string): Promise<void>;
	reportFailed(message: string, exitCode: number): Promise<void>;
};

/**
What a process that `startDaemon` started tells its starter by; undefined in any other. To be called once, early: it
removes the mark from the environment, so that what this process starts is not taken for a daemon. The starter may go
at any time; until a report is made the channel keeps nothing alive.
*/
export function daemonChild(): DaemonChild | undefined {
	const isChild = process.env[childVariable] === '1';
	delete process.env[childVariable];
	if (!isChild || process.send === undefined) {
		return undefined;
	}

	let reported: Promise<void> | undefined;
	const report = (content: Report) => {
		reported ??= sendReport(content);
		return reported;
	};
	return {
		reportStarted: (message) => report({type: 'started', message}),
		reportFailed: (message, exitCode) => report({type: 'failed', message, exitCode}),
	};
}

function sendReport(report: Report): Promise<void> {
	return new Promise((resolve) => {
		const finish = () => {
			if (process.connected) {
				process.disconnect?.();
			}

			resolve();
		};
		if (process.send === undefined || !process.connected) {
			finish();
			return;
		}

		// With a callback an error (the starter is gone) comes here and not as an event that would end the process.
		process.send(report, undefined, undefined, finish);
	});
}
