import {formatClock, formatCountdown, formatDuration} from '../../terminal/formats.js';
import {widthOf} from '../../terminal/row.js';
import type {Moment} from '../agent-codec.js';
import type {Liveness} from '../registry-record.js';

/** The signs of a fleet's screen. Each stands with its word. */
export const glyphs = {active: '●', late: '!', lost: '×', stopped: '○', awaited: '?'} as const satisfies Record<
	Liveness,
	string
>;

/** The local time of a moment of the monotonic clock: `03:13:39`. */
export function clockOf(atMs: number, {monotonicMs, wallMs}: Moment): string {
	return formatClock(wallMs - (monotonicMs - atMs));
}

/** When something comes: `in 33 s, at 03:14:24`. */
export function formatCountdownTo(atMs: number, moment: Moment): string {
	return `in ${formatCountdown(atMs - moment.monotonicMs)}, at ${clockOf(atMs, moment)}`;
}

/** How long something has lasted: `12 s`, `14m 20s`. Whole seconds. */
export function formatSpan(ms: number): string {
	const seconds = Math.floor(Math.max(0, ms) / 1000);
	return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000);
}

/** The same in one unit, rounded up, for a narrow column: `99 s`, `12m`, `3h`, `9d`. */
export function formatShortly(ms: number): string {
	const seconds = Math.max(0, Math.ceil(ms / 1000));
	if (seconds < 100) {
		return `${seconds} s`;
	}

	const minutes = Math.ceil(seconds / 60);
	if (minutes < 100) {
		return `${minutes}m`;
	}

	const hours = Math.ceil(minutes / 60);
	return hours < 100 ? `${hours}h` : `${Math.min(999, Math.ceil(hours / 24))}d`;
}

/** `12 ms`, `<1 ms`, `12.3 s`. At most 7 cells. */
export function formatRoundTrip(ms: number | undefined): string {
	if (ms === undefined) {
		return '-';
	}

	if (ms < 10_000) {
		return ms < 0.5 ? '<1 ms' : `${Math.round(ms)} ms`;
	}

	return ms < 1_000_000 ? `${(ms / 1000).toFixed(1)} s` : '>999 s';
}

/** `812`, `48,210`, `1.2M`. At most 7 cells. */
export function formatCount(count: number): string {
	if (count < 1_000_000) {
		return count.toLocaleString('en');
	}

	return count < 1e9 ? `${(Math.floor(count / 100_000) / 10).toFixed(1)}M` : `${Math.floor(count / 1e9)}G`;
}

/** `1 agent`, `12 agents`. */
export function countOf(count: number, noun: string): string {
	return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** A text in lines of at most `width` cells, broken between words, at most `most` of them; the last one holds the rest. */
export function wrapWords(text: string, width: number, most: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (line !== '' && widthOf(longer) > width && lines.length + 1 < most) {
			lines.push(line);
			line = word;
		} else {
			line = longer;
		}
	}

	return [...lines, line];
}
