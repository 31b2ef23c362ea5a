import type {Log} from './log.js';
import {type LogLevel, logLevels} from './log-level.js';

/** The same log, whose lines of a level and above are also taken by somebody else, without their fields. */
export function tapLog(log: Log, least: LogLevel, take: (level: LogLevel, message: string) => void): Log {
	const tapped = (level: LogLevel): Log[LogLevel] => {
		const isWanted = logLevels.indexOf(level) >= logLevels.indexOf(least);
		return (message, fields) => {
			log[level](message, fields);
			if (isWanted) {
				take(level, message);
			}
		};
	};

	return {
		debug: tapped('debug'),
		info: tapped('info'),
		warn: tapped('warn'),
		error: tapped('error'),
		close: () => log.close(),
	};
}
