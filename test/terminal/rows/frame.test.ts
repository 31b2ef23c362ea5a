import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {keyLine, rule, scrollWindow, tooSmallWords} from '../../../source/terminal/rows/frame.js';
import type {KeyHint} from '../../../source/terminal/rows/key-hint.js';
import {type Row, widthOfRow} from '../../../source/terminal/rows/row.js';

const textOf = (row: Row) => row.map(({text}) => text).join('');

const hints: readonly KeyHint[] = [
	{label: 'r', does: 'retry now', short: 'retry', explains: 'Tries to reach the master at once.'},
	{label: 'e', does: 'full error', short: 'error', explains: 'Shows the whole error.'},
	{label: 'o', does: 'outages', explains: 'Lists the outages.'},
	{label: 'y', does: 'copy report', short: 'copy', explains: 'Writes a report of ten lines.'},
];
const right: readonly KeyHint[] = [
	{label: '?', does: 'help', explains: 'Shows this help.'},
	{label: 'q', does: 'quit', explains: 'Stops the agent, after asking.'},
];

describe('a rule', () => {
	test('names what follows and what there is of it', () => {
		expect(textOf(rule(80, 'This outage', '4 attempts'))).toBe(` This outage ${'─'.repeat(53)} 4 attempts ──`);
		expect(textOf(rule(10))).toBe('──────────');
		expect(textOf(rule(20, 'Log'))).toBe(` Log ${'─'.repeat(15)}`);
	});

	test('keeps the look of its parts', () => {
		expect(rule(30, {text: 'api', style: 'bold'}, {text: '! LATE', style: 'warning'})).toContainEqual({
			text: '! LATE',
			style: 'warning',
		});
	});

	test('has its width, whatever the title', () => {
		fc.assert(
			fc.property(fc.nat(200), fc.string({maxLength: 300}), fc.string({maxLength: 30}), (width, title, end) => {
				expect(widthOfRow(rule(width, title.replaceAll(/\p{C}/gu, ''), end.replaceAll(/\p{C}/gu, '')))).toBe(width);
			}),
		);
	});
});

describe('the key line', () => {
	test('says all at 80 columns', () => {
		expect(textOf(keyLine(hints, right, 80))).toBe(
			' r retry now   e full error   o outages   y copy report         ? help   q quit ',
		);
	});

	test('becomes short where there is little room, then leaves out from the end', () => {
		expect(textOf(keyLine(hints, right, 72))).toBe(
			' r retry now  e full error  o outages  y copy report     ? help  q quit ',
		);
		expect(textOf(keyLine(hints, right, 60))).toBe(' r retry  e error  o outages  y copy         ? help  q quit ');
		expect(textOf(keyLine(hints, right, 40))).toBe(' r retry  e error  o outages  ?  q quit ');
		expect(textOf(keyLine(hints, right, 30))).toBe(' r retry  e error   ?  q quit ');
	});

	test('has its width at every width, and shows how to leave from 20 columns on', () => {
		for (let width = 0; width <= 200; width++) {
			const row = keyLine(hints, right, width);
			expect(widthOfRow(row)).toBe(width);
			if (width >= 20) {
				expect(textOf(row)).toContain('q quit');
			}
		}
	});
});

test('what a window needs is said in as many whole words as fit', () => {
	expect(tooSmallWords(80)).toBe('too small: 40x10 at least');
	expect(tooSmallWords(25)).toBe('too small: 40x10 at least');
	expect(tooSmallWords(24)).toBe('too small: 40x10');
	expect(tooSmallWords(15)).toBe('too small');
	expect(tooSmallWords(8)).toBe('');
});

describe('the window of a list', () => {
	test('stays where it is while the selected row is in it', () => {
		expect(scrollWindow({count: 100, height: 10, top: 20, selected: 25})).toEqual({top: 20, end: 30});
	});

	test('follows the selected row', () => {
		expect(scrollWindow({count: 100, height: 10, top: 20, selected: 30})).toEqual({top: 21, end: 31});
		expect(scrollWindow({count: 100, height: 10, top: 20, selected: 19})).toEqual({top: 19, end: 29});
	});

	test('lies within the list and shows the selected row', () => {
		fc.assert(
			fc.property(fc.nat(50), fc.nat(60), fc.nat(100), fc.nat(49), (count, height, top, wanted) => {
				const selected = count === 0 ? undefined : Math.min(wanted, count - 1);
				const window = scrollWindow({count, height, top, selected});
				expect(window.top).toBeGreaterThanOrEqual(0);
				expect(window.end).toBeLessThanOrEqual(count);
				expect(window.end - window.top).toBe(Math.min(count, height));
				if (selected !== undefined && height > 0) {
					expect(selected).toBeGreaterThanOrEqual(window.top);
					expect(selected).toBeLessThan(window.end);
				}
			}),
		);
	});
});
