import {expect, test} from 'vitest';
import {formatAge, formatDelay, formatDuration, formatShortly, formatSpan} from '../../source/base/durations.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

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
	[-1, '0 ms', '0ms'],
	[500, '500 ms', '500ms'],
	[999.7, '1 s', '1s'],
	[4279, '4.3 s', '4.3s'],
	[5000, '5 s', '5s'],
	[12_300, '12 s', '12s'],
	[59_960, '60 s', '60s'],
	[90_000, '90 s', '90s'],
	[125_000, '2m 5s', '125s'],
])('a delay of %d ms is %s, in a log %s', (ms, words, logged) => {
	expect(formatDelay(ms)).toBe(words);
	expect(formatDelay(ms, 'log')).toBe(logged);
});

test('a span below a second has milliseconds where somebody wants to know', () => {
	expect([-1, 0, 349.9, 999, 1000, 61_000].map((ms) => formatSpan(ms, {finer: 'milliseconds'}))).toEqual([
		'0 ms',
		'0 ms',
		'349 ms',
		'999 ms',
		'1 s',
		'1m 1s',
	]);
});

test('in a narrow column a duration has one unit, and is rounded up', () => {
	expect([-1, 1, 98_001, 99_001, 5_940_001, 356_400_001, 1e15].map((ms) => formatShortly(ms))).toEqual([
		'0 s',
		'1 s',
		'99 s',
		'2m',
		'2h',
		'5d',
		'999d',
	]);
});

test('a countdown is rounded up: it is 0 only when there is nothing to wait for', () => {
	expect([0, 1, 1000, 1001, 32_400, 59_001, 102_000, 7_260_000].map((ms) => formatSpan(ms, {rounds: 'up'}))).toEqual([
		'0 s',
		'1 s',
		'1 s',
		'2 s',
		'33 s',
		'1m 0s',
		'1m 42s',
		'2h 1m',
	]);
	expect([Number.NaN, -5].map((ms) => formatSpan(ms, {rounds: 'up'}))).toEqual(['0 s', '0 s']);
});

test('a short countdown of the demo has tenths', () => {
	expect([420, 4310, 9900, 9901].map((ms) => formatSpan(ms, {rounds: 'up', finer: 'tenths'}))).toEqual([
		'0.5 s',
		'4.4 s',
		'9.9 s',
		'10 s',
	]);
});
