import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Help} from '../../../source/terminal/components/help.js';
import {type HelpContent, lastHelpTop} from '../../../source/terminal/rows/help.js';
import {type ScreenSize, widthOf} from '../../../source/terminal/rows/row.js';
import {drawLines} from '../../stories/draw-rows.js';

const help: HelpContent = {
	keys: [
		{label: 'r', does: 'retry now', explains: 'Tries to reach the master at once, by a new schedule.'},
		{label: 'esc', does: 'back', explains: 'Goes back.'},
		{label: 'q', does: 'quit', explains: 'Stops the agent, after asking.'},
	],
	isWideLocale: false,
};

function draw(content: HelpContent, top: number, size: ScreenSize): readonly string[] {
	return drawLines(<Help {...content} top={top} size={size} />, size).map((line) => line.trimEnd());
}

describe('the help', () => {
	test('is made from the keys, one in a row', () => {
		expect(draw(help, 0, {columns: 80, rows: 4})).toEqual([
			` Keys ${'─'.repeat(74)}`,
			' r     Tries to reach the master at once, by a new schedule.',
			' esc   Goes back.',
			' q     Stops the agent, after asking.',
		]);
	});

	test('goes on in the next row where a sentence is too long for one', () => {
		expect(draw(help, 0, {columns: 40, rows: 20}).slice(1, 4)).toEqual([
			' r     Tries to reach the master at',
			'       once, by a new schedule.',
			' esc   Goes back.',
		]);
	});

	test('says how much more there is, and how to see it, until its end is shown', () => {
		const size = {columns: 40, rows: 4};
		expect(draw(help, 0, size).slice(1)).toEqual([
			' r     Tries to reach the master at',
			'       once, by a new schedule.',
			' … 2 more: ▴▾ moves.',
		]);
		expect(lastHelpTop(help, size)).toBe(1);
		const end = ['       once, by a new schedule.', ' esc   Goes back.', ' q     Stops the agent, after asking.'];
		expect(draw(help, 1, size).slice(1)).toEqual(end);
		expect(draw(help, 99, size).slice(1)).toEqual(end);
	});

	test('names --ascii at its end in a locale of wide symbols', () => {
		const lines = draw({...help, isWideLocale: true}, 99, {columns: 40, rows: 4});
		expect(lines.at(-1)).toBe(' --ascii.');
	});

	test('never exceeds its room', () => {
		fc.assert(
			fc.property(
				fc.nat(30),
				fc.integer({min: 2, max: 100}),
				fc.nat(12),
				fc.boolean(),
				(rows, columns, top, isWideLocale) => {
					const content = {...help, isWideLocale};
					const screen = {columns, rows: rows + 2};
					const lines = drawLines(<Help {...content} top={top} size={{columns, rows}} />, screen);
					expect(lines.slice(rows)).toEqual([' '.repeat(columns), ' '.repeat(columns)]);
					expect(lines.every((line) => widthOf(line) === columns)).toBe(true);
				},
			),
		);
	});
});
