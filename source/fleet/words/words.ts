import {formatCountdown, formatNumber} from '../../base/formats.js';
import {clockOf, type Moment} from '../../base/moment.js';
import type {Liveness} from '../../protocol/liveness.js';

/** The signs of a fleet's screen. Each stands with its word. */
export const glyphs = {active: '●', late: '!', lost: '×', stopped: '○', awaited: '?'} as const satisfies Record<
	Liveness,
	string
>;

/** When something comes: `in 33 s, at 03:14:24`. */
export function formatCountdownTo(atMs: number, moment: Moment): string {
	return `in ${formatCountdown(atMs - moment.monotonicMs)}, at ${clockOf(moment, atMs)}`;
}

/** A duration in one unit, rounded up, for a narrow column: `99 s`, `12m`, `3h`, `9d`. */
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

/** `812`, `48,210`, `1.2M`. At most 7 cells. */
export function formatCount(count: number): string {
	if (count < 1_000_000) {
		return formatNumber(count);
	}

	return count < 1e9 ? `${(Math.floor(count / 100_000) / 10).toFixed(1)}M` : `${Math.floor(count / 1e9)}G`;
}
