import {afterEach, describe, expect, test, vi} from 'vitest';
import {
	formatAge,
	formatClock,
	formatCountdown,
	formatDelay,
	formatDuration,
	formatLocalTime,
	formatTable,
} from '../../source/base/formats.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

afterEach(() => {
	vi.unstubAllEnvs();
});

test.each([
	[0, '0ms'],
	[-5, '0ms'],
	[Number.NaN, '0ms'],
	[350.9, '350ms'],
	[999.9, '999ms'],
	[second, '1s'],
	[3249, '3.2s'],
	[5000, '5s'],
	[9999, '9.9s'],
	[42_900, '42s'],
	[minute - 1, '59s'],
	[minute, '1m 0s'],
	[minute + 42 * second, '1m 42s'],
	[hour - 1, '59m 59s'],
	[2 * hour + 14 * minute + 59 * second, '2h 14m'],
	[day - 1, '23h 59m'],
	[6 * day + 4 * hour, '6d 4h'],
	[400 * day, '400d 0h'],
])('a duration of %d ms is %s', (ms, words) => {
	expect(formatDuration(ms)).toBe(words);
});

test.each([
	[undefined, 'never'],
	[-1, '0 s ago'],
	[2900, '2 s ago'],
	[minute - 1, '59 s ago'],
	[14 * minute + 20 * second, '14m 20s ago'],
	[6 * day, '6d 0h ago'],
])('an age of %s ms is %s', (ms, words) => {
	expect(formatAge(ms)).toBe(words);
});

test.each([
	[-1, '0ms'],
	[500, '500ms'],
	[999.7, '1s'],
	[4279, '4.3s'],
	[5000, '5s'],
	[59_960, '60s'],
	[60_000, '60s'],
	[125_000, '125s'],
])('a delay of %d ms is %s', (ms, words) => {
	expect(formatDelay(ms)).toBe(words);
});

test.each([
	['UTC', '02:12:09', '2026-03-01T02:12:09.123+00:00'],
	['Europe/Berlin', '03:12:09', '2026-03-01T03:12:09.123+01:00'],
	['America/St_Johns', '22:42:09', '2026-02-28T22:42:09.123-03:30'],
])('a point in time is told in the local zone: %s', (zone, clock, time) => {
	vi.stubEnv('TZ', zone);
	const wallMs = Date.UTC(2026, 2, 1, 2, 12, 9, 123);
	expect(formatClock(wallMs)).toBe(clock);
	expect(formatLocalTime(wallMs)).toBe(time);
});

test('a table has columns two spaces apart, numbers at the right, and no blanks at the ends', () => {
	expect(
		formatTable([['NAME', 'STREAK', 'STATUS'], ['web-1', '7', 'active'], ['ü', '12345678', ''], ['last']], {
			alignRight: [1],
		}),
	).toEqual(['NAME     STREAK  STATUS', 'web-1         7  active', 'ü      12345678', 'last']);
	expect(formatTable([])).toEqual([]);
});

test('a countdown is rounded up: it is 0 only when there is nothing to wait for', () => {
	expect([0, 1, 1000, 1001, 32_400, 59_001, 102_000, 7_260_000].map((ms) => formatCountdown(ms))).toEqual([
		'0 s',
		'1 s',
		'1 s',
		'2 s',
		'33 s',
		'1m 0s',
		'1m 42s',
		'2h 1m',
	]);
	expect([Number.NaN, -5].map((ms) => formatCountdown(ms))).toEqual(['0 s', '0 s']);
});

test('a short countdown of the demo has tenths', () => {
	expect([420, 4310, 9900, 9901].map((ms) => formatCountdown(ms, {tenths: true}))).toEqual([
		'0.5 s',
		'4.4 s',
		'9.9 s',
		'10 s',
	]);
});

describe('the clock with its zone', () => {
	afterEach(() => {
		vi.unstubAllEnvs();
		vi.resetModules();
	});

	test.each([
		['Europe/Berlin', '03:13:51 CEST'],
		['America/New_York', '21:13:51 EDT'],
		['Asia/Kolkata', '06:43:51 IST'],
		['Asia/Tokyo', '10:13:51 UTC+9'],
		['UTC', '01:13:51 UTC'],
	])('in %s', async (zone, shown) => {
		vi.stubEnv('TZ', zone);
		vi.resetModules();
		const {formatClockZone} = await import('../../source/base/formats.js');
		expect(formatClockZone(Date.parse('2026-06-01T01:13:51Z'))).toBe(shown);
	});
});
