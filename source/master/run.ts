import {isatty} from 'node:tty';
import {formatAddress, isLoopbackHost} from '../base/address.js';
import {assertNever} from '../base/assert-never.js';
import {serveControl} from '../control/server.js';
import {armExit} from '../host/armed-exit.js';
import {ensureDirectory} from '../host/directories.js';
import {HostError, systemErrorCode} from '../host/host-error.js';
import {acquireLock, type Lock} from '../host/lock.js';
import {removePidFile, writePidFile} from '../host/pid-file.js';
import type {Log} from '../observe/log.js';
import {openProgramLog, type ProgramLog} from '../observe/program-log.js';
import type {DaemonChild} from '../program/daemon.js';
import {belongsInLog, describeError, isToldError, withLogFile} from '../program/run-program.js';
import {type Signals, whenStopped} from '../program/signals.js';
import {trust} from '../protocol/trust.js';
import {isOnScreen} from '../terminal/on-screen.js';
import {controlName, masterLogFile} from './files.js';
import {type Master, openMaster} from './master.js';
import type {MasterOptions} from './master-options.js';
import {type MasterScreen, showMaster} from './on-screen.js';
import {StoreError, type StoreProblem} from './store/port.js';
import {openSqliteStore} from './store/sqlite/sqlite-store.js';

/** The agents are told, and the store closes within this, or the process ends all the same. */
const exitLimitMs = 1900;

const exitCodes = {
	'in-use': 4,
	'read-only': 2,
	full: 1,
	corrupt: 1,
	newer: 1,
	gone: 1,
	'faulty-record': 1,
	failed: 1,
} as const satisfies Record<StoreProblem, number>;

/**
Runs a master until it is stopped: under its screen, with plain lines, or as a daemon. Returns the exit code. Where the
terminal cannot be opened there are plain lines.
*/
export async function runMaster(
	options: MasterOptions,
	signals: Signals,
	daemon: DaemonChild | undefined,
): Promise<number> {
	const shows = daemon === undefined && isOnScreen(options.display) ? 'screen' : 'lines';
	const end = await runShowing(shows, options, signals, daemon);
	return end === 'no screen' ? ((await runShowing('lines', options, signals, daemon)) as number) : end;
}

/** What a master runs with, from its lock to its end. */
export type Run = {
	readonly shows: 'screen' | 'lines';
	readonly options: MasterOptions;
	readonly daemon: DaemonChild | undefined;
	readonly log: Log;
	/** Undefined where the log is the standard output alone. */
	readonly file: string | undefined;
	/** Resolves with who or what ends the master from outside. */
	readonly stopped: Promise<string>;
};

/** Why a master ends. */
type End =
	| {readonly type: 'asked'; readonly by: string; readonly screen: MasterScreen | undefined}
	| {readonly type: 'screen-failed'; readonly error: Error; readonly screen: MasterScreen}
	| {readonly type: 'not-shown'; readonly error: Error; readonly screen: undefined};

async function runShowing(
	shows: Run['shows'],
	options: MasterOptions,
	signals: Signals,
	daemon: DaemonChild | undefined,
): Promise<number | 'no screen'> {
	const {dataDirectory} = options;
	const isDaemon = daemon !== undefined;
	ensureDirectory(dataDirectory, 2);
	// While the screen is up nothing else may write to the terminal.
	const file = isDaemon || shows === 'screen' ? masterLogFile(options) : options.log.file;
	const programLog = openProgramLog({...options.log, file, toOutput: !isDaemon && shows === 'lines'});
	const {log} = programLog;
	let lock: Lock | undefined;
	try {
		const stopped = whenEnded(signals, isDaemon, programLog);
		lock = await acquireLock({directory: dataDirectory, name: controlName});
		if (lock === undefined) {
			throw new HostError(`Another master runs on ${dataDirectory}. Name another directory with --data-dir.`, 4);
		}

		const run = {shows, options, daemon, log, file, stopped};
		return await runUntilEnd(run, await open(run));
	} catch (error) {
		// What is already there writes this very log: whoever started this one is told.
		// It is told on stderr as well, without its trace: where the log is the standard output, a plain message once is enough.
		if (belongsInLog(error) && (file !== undefined || !isToldError(error))) {
			log.error(describeError(error));
		}

		throw file === undefined ? error : withLogFile(error, file);
	} finally {
		if (isDaemon) {
			removePidFile(dataDirectory);
		}

		await lock?.release();
		log.close();
	}
}

