import {isatty} from 'node:tty';
import {serveControl} from '../host/control-socket.js';
import type {DaemonChild} from '../host/daemon.js';
import {HostError} from '../host/host-error.js';
import {acquireLock, type Lock} from '../host/lock.js';
import {removePidFile, writePidFile} from '../host/pid-file.js';
import type {Signals} from '../host/signals.js';
import {openProgramLog} from '../observe/program-log.js';
import {formatAddress, isLoopbackHost} from '../protocol/address.js';
import type {MasterOptions} from './cli.js';
import {controlName, masterLogFile} from './files.js';
import {openMaster} from './master.js';
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

/** Runs a master with plain lines, in the foreground or as a daemon, until it is stopped. Returns the exit code. */
export async function runMaster(
	options: MasterOptions,
	signals: Signals,
	daemon: DaemonChild | undefined,
): Promise<number> {
	const {dataDirectory, host} = options;
	const isDaemon = daemon !== undefined;
	const file = isDaemon ? masterLogFile(options) : options.log.file;
	const {log, reopen, onGone} = openProgramLog({...options.log, file, toOutput: !isDaemon});
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

		const by = await Promise.race([stopped, asked]);
		log.info(`Master stops: ${by}`);
		setTimeout(() => process.exit(0), exitLimitMs).unref();
		await control.close();
		await master.close();
		log.info('Master stopped');
		return 0;
	} catch (error) {
		log.error(error instanceof Error ? error.message : String(error));
		throw error;
	} finally {
		if (isDaemon) {
			removePidFile(dataDirectory);
		}

		await lock?.release();
		log.close();
	}
}
