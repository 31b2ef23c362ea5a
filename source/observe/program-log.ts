import {openLineOutput} from '../terminal/line-output.js';
import {createLog, type Log, type LogFormat, type LogLevel} from './log.js';
import {type FileSink, fileSink, type LogSink, lineSink} from './log-sink.js';

/** The log of a program that runs. */
export type ProgramLog = {
	readonly log: Log;
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
	const sinks: LogSink[] = [...files, ...(output === undefined ? [] : [lineSink(output)])];
	const log = createLog({
		level,
		format,
		sink: {
			// Both get every line. Only a loss of the file counts: the output tells its own.
			write: (line) => sinks.map((sink) => sink.write(line)).every(Boolean),
			close() {
				for (const sink of sinks) {
					sink.close();
				}
			},
		},
	});
	return {
		log,
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