/** Resolves with who ends the master from outside. */
function whenEnded(signals: Signals, isDaemon: boolean, {reopen, onGone}: ProgramLog): Promise<string> {
	if (!isDaemon && isatty(1)) {
		onGone(() => signals.stop.abort('the terminal is gone'));
	} else {
		signals.onHangUp = reopen;
	}

	return whenStopped(signals);
}

/** Serves a master that is open until its end, and closes it, whatever happens in between. Returns the exit code. */
export async function runUntilEnd(run: Run, master: Master): Promise<number | 'no screen'> {
	const {log} = run;
	let end: End | undefined;
	try {
		end = await serveUntilEnd(run, master);
	} finally {
		try {
			await master.close();
		} finally {
			await end?.screen?.leave(end.type === 'screen-failed' ? end.error.message : undefined);
		}
	}

	log.info('Master stopped');
	switch (end.type) {
		case 'asked':
			return 0;
		case 'screen-failed':
			return 1;
		case 'not-shown':
			if (end.error instanceof HostError) {
				return 'no screen';
			}

			throw end.error;
		default:
			return assertNever(end);
	}
}

async function open({options, log, file}: Run): Promise<Master> {
	const {dataDirectory} = options;
	log.info('Master starts', {pid: process.pid, data: dataDirectory});
	const store = await openSqliteStore({directory: dataDirectory}).catch((error: unknown) => {
		throw error instanceof StoreError ? new HostError(error.message, exitCodes[error.problem]) : error;
	});
	return openMaster(options, store, log, {log: file ?? null, dataDirectory});
}

/** Takes commands at the control socket, reports that it has started, shows the screen, and waits. */
async function serveUntilEnd(run: Run, master: Master): Promise<End> {
	const {options, daemon, log} = run;
	const {dataDirectory, host} = options;
	const address = formatAddress(master.address);
	let stopAsked: (by: string) => void = () => {};
	const asked = new Promise<string>((resolve) => {
		stopAsked = resolve;
	});
	const control = await serveControl({
		directory: dataDirectory,
		name: controlName,
		handlers: {
			status: () => master.status(),
			stop() {
				setImmediate(stopAsked, 'sloth-master stop');
				return {pid: process.pid};
			},
		},
	});
	try {
		log.info(`Master listens at ${address}, ${trust}, no authentication`);
		const exposure = isLoopbackHost(host) ? [] : [`Whoever reaches ${address} can register, stop and remove agents`];
		for (const line of exposure) {
			log.warn(line);
		}

		if (daemon !== undefined) {
			writePidFileUnlessFull(dataDirectory, log);
			await daemon.reportStarted([`Listening at ${address}`, ...exposure].join('\n'));
		}

		const end = await waitForEnd(run, master, asked, stopAsked);
		log.info(`Master stops: ${end.type === 'asked' ? end.by : `its screen failed: ${describeError(end.error)}`}`);
		// Where there is no terminal, the same process goes on with plain lines.
		if (!(end.type === 'not-shown' && end.error instanceof HostError)) {
			armExit(end.type === 'asked' ? 0 : 1, exitLimitMs);
		}

		return end;
	} finally {
		await control.close().catch((error: unknown) => {
			log.warn(`The control socket cannot be removed: ${error instanceof Error ? error.message : String(error)}`);
		});
	}
}

/** On a full disk a daemon does without its pid file: the lock and the control socket need no space. */
function writePidFileUnlessFull(directory: string, log: Log): void {
	try {
		writePidFile(directory);
	} catch (error) {
		if (!isDiskFull(error)) {
			throw error;
		}

		log.warn(describeError(error));
	}
}

function isDiskFull(error: unknown): boolean {
	const code = error instanceof HostError ? systemErrorCode(error.cause) : undefined;
	return code === 'ENOSPC' || code === 'EDQUOT';
}

async function waitForEnd(
	{shows, options, log, stopped}: Run,
	master: Master,
	asked: Promise<string>,
	stop: (by: string) => void,
): Promise<End> {
	const byAsking = (screen: MasterScreen | undefined) =>
		Promise.race([stopped, asked]).then((by): End => ({type: 'asked', by, screen}));
	if (shows === 'lines') {
		return byAsking(undefined);
	}

	let screen: MasterScreen;
	try {
		screen = await showMaster(master, options, {logFile: masterLogFile(options), warn: log.warn, stop});
	} catch (error) {
		return {type: 'not-shown', error: error instanceof Error ? error : new Error(String(error)), screen: undefined};
	}

	const whenFailed = screen.whenFailed.then((error): End => ({type: 'screen-failed', error, screen}));
	return Promise.race([byAsking(screen), whenFailed]);
}
