import {parseAddress} from '../base/address.js';
import {longestTimerMs} from './policy.js';

/** A hundred years. Any age below this can be taken from the clock. */
const mostMs = 100 * 365.25 * 24 * 60 * 60 * 1000;

/** An age, or another duration, that a master told: from 0 to a hundred years. What is no number counts as 0. */
export function readAgeMs(told: number | undefined): number {
	return told === undefined || Number.isNaN(told) ? 0 : Math.min(mostMs, Math.max(0, told));
}

/** A round trip that a master told. Undefined where it is none. */
export function readRoundTripMs(told: number | undefined): number | undefined {
	return told === undefined || !Number.isFinite(told) || told < 0 ? undefined : readAgeMs(told);
}

/** A count that a master told: a whole number that is exact. What is no number counts as 0. */
export function readCount(told: number): number {
	return Number.isNaN(told) ? 0 : Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.trunc(told)));
}

/** False for an address that nobody can be reached at: none, or one with port 0. */
export function hasPort(address: string): boolean {
	return address !== '' && parseAddress(address, 0)?.port !== 0;
}

/** No agent beats so often. Far below what a `uint64` of the contract may hold for every peer to read it. */
const largestStreak = 1e12;

/** A streak as it arrived, within its bounds. */
export function boundedStreak(streak: number): number {
	return streak > 0 ? Math.min(Math.trunc(streak), largestStreak) : 0;
}

/** A round trip as it arrived. Undefined where it is none: not a number, not positive, or longer than any timer. */
export function boundedRoundTripMs(roundTripMs: number): number | undefined {
	return roundTripMs > 0 && roundTripMs < longestTimerMs ? roundTripMs : undefined;
}
