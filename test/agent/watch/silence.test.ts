import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {listenForSilence} from '../../../source/agent/watch/silence.js';

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
});

test('tells each silence once, and none where something was heard in time', () => {
	const onSilence = vi.fn();
	const {heard, end} = listenForSilence(5000, onSilence);
	for (let seconds = 0; seconds < 20; seconds += 2) {
		vi.advanceTimersByTime(2000);
		heard();
	}

	expect(onSilence).not.toHaveBeenCalled();
	vi.advanceTimersByTime(60_000);
	expect(onSilence).toHaveBeenCalledTimes(1);
	heard();
	vi.advanceTimersByTime(60_000);
	expect(onSilence).toHaveBeenCalledTimes(2);
	end();
	expect(vi.getTimerCount()).toBe(0);
});
