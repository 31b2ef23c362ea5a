import fc from 'fast-check';
import {expect, test} from 'vitest';
import {defaultPolicy} from '../../source/protocol/policy.js';
import {delayAfterFailure, drawSchedule, previewDelays} from '../../source/retry/backoff.js';

const policy = {...defaultPolicy, jitter: 0};

test('without jitter the delays are 5, 10, 20, 40, 60, 60 … s', () => {
	const schedule = drawSchedule(policy, () => 0.7);
	expect(previewDelays(schedule, 1, 7)).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
	expect(delayAfterFailure(schedule, 100_000)).toBe(60_000);
});

test('a jitter of 0 is heeded, not taken for absent', () => {
	expect(drawSchedule({...defaultPolicy, jitter: 0}, () => 1).minTimeout).toBe(5000);
	expect(drawSchedule({...defaultPolicy, jitter: 0.5}, () => 1).minTimeout).toBe(2500);
});

test('a run may begin in the middle of the schedule, or at its end', () => {
	expect(
		previewDelays(
			drawSchedule(policy, () => 0, 2),
			1,
			3,
		),
	).toEqual([20_000, 40_000, 60_000]);
	expect(
		previewDelays(
			drawSchedule(policy, () => 0, 'longest'),
			1,
			2,
		),
	).toEqual([60_000, 60_000]);
	expect(
		previewDelays(
			drawSchedule(policy, () => 0, 5000),
			1,
			2,
		),
	).toEqual([60_000, 60_000]);
});

test('at the cap 1,000 draws spread over the documented share, no tenth of it holds more than twice the mean', () => {
	const {maxDelayMs, jitter} = defaultPolicy;
	const bins = new Array<number>(10).fill(0);
	for (let draw = 0; draw < 1000; draw++) {
		const delay = delayAfterFailure(drawSchedule(defaultPolicy, Math.random), 50);
		expect(delay).toBeGreaterThanOrEqual(maxDelayMs * (1 - jitter));
		expect(delay).toBeLessThanOrEqual(maxDelayMs);
		const bin = Math.min(9, Math.floor((10 * (maxDelayMs - delay)) / (maxDelayMs * jitter)));
		bins[bin] = (bins[bin] ?? 0) + 1;
	}

	expect(Math.max(...bins)).toBeLessThan(200);
	expect(Math.min(...bins)).toBeGreaterThan(0);
});

test('for every policy no delay is above the documented schedule, nor below its share', () => {
	fc.assert(
		fc.property(
			fc.record({
				initialDelayMs: fc.integer({min: 1, max: 100_000}),
				maxDelayMs: fc.integer({min: 100_000, max: 2_147_483_647}),
				backoffFactor: fc.double({min: 1, max: 10, noNaN: true}),
				jitter: fc.double({min: 0, max: 1, noNaN: true}),
			}),
			fc.double({min: 0, max: 1, noNaN: true, maxExcluded: true}),
			fc.integer({min: 1, max: 2000}),
			(anyPolicy, random, failures) => {
				const documented = Math.min(
					anyPolicy.initialDelayMs * anyPolicy.backoffFactor ** (failures - 1),
					anyPolicy.maxDelayMs,
				);
				const delay = delayAfterFailure(
					drawSchedule(anyPolicy, () => random),
					failures,
				);
				// Each of the factors is rounded to a millisecond before it grows.
				const rounding = 1 + anyPolicy.backoffFactor ** Math.min(failures - 1, 40);
				expect(delay).toBeGreaterThanOrEqual(1);
				expect(delay).toBeLessThanOrEqual(Math.min(documented + rounding, anyPolicy.maxDelayMs));
				expect(delay).toBeGreaterThanOrEqual(Math.floor(documented * (1 - anyPolicy.jitter) - rounding));
			},
		),
		{numRuns: 1000},
	);
});
