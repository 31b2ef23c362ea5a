import {HostError} from '../host/host-error.js';
import {startDaemon} from './daemon.js';
import {printLines} from './print.js';

/**
Starts the command line of this process once more, as a daemon, and says where it is. Returns the exit code once it has
started. Throws a `HostError` with why, and the code, where it has not. `label` is how messages call it, such as `Agent web-1`.
*/
export async function startAsDaemon({
	label,
	logFile,
	timeoutMs,
}: {
	readonly label: string;
	readonly logFile: string;
	readonly timeoutMs: number;
}): Promise<number> {
	const [, scriptPath = '', ...words] = process.argv;
	const result = await startDaemon({scriptPath, arguments: words, logFile, label, timeoutMs});
	if (!result.ok) {
		throw new HostError(result.message, result.exitCode);
	}

	printLines([
		`${label} started with PID ${result.pid}. Log: ${logFile}`,
		...(result.message === undefined ? [] : [result.message]),
	]);
	return 0;
}
