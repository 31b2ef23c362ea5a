import {isatty} from 'node:tty';
import type {ControlTarget} from '../control/path.js';
import {type ControlHandler, type ControlServer, serveControl} from '../control/server.js';
import {armExit} from '../host/armed-exit.js';
import {ensureDirectory} from '../host/directories.js';
import {HostError} from '../host/host-error.js';
import {acquireLock} from '../host/lock.js';
import {removePidFile, writePidFile} from '../host/pid-file.js';
import {belongsInLog, describeError, isToldError, withLogFile} from '../host/told-error.js';
import type {Log} from '../observe/log.js';
import type {LogFormat, LogLevel} from '../observe/log-level.js';
import {openProgramLog, type ProgramLog} from '../observe/program-log.js';
import type {DaemonChild} from './daemon.js';
import {onStop, type Signals} from './signals.js';
import {undoing} from './undoing.js';

/** A program that runs until it is told to stop, as it describes itself. */
export type ProgramDescription = {
	/** Its command, such as `sloth-agent`. */
	readonly program: string;
	/** How messages call it, such as `Agent web-1`. */
	readonly label: string;
	/** Its own directory, with its pid file. It is made where it is missing, and done without where it cannot be. */
	readonly directory: string;
	/** Its name on this machine: what its lock and its control socket go by. */
	readonly identity: ControlTarget;
	/** What is said where another process has that name. The exit code is 4 then. */
	readonly alreadyRuns: string;
	readonly log: {
		/** Undefined: the standard output, or `logFile` where that is not free. */
		readonly file: string | undefined;
		readonly format: LogFormat;
		readonly level: LogLevel;
	};
	/** Where the log goes as a daemon and under a screen. Undefined: nowhere, and SIGHUP ends the program. */
	readonly logFile: string | undefined;
	/** Under a screen, and not with plain lines. A daemon has none. */
	readonly isShown: boolean;
	/** From being told to stop to the end of the process, in milliseconds, however its parts take it. */
	readonly exitLimitMs: number;
	/**
	Opens all that it runs with, while nobody else runs under its name. Undefined where it was told to stop meanwhile.
	Called again, after `close`, where the terminal could not be opened.
	*/
	readonly open: (tools: ProgramTools) => Promise<OpenProgram | undefined>;
};

/** What a program is given to run with. */
export type ProgramTools = {
	readonly log: Log;
	/** Undefined where the log is the standard output alone, or nowhere. */
	readonly logFile: string | undefined;
	/** Writes a line that is none of the log to the standard output, in order with those that are. */
	readonly print: (line: string) => void;
	/** Aborted, with who asked for it as the reason, once the program is to stop. */
	readonly signal: AbortSignal;
	/** Makes the program stop. `by` is told in the log. */
	readonly stop: (by: string) => void;
};

/** A program with all that it runs with. */
export type OpenProgram = {
	/** What it answers at its control socket, beside `stop`. */
	readonly handlers: Readonly<Record<string, ControlHandler>>;
	/** What SIGUSR1 does. @default nothing */
	readonly retry?: () => void;
	/** Brings its screen up. Throws a `HostError` where the terminal cannot be opened. */
	readonly show: () => Promise<ShownProgram>;
	/**
	Tells its first lines, does its work, and resolves once `signal` is aborted or it ends by itself. `started` tells
	whoever started it as a daemon that it has, and what there is to say; later calls do nothing.
	*/
	readonly run: (started: (message?: string) => void) => Promise<Outcome>;
	/** Closes everything. Called once, also where it has not run. */
	readonly close: () => Promise<void>;
};

/** How a program ended. */
export type Outcome = {
	readonly exitCode: number;
	/** What a daemon tells that had not started yet. @default that it was stopped */
	readonly message?: string;
	/** What stays on the terminal, once the screen is left. */
	readonly lines?: readonly string[];
};

/** A program whose screen is up. */
export type ShownProgram = {
	/** Resolves with what failed in the screen; else stays pending. */
	readonly whenFailed: Promise<Error>;
	/** Gives the terminal back, and leaves there why the screen failed, the lines, and what the screen says of itself. */
	readonly leave: (lines: readonly string[], failure: Error | undefined) => Promise<void>;
};

/** What is known of a run: where it writes, who started it. */
type Run = {
	readonly description: ProgramDescription;
	readonly signals: Signals;
	readonly daemon: DaemonChild | undefined;
	readonly tools: ProgramTools;
};

type End = Outcome & {readonly failure?: Error};

/**
Runs a program until its end: under its screen, with plain lines, or as a daemon. Returns its exit code: 0 where it was told to
stop, 1 where its screen failed, else its own. Where the terminal cannot be opened it is opened again, with plain lines.

One after the other: the log, the directory, the lock, what the program opens, the control socket, the screen, the pid file.
They go the other way round, each also where another fails; but the screen is left right before the log is closed, so that
it shows the end. The directory, the control socket and the pid file are done without where they cannot be made. Throws what
failed first; it is in the log then, but for what has an exit code of 4: another process writes that very log.
*/
export async function runUntilEnd(
	description: ProgramDescription,
	signals: Signals,
	daemon: DaemonChild | undefined,
): Promise<number> {
	const end = await runLogged(description, signals, daemon);
	return end === 'no terminal' ? runUntilEnd({...description, isShown: false}, signals, daemon) : end;
}

