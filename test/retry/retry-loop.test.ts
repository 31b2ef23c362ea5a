import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {retryUntilDone, type Wait} from '../../source/retry/retry-loop.js';

const schedule = {minTimeout: 100, maxTimeout: 400, factor: 2};

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	expect(vi.getTimerCount()).toBe(0);
	vi.useRealTimers();
});

/** A run whose attempts fail until `succeedsAt`. */
function begin({succeedsAt = Number.POSITIVE_INFINITY, loss}: {succeedsAt?: number; loss?: Error} = {}) {
	const waits: Wait[] = [];
	const attempts: number[] = [];
	const controller = new AbortController();
	const isRetried = vi.fn((error: Error) => error.message !== 'refused');
	let fail = () => new Error('failed');
	const run = retryUntilDone({
		schedule,
		signal: controller.signal,
		loss,
		async attempt() {
			attempts.push(performance.now());
			if (attempts.length < succeedsAt) {
				throw fail();
			}

			return 'done';
		},
		isRetried,
		onWait: (wait) => waits.push(wait),
	});
	run.catch(() => {});
	return {
		run,
		waits,
		attempts,
		controller,
		isRetried,
		failWith(error: Error) {
			fail = () => error;
		},
	};
}

test('attempts follow on the delays of the schedule, which are told as they begin', async () => {
	const {run, waits, attempts} = begin({succeedsAt: 5});
	await vi.advanceTimersByTimeAsync(100 + 200 + 400 + 400);
	await expect(run).resolves.toBe('done');
	expect(waits.map(({delayMs, failures}) => [failures, delayMs])).toEqual([
		[1, 100],
		[2, 200],
		[3, 400],
		[4, 400],
	]);
	expect(attempts.map((at) => at - (attempts[0] ?? 0))).toEqual([0, 100, 300, 700, 1100]);
});

test('a loss is failure number one: nobody is asked whether it is retried, and nothing is tried before its wait', async () => {
	const loss = new Error('refused');
	const {run, waits, attempts, isRetried} = begin({succeedsAt: 1, loss});
	await vi.advanceTimersByTimeAsync(99);
	expect(attempts).toEqual([]);
	await vi.advanceTimersByTimeAsync(1);
	await expect(run).resolves.toBe('done');
	expect(waits).toEqual([{error: loss, failures: 1, delayMs: 100}]);
	expect(isRetried).not.toHaveBeenCalled();
});

test('what is not to be retried ends the run', async () => {
	const {run, waits, failWith} = begin();
	failWith(new Error('refused'));
	await vi.advanceTimersByTimeAsync(100);
	await expect(run).rejects.toThrow('refused');
	expect(waits).toHaveLength(1);
});

test('an abort ends a wait at once, with its reason', async () => {
	const {run, controller, attempts} = begin();
	await vi.advanceTimersByTimeAsync(50);
	controller.abort(new Error('enough'));
	await expect(run).rejects.toThrow('enough');
	expect(attempts).toHaveLength(1);
});
