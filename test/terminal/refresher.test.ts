import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createRefresher, type Refresher} from '../../source/terminal/refresher.js';

let canDraw: boolean;
let drawnAt: number[];
let refresher: Refresher;

beforeEach(() => {
	vi.useFakeTimers({now: new Date('2026-03-01T12:00:00.400Z')});
	canDraw = true;
	drawnAt = [];
	refresher = createRefresher({draw: () => drawnAt.push(Date.now() % 60_000), canDraw: () => canDraw});
});

afterEach(() => {
	refresher.stop();
	expect(vi.getTimerCount()).toBe(0);
	vi.useRealTimers();
});

test('the clock draws once a second, right after the second has changed', () => {
	vi.advanceTimersByTime(3000);
	expect(drawnAt).toEqual([1005, 2005, 3005]);
});

test('the clock stays with the second when timers are late', () => {
	vi.setSystemTime(new Date('2026-03-01T12:00:00.900Z'));
	vi.advanceTimersByTime(605 + 1000);
	expect(drawnAt.at(-1)).toBe(2005);
});

test('what must be seen now is drawn in the same turn', () => {
	refresher.request('now');
	expect(drawnAt).toEqual([400]);
});

test('what may wait is drawn at most four times a second', () => {
	for (let ms = 0; ms < 500; ms++) {
		refresher.request('soon');
		vi.advanceTimersByTime(1);
	}

	// At once since nothing was drawn before, then every 250 ms.
	expect(drawnAt).toEqual([400, 650, 900]);
});

test('what must be seen now does not wait for what may wait', () => {
	refresher.request('soon');
	vi.advanceTimersByTime(0);
	refresher.request('soon');
	vi.advanceTimersByTime(50);
	refresher.request('now');
	expect(drawnAt).toEqual([400, 450]);
	vi.advanceTimersByTime(250);
	expect(drawnAt).toEqual([400, 450]);
});

test('a thousand changes at once cost one drawing, and the last one is in it', () => {
	for (let count = 0; count < 1000; count++) {
		refresher.request('now');
	}

	vi.advanceTimersByTime(500);
	expect(drawnAt).toHaveLength(2);
});

test('nothing is drawn while the terminal takes nothing; then it is at once', () => {
	canDraw = false;
	refresher.request('now');
	vi.advanceTimersByTime(5000);
	expect(drawnAt).toEqual([]);
	canDraw = true;
	vi.advanceTimersByTime(100);
	expect(drawnAt).toHaveLength(1);
});

test('nothing is drawn after the end', () => {
	refresher.request('soon');
	refresher.stop();
	refresher.request('now');
	refresher.request('soon');
	vi.advanceTimersByTime(5000);
	expect(drawnAt).toEqual([]);
});
