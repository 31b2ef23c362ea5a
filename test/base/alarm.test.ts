import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createAlarm} from '../../source/base/alarm.js';

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	expect(vi.getTimerCount()).toBe(0);
	vi.useRealTimers();
});

test('a wait ends after its delay', async () => {
	const ended = vi.fn();
	void createAlarm().wait(100).then(ended);
	await vi.advanceTimersByTimeAsync(99);
	expect(ended).not.toHaveBeenCalled();
	await vi.advanceTimersByTimeAsync(1);
	expect(ended).toHaveBeenCalled();
});

test('a ring ends the wait that goes on, also one without a delay, and is not remembered', async () => {
	const alarm = createAlarm();
	alarm.ring();
	const ended = vi.fn();
	void alarm.wait(undefined).then(ended);
	await vi.advanceTimersByTimeAsync(1000);
	expect(ended).not.toHaveBeenCalled();
	alarm.ring();
	await vi.advanceTimersByTimeAsync(0);
	expect(ended).toHaveBeenCalled();
	const next = vi.fn();
	void alarm.wait(50).then(next);
	await vi.advanceTimersByTimeAsync(49);
	expect(next).not.toHaveBeenCalled();
	await vi.advanceTimersByTimeAsync(1);
	expect(next).toHaveBeenCalled();
});
