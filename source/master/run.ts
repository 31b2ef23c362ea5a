import {formatAddress, isLoopbackHost} from '../base/address.js';
import {ensureDirectory} from '../host/directories.js';
import {AlreadyRunsError, HostError} from '../host/host-error.js';
import type {DaemonChild} from '../program/daemon.js';
import type {OpenProgram, ProgramTools, ShownProgram} from '../program/program-description.js';
import {runUntilEnd} from '../program/run-until-end.js';
import {type Signals, whenStopped} from '../program/signals.js';
import {trust} from '../protocol/trust.js';
import {importProduction} from '../terminal/import-production.js';
import {isOnScreen} from '../terminal/on-screen.js';
import {controlName, masterLogFile} from './files.js';
import {type Master, openMaster} from './master.js';
import type {MasterOptions} from './master-options.js';
import {StoreError, type StoreProblem} from './store/port.js';
import {openSqliteStore} from './store/sqlite/sqlite-store.js';
import {traceStore} from './store/traced-store.js';

/** The agents are told, and the store closes within this, or the process ends all the same. */
const exitLimitMs = 1900;

const exitCodes = {
	'read-only': 2,
	full: 1,
	corrupt: 1,
	newer: 1,
	gone: 1,
	'faulty-record': 1,
	failed: 1,
} as const satisfies Record<Exclude<StoreProblem, 'in-use'>, number>;

function toldStoreError({problem, message}: StoreError): HostError {
	return problem === 'in-use' ? new AlreadyRunsError(message) : new HostError(message, exitCodes[problem]);
}

/** Runs a master until it is stopped: under its screen, with plain lines, or as a daemon. Returns the exit code. */
export async function runMaster(
	options: MasterOptions,
	signals: Signals,
	daemon: DaemonChild | undefined,
): Promise<number> {
	const {dataDirectory, display, log} = options;
	// Its registry is there: without it there is no master.
	ensureDirectory(dataDirectory, 2);
	return runUntilEnd(
		{
			program: 'sloth-master',
			label: 'Master',
			directory: dataDirectory,
			identity: {directory: dataDirectory, name: controlName},
			alreadyRuns: `Another master runs on ${dataDirectory}. Name another directory with --data-dir.`,
			log,
			logFile: masterLogFile(options),
			isShown: daemon === undefined && isOnScreen(display),
			exitLimitMs,
			open: (tools) => open(options, signals, tools),
		},
		signals,
		daemon,
	);
}

async function open(options: MasterOptions, signals: Signals, tools: ProgramTools): Promise<OpenProgram> {
	const {dataDirectory} = options;
	const {log, logFile} = tools;
	log.info('Master starts', {pid: process.pid, data: dataDirectory});
	const store = await openSqliteStore({directory: dataDirectory}).catch((error: unknown) => {
		throw error instanceof StoreError ? toldStoreError(error) : error;
	});
	const facts = {log: logFile ?? null, dataDirectory};
	const master = await openMaster(options, traceStore(store, log.debug), log, facts);
	return {
		handlers: {status: () => master.status()},
		show: () => show(options, master, tools),
		async run(started) {
			started(tellStart(options, master, tools));
			log.info(`Master stops: ${await whenStopped(signals)}`);
			return {exitCode: 0};
		},
		async close() {
			await master.close();
			log.info('Master stopped');
		},
	};
}

async function show(options: MasterOptions, master: Master, {log, stop}: ProgramTools): Promise<ShownProgram> {
	const {showMaster} = await importProduction(() => import('./on-screen.js'));
	return showMaster(master, options, {logFile: masterLogFile(options), warn: log.warn, stop});
}

/** Returns what whoever started it as a daemon is told. */
function tellStart({host}: MasterOptions, master: Master, {log}: ProgramTools): string {
	const address = formatAddress(master.address);
	log.info(`Master listens at ${address}, ${trust}, no authentication`);
	const exposure = isLoopbackHost(host) ? [] : [`Whoever reaches ${address} can register, stop and remove agents`];
	for (const line of exposure) {
		log.warn(line);
	}

	return [`Listening at ${address}`, ...exposure].join('\n');
}
