import {isatty} from 'node:tty';
import {serveControl} from '../host/control-socket.js';
import type {DaemonChild} from '../host/daemon.js';
import {ensureDirectory} from '../host/directories.js';
import {HostError} from '../host/host-error.js';
import {acquireLock, type Lock} from '../host/lock.js';
import {removePidFile, writePidFile} from '../host/pid-file.js';
import type {Signals} from '../host/signals.js';
import {openProgramLog} from '../observe/program-log.js';
import {formatAddress, isLoopbackHost} from '../protocol/address.js';
import type {MasterOptions} from './cli.js';
import {controlName, masterLogFile} from './files.js';
import {openMaster} from './master.js';
import {type MasterScreen, showMaster} from './master-on-screen.js';
import {isOnScreen} from './screen/show.js';
import {openSqliteStore} from './sqlite-store.js';
import {StoreError, type StoreProblem} from './store.js';

/** The agents are told, and the store closes within this, or the process ends all the same. */
const exitLimitMs = 1900;

const exitCodes = {
	'in-use': 4,
	'read-only': 2,
	full: 1,
	corrupt: 1,
	newer: 1,
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

async function runShowing(
	shows: 'screen' | 'lines',
	options: MasterOptions,
	signals: Signals,
	daemon: DaemonChild | undefined,
): Promise<number | 'no screen'> {
	const {dataDirectory, host} = options;
	const isDaemon = daemon !== undefined;
	ensureDirectory(dataDirectory, 2);
	// While the screen is up nothing else may write to the terminal.
	const logFile = masterLogFile(options);
	const file = isDaemon || shows === 'screen' ? logFile : options.log.file;
	const toOutput = !isDaemon && shows === 'lines';
	const {log, reopen, onGone} = openProgramLog({...options.log, file, toOutput});
	const stopped = new Promise<string>((resolve) => {
		const {signal} = signals.stop;
		signal.addEventListener('abort', () => resolve(String(signal.reason)), {once: true});
		if (signal.aborted) {
			resolve(String(signal.reason));
		}

		const isOnTerminal = !isDaemon && isatty(1);
		signals.onHangUp = isOnTerminal ? () => resolve('SIGHUP') : reopen;
		onGone(() => {
			if (isOnTerminal) {
				resolve('the terminal is gone');
			}
		});
	});
	let lock: Lock | undefined;
	try {
		lock = await acquireLock({directory: dataDirectory, name: controlName});
		if (lock === undefined) {
			throw new HostError(`Another master runs on ${dataDirectory}. Name another directory with --data-dir.`, 4);
		}

		log.info('Master starts', {pid: process.pid, data: dataDirectory});
		const store = await openSqliteStore({directory: dataDirectory}).catch((error: unknown) => {
			throw error instanceof StoreError ? new HostError(error.message, exitCodes[error.problem]) : error;
		});
		const master = await openMaster(options, store, log, {log: file ?? null, dataDirectory});
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
		log.info(`Master listens at ${formatAddress(master.address)}, plaintext, no authentication`);
		if (!isLoopbackHost(host)) {
			log.warn(`Whoever reaches ${formatAddress(master.address)} can register, stop and remove agents`);
		}

		if (isDaemon) {
			writePidFile(dataDirectory);
			await daemon.reportStarted(`Listening at ${formatAddress(master.address)}`);
		}

		let screen: MasterScreen | undefined;
		let unshown: Error | undefined;
		if (shows === 'screen') {
			try {
				screen = await showMaster(master, options, {logFile, warn: log.warn, stop: stopAsked});
			} catch (error) {
				unshown = error instanceof Error ? error : new Error(String(error));
			}
		}

		const screenFails = screen?.whenFailed ?? new Promise<never>(() => {});
		const by = unshown ?? (await Promise.race([stopped, asked, screenFails]));
		const failure = by instanceof Error ? by : undefined;
		const hasNoTerminal = unshown instanceof HostError;
		log.info(`Master stops: ${failure === undefined ? by : `its screen failed: ${failure.stack ?? failure.message}`}`);
		if (!hasNoTerminal) {
			setTimeout(() => process.exit(failure === undefined ? 0 : 1), exitLimitMs).unref();
		}

		await control.close();
		await master.close();
		await screen?.leave(failure?.message);
		log.info('Master stopped');
		if (unshown !== undefined && !hasNoTerminal) {
			throw unshown;
		}

		return hasNoTerminal ? 'no screen' : failure === undefined ? 0 : 1;
	} catch (error) {
		// Whoever throws it further tells it on stderr: where the log is the standard output, once is enough.
		if (file !== undefined) {
			log.error(error instanceof Error ? error.message : String(error));
		}

		throw error;
	} finally {
		if (isDaemon) {
			removePidFile(dataDirectory);
		}

		await lock?.release();
		log.close();
	}
}