async function runLogged(
	description: ProgramDescription,
	signals: Signals,
	daemon: DaemonChild | undefined,
): Promise<number | 'no terminal'> {
	const {label, isShown} = description;
	const isDaemon = daemon !== undefined;
	const logFile = description.log.file ?? (isDaemon || isShown ? description.logFile : undefined);
	const programLog = openProgramLog({...description.log, file: logFile, toOutput: !isDaemon && !isShown});
	const {log, print} = programLog;
	const stop = (by: string) => signals.stop.abort(by);
	try {
		takeHangUp(description, signals, isDaemon, programLog);
		const tools = {log, logFile, print, signal: signals.stop.signal, stop};
		const end = await runHolding({description, signals, daemon, tools});
		if (end === 'no terminal') {
			return end;
		}

		const {exitCode, message = `${label} was stopped before it had started`} = end;
		await daemon?.reportFailed(message, exitCode === 0 ? 1 : exitCode);
		return exitCode;
	} catch (error) {
		// It is told on stderr as well, without its trace: where the log is the standard output, a plain message once is enough.
		if (belongsInLog(error) && (logFile !== undefined || !isToldError(error))) {
			log.error(describeError(error));
		}

		throw logFile === undefined ? error : withLogFile(error, logFile);
	} finally {
		log.close();
	}
}

/** Where a program writes to a terminal its end is the program's; elsewhere SIGHUP means that the log was rotated. */
function takeHangUp(
	{isShown, logFile}: ProgramDescription,
	signals: Signals,
	isDaemon: boolean,
	{reopen, onGone}: ProgramLog,
): void {
	if (isShown) {
		return;
	}

	if (!isDaemon && isatty(1)) {
		onGone(() => signals.stop.abort('the terminal is gone'));
	} else if (logFile !== undefined) {
		signals.onHangUp = reopen;
	}
}

/** Runs it while it has its name on this machine. */
async function runHolding(run: Run): Promise<End | 'no terminal'> {
	const {description, daemon, tools} = run;
	const {directory, identity} = description;
	let shown: ShownProgram | undefined;
	let end: End | undefined;
	return undoing(async (later) => {
		later(async () => {
			const {lines = [], failure} = end ?? {};
			await shown?.leave(lines, failure);
		});
		const hasDirectory = attempt(() => ensureDirectory(directory), tools.log);
		const lock = await acquireLock(identity);
		if (lock === undefined) {
			throw new HostError(description.alreadyRuns, 4);
		}

		later(lock.release);
		const opened = await description.open(tools);
		if (opened === undefined) {
			return {exitCode: 0};
		}

		later(opened.close);
		const control = await openControl(run, opened);
		later(() => closeControl(control, tools.log));
		takeEnd(run, opened);
		if (description.isShown) {
			shown = await show(opened, tools.log);
			if (shown === undefined) {
				return 'no terminal';
			}
		}

		if (daemon !== undefined && hasDirectory) {
			attempt(() => writePidFile(directory), tools.log);
			later(() => removePidFile(directory));
		}

		end = await runOpened(run, opened, shown);
		return end;
	});
}

/** Undefined where this machine does not let it: then the program is not to be asked, but runs as well. */
async function openControl(
	{description: {program, identity}, tools}: Run,
	{handlers}: OpenProgram,
): Promise<ControlServer | undefined> {
	try {
		return await serveControl({
			...identity,
			handlers: {
				...handlers,
				stop() {
					// Whoever asks is answered first.
					setImmediate(tools.stop, `${program} stop`);
					return {pid: process.pid};
				},
			},
		});
	} catch (error) {
		tools.log.warn(describeError(error));
		return undefined;
	}
}

async function closeControl(control: ControlServer | undefined, log: Log): Promise<void> {
	try {
		await control?.close();
	} catch (error) {
		log.warn(`The control socket cannot be removed: ${error instanceof Error ? error.message : String(error)}`);
	}
}

/** Its own work at the end is bounded; a thread of the system that does not return is not. */
function takeEnd({description, signals}: Run, {retry = () => {}}: OpenProgram): void {
	onStop(signals, () => armExit(0, description.exitLimitMs));
	signals.onUser = retry;
}

/** Undefined where there is no terminal to be opened. */
async function show(opened: OpenProgram, log: Log): Promise<ShownProgram | undefined> {
	try {
		return await opened.show();
	} catch (error) {
		if (!(error instanceof HostError)) {
			throw error;
		}

		log.warn(error.message);
		return undefined;
	}
}

/** Does what a program can do without, as a pid file, which is for people and service managers. False where it fails: that is told. */
function attempt(task: () => void, log: Log): boolean {
	try {
		task();
		return true;
	} catch (error) {
		log.warn(describeError(error));
		return false;
	}
}

async function runOpened(
	{description: {exitLimitMs}, daemon, tools: {log, stop}}: Run,
	opened: OpenProgram,
	shown: ShownProgram | undefined,
): Promise<End> {
	const running = opened.run((message) => void daemon?.reportStarted(message));
	try {
		const end = await (shown === undefined ? running : Promise.race([running, shown.whenFailed]));
		if (!(end instanceof Error)) {
			armExit(end.exitCode, exitLimitMs);
			return end;
		}

		log.error(`The screen failed: ${end.stack ?? end.message}`);
		// Armed before the one of `stop`, which comes at the same moment with another code.
		armExit(1, exitLimitMs);
		stop('the screen failed');
		await running;
		return {exitCode: 1, failure: end};
	} catch (error) {
		armExit(1, exitLimitMs);
		throw error;
	}
}
