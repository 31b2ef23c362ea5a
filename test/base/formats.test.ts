import fc from 'fast-check';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {formatClock, formatLocalTime, formatRoundTrip, formatTable} from '../../source/base/formats.js';

afterEach(() => {
	vi.unstubAllEnvs();
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

test.each([
	[undefined, '-'],
	[0, '<1 ms'],
	[0.49, '<1 ms'],
	[0.5, '1 ms'],
	[9999.4, '9999 ms'],
	[9999.6, '10.0 s'],
	[12_349, '12.3 s'],
	[999_949, '999.9 s'],
	[999_960, '>999 s'],
	[1e12, '>999 s'],
])('a round trip of %s ms is told as %s', (ms, told) => {
	expect(formatRoundTrip(ms)).toBe(told);
});

test('a round trip takes at most 7 cells', () => {
	fc.assert(
		fc.property(fc.double({min: 0, noNaN: true}), fc.integer({min: 0, max: 1_100_000}), (any, usual) => {
			expect(formatRoundTrip(any).length).toBeLessThanOrEqual(7);
			expect(formatRoundTrip(usual).length).toBeLessThanOrEqual(7);
		}),
	);
});

test('a table has columns two spaces apart, numbers at the right, and no blanks at the ends', () => {
	expect(
		formatTable([['NAME', 'STREAK', 'STATUS'], ['web-1', '7', 'active'], ['ü', '12345678', ''], ['last']], {
			alignRight: [1],
		}),
	).toEqual(['NAME     STREAK  STATUS', 'web-1         7  active', 'ü      12345678', 'last']);
	expect(formatTable([])).toEqual([]);
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
