import {formatLocalTime} from '../../base/formats.js';

/** One thing that happened in one line: when, how severe, what, and the words. */
export function eventLine(wallMs: number, severity: string, type: string, words: string): string {
	return `${formatLocalTime(wallMs)} ${severity.toUpperCase().padEnd(8)} ${type.padEnd(16)} ${words}`;
}
