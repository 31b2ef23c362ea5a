import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {drawHelp, type Help, lastHelpTop} from '../../../source/terminal/rows/help.js';
import {type Row, widthOfRow} from '../../../source/terminal/rows/row.js';

const textOf = (row: Row | undefined) =>
	(row ?? [])
		.map(({text}) => text)
		.join('')
		.trimEnd();

const help: Help = {
	keys: [
		{label: 'r', does: 'retry now', explains: 'Tries to reach the master at once, by a new schedule.'},
		{label: 'esc', does: 'back', explains: 'Goes back.'},
		{label: 'q', does: 'quit', explains: 'Stops the agent, after asking.'},
	],
	isWideLocale: false,
};

describe('the help', () => {
	test('is made from the keys, one in a row', () => {
		expect(drawHelp(help, 0, {columns: 80, rows: 20}).map(textOf)).toEqual([
			` Keys ${'─'.repeat(74)}`,
			' r     Tries to reach the master at once, by a new schedule.',
			' esc   Goes back.',
			' q     Stops the agent, after asking.',
		]);
	});

	test('goes on in the next row where a sentence is too long for one', () => {
		expect(drawHelp(help, 0, {columns: 40, rows: 20}).map(textOf).slice(1, 4)).toEqual([
			' r     Tries to reach the master at',
			'       once, by a new schedule.',
			' esc   Goes back.',
		]);
	});

	test('says how much more there is, and how to see it, until its end is shown', () => {
		const size = {columns: 40, rows: 4};
		expect(drawHelp(help, 0, size).map(textOf).slice(1)).toEqual([
			' r     Tries to reach the master at',
			'       once, by a new schedule.',
			' … 2 more: ▴▾ moves.',
		]);
		expect(lastHelpTop(help, size)).toBe(1);
		const end = ['       once, by a new schedule.', ' esc   Goes back.', ' q     Stops the agent, after asking.'];
		expect(drawHelp(help, 1, size).map(textOf).slice(1)).toEqual(end);
		expect(drawHelp(help, 99, size).map(textOf).slice(1)).toEqual(end);
	});

	test('names --ascii at its end in a locale of wide symbols', () => {
		const rows = drawHelp({...help, isWideLocale: true}, 99, {columns: 40, rows: 4});
		expect(textOf(rows.at(-1))).toBe(' --ascii.');
	});

	test('never exceeds its room', () => {
		fc.assert(
			fc.property(
				fc.nat(30),
				fc.integer({min: 1, max: 100}),
				fc.nat(12),
				fc.boolean(),
				(rows, columns, top, isWideLocale) => {
					const shown = drawHelp({...help, isWideLocale}, top, {columns, rows});
					expect(shown.length).toBeLessThanOrEqual(rows);
					expect(shown.every((row) => widthOfRow(row) === columns)).toBe(true);
				},
			),
		);
	});
});
