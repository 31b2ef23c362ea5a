import {pino} from 'pino';
import {formatLocalTime} from '../base/formats.js';
import {safeText} from '../base/safe-text.js';
import type {LogFormat, LogLevel} from './log-level.js';
import type {LogSink} from './log-sink.js';

/** Facts beside the words. What is undefined is left out. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Takes lines, each at its level. */
export type Log = {
	debug(message: string, fields?: LogFields): void;
	info(message: string, fields?: LogFields): void;
	warn(message: string, fields?: LogFields): void;
	error(message: string, fields?: LogFields): void;
	/** Closes the sink. What is logged afterwards is lost. Idempotent. */
	close(): void;
};

/** How much a log holds, how it is written and where it goes. */
export type LogOptions = {
	readonly level: LogLevel;
	readonly format: LogFormat;
	readonly sink: LogSink;
	/** The wall clock, in Unix milliseconds. @default Date.now */
	readonly now?: () => number;
};

/**
A log in this thread. A line is `TIME LEVEL message key=value…` in text, and an object with `time`, `level`, `message`
and the fields in JSON. Each is one line of bounded length without control characters, whatever its parts hold.
It never throws: lines that the sink cannot take are counted, and told of once it can again.
*/
export function createLog({level, format, sink, now = Date.now}: LogOptions): Log {
	let dropped = 0;
	let isClosed = false;
	const logger = pino(
		{
			level,
			base: null,
			messageKey: 'message',
			timestamp: () => (format === 'json' ? `,"time":"${new Date(now()).toISOString()}"` : `,"time":${now()}`),
			formatters: {level: (label) => ({level: label})},
		},
		{
			write(json: string) {
				if (isClosed) {
					return;
				}

				const line = format === 'json' ? json.trimEnd() : formatTextLine(json);
				if (dropped === 0) {
					dropped = sink.write(line) ? 0 : 1;
					return;
				}

				// The notice stands where the lines are missing. It goes this same way, as the first to be tried again.
				const missing = dropped;
				dropped = 0;
				logger[logger.isLevelEnabled('warn') ? 'warn' : 'error'](
					{dropped: missing},
					`${missing} log ${missing === 1 ? 'line was' : 'lines were'} lost: the log could not be written`,
				);
				if (dropped === 0 && sink.write(line)) {
					return;
				}

				dropped = dropped === 0 ? 1 : missing + 1;
			},
		},
	);

	const write = (lineLevel: LogLevel) => (message: string, fields?: LogFields) => {
		if (!isClosed && logger.isLevelEnabled(lineLevel)) {
			logger[lineLevel](cleanFields(fields), safeText(message, longestText));
		}
	};

	return {
		debug: write('debug'),
		info: write('info'),
		warn: write('warn'),
		error: write('error'),
		close() {
			if (!isClosed) {
				isClosed = true;
				sink.close();
			}
		},
	};
}

const longestText = 1000;
const ownKeys: ReadonlySet<string> = new Set(['time', 'level', 'message']);

function cleanFields(fields: LogFields = {}): Record<string, string | number | boolean> {
	const clean: Record<string, string | number | boolean> = {};
	for (const [key, value] of Object.entries(fields)) {
		if (value !== undefined) {
			// pino writes a key twice rather than replacing it.
			clean[ownKeys.has(key) ? `${key}_` : key] = cleanValue(value);
		}
	}

	return clean;
}

function cleanValue(value: string | number | boolean): string | number | boolean {
	if (typeof value === 'string') {
		return safeText(value, longestText);
	}

	return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function formatTextLine(json: string): string {
	const {time, level, message, ...fields}: Record<string, unknown> = JSON.parse(json);
	const head = `${formatLocalTime(Number(time))} ${String(level).toUpperCase().padEnd(5)} ${message}`;
	return [head, ...Object.entries(fields).map(([key, value]) => `${key}=${formatValue(String(value))}`)].join(' ');
}

function formatValue(text: string): string {
	return text === '' || /[\s"'=\\]/u.test(text) ? JSON.stringify(text) : text;
}
