import {openLineOutput} from './line-output.js';
import {createLog, type Log} from './log.js';
import type {LogFormat, LogLevel} from './log-level.js';
import {type FileSink, fileSink, type LogSink, lineSink} from './log-sink.js';

/** The log of a program that runs. */
export type ProgramLog = {
	readonly log: Log;
	/** Writes a line that is none of the log to the standard output, where the log goes there. */
	readonly print: (line: string) => void;
	/** Opens the log file anew, after it was rotated away. */
	readonly reopen: () => void;
	/** Calls the listener when the terminal or the reader of the standard output is gone. */
	readonly onGone: (listener: () => void) => void;
};

/** Logs to a file, to the standard output, or to both. Throws a `HostError` where the file cannot be opened. */
export function openProgramLog({
	level,
	format,
	file,
	toOutput,
}: {
	readonly level: LogLevel;
	readonly format: LogFormat;
	readonly file: string | undefined;
	readonly toOutput: boolean;
}): ProgramLog {
	const files: FileSink[] = file === undefined ? [] : [fileSink(file)];
	const output = toOutput ? openLineOutput() : undefined;
	// A log each: what one of them loses, the other tells all the same.
	const sinks: LogSink[] = [...files, ...(output === undefined ? [] : [lineSink(output)])];
	const log = joinLogs(sinks.map((sink) => createLog({level, format, sink})));
	return {
		log,
		print: (line) => output?.write(line),
		reopen() {
			for (const sink of files) {
				const problem = sink.reopen();
				if (problem === undefined) {
					log.info('Log file opened anew');
				} else {
					log.error(problem.message);
				}
			}
		},
		onGone: (listener) => output?.onGone(listener),
	};
}

/** Tells each of them everything. */
function joinLogs(logs: readonly Log[]): Log {
	const [only] = logs;
	if (only !== undefined && logs.length === 1) {
		return only;
	}

	const each = (tell: (log: Log) => void) => {
		for (const log of logs) {
			tell(log);
		}
	};

	return {
		debug: (message, fields) => each((log) => log.debug(message, fields)),
		info: (message, fields) => each((log) => log.info(message, fields)),
		warn: (message, fields) => each((log) => log.warn(message, fields)),
		error: (message, fields) => each((log) => log.error(message, fields)),
		close: () => each((log) => log.close()),
	};
}
