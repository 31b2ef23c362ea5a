import {formatSpan} from '../../base/durations.js';
import {formatNumber} from '../../base/formats.js';
import {clockOf, type Moment} from '../../base/moment.js';
import type {Liveness} from '../../protocol/liveness.js';

/** The signs of a fleet's screen. Each stands with its word. */
export const glyphs = {active: '●', late: '!', lost: '×', stopped: '○', awaited: '?'} as const satisfies Record<
	Liveness,
	string
>;

/** When something comes: `in 33 s, at 03:14:24`. */
export function formatCountdownTo(at: number, moment: Moment): string {
	return `in ${formatSpan(at - moment.monotonicMs, {rounds: 'up'})}, at ${clockOf(moment, at)}`;
}

/** `812`, `48,210`, `1.2M`. At most 7 cells. */
export function formatCount(count: number): string {
	if (count < 1_000_000) {
		return formatNumber(count);
	}

	return count < 1e9 ? `${(Math.floor(count / 100_000) / 10).toFixed(1)}M` : `${Math.floor(count / 1e9)}G`;
}
