import type {Policy} from '../protocol/policy.js';

/** The schedule of one run: what p-retry takes, after the draw of this run's jitter. */
export type Schedule = {
	readonly minTimeout: number;
	readonly maxTimeout: number;
	readonly factor: number;
};

/** Where in the schedule a run begins. 0 is the initial delay; `longest` is the cap. */
export type Place = number | 'longest';

/**
Draws the schedule of one run.

p-retry's own `randomize` acts before the cap: at the cap every agent of a fleet would wait exactly the same. So one
draw shortens all delays of a run, the cap too, by up to the share `jitter`. No delay is ever above the documented
schedule.
*/
export function drawSchedule(
	policy: Pick<Policy, 'initialDelayMs' | 'maxDelayMs' | 'backoffFactor' | 'jitter'>,
	random: () => number,
	place: Place = 0,
): Schedule {
	const share = 1 - policy.jitter * random();
	const first =
		place === 'longest'
			? policy.maxDelayMs
			: Math.min(policy.initialDelayMs * policy.backoffFactor ** place, policy.maxDelayMs);
	return {
		minTimeout: Math.max(1, Math.round(first * share)),
		maxTimeout: Math.max(1, Math.round(policy.maxDelayMs * share)),
		factor: policy.backoffFactor,
	};
}

/**
The delay after the failure number `failures` (from 1) of a run: the same number that p-retry computes, whose context
does not carry it.
*/
export function delayAfterFailure(schedule: Schedule, failures: number): number {
	return Math.min(Math.round(schedule.minTimeout * schedule.factor ** (failures - 1)), schedule.maxTimeout);
}

/** The next `count` delays from the failure number `failures` on: what a person is told comes next. */
export function previewDelays(schedule: Schedule, failures: number, count: number): readonly number[] {
	return Array.from({length: count}, (_, index) => delayAfterFailure(schedule, failures + index));
}
