import {formatClock} from './formats.js';

/** One moment by both clocks, in milliseconds: the monotonic one for durations, the wall clock to print. */
export type Moment = {readonly monotonicMs: number; readonly wallMs: number};

/** This moment, by the clocks of this process. */
export function readMoment(): Moment {
	return {monotonicMs: performance.now(), wallMs: Date.now()};
}

/** A time of the monotonic clock as wall-clock time. */
export function toWall({monotonicMs, wallMs}: Moment, at: number): number {
	return wallMs - (monotonicMs - at);
}

/** A time of the monotonic clock as local `HH:MM:SS`. */
export function clockOf(moment: Moment, at: number): string {
	return formatClock(toWall(moment, at));
}
