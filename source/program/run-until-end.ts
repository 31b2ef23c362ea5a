import {isatty} from 'node:tty';
import {type ControlServer, serveControl} from '../control/server.js';
import {armExit} from '../host/armed-exit.js';
import {ensureDirectory} from '../host/directories.js';
import {AlreadyRunsError, HostError} from '../host/host-error.js';
import {acquireLock} from '../host/lock.js';
import {removePidFile, writePidFile} from '../host/pid-file.js';
import {belongsInLog, describeError, isToldError, withLogFile} from '../host/told-error.js';
import type {Log} from '../observe/log.js';
import {openProgramLog, type ProgramLog} from '../observe/program-log.js';
import type {DaemonChild} from './daemon.js';
import type {OpenProgram, Outcome, ProgramDescription, ProgramTools, ShownProgram} from './program-description.js';
import {onStop, type Signals} from './signals.js';
import {undoing} from './undoing.js';

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
failed first; it is in the log then, unless the program runs already: another process writes that very log.
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
		const hasDirectory = await attempt(() => ensureDirectory(directory), tools.log);
		const lock = await acquireLock(identity);
		if (lock === undefined) {
			throw new AlreadyRunsError(description.alreadyRuns);
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
			await attempt(() => writePidFile(directory), tools.log);
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
async function attempt(task: () => unknown, log: Log): Promise<boolean> {
	try {
		await task();
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
