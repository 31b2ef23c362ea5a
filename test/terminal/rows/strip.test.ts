import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Segment, widthOf} from '../../../source/terminal/rows/row.js';
import {availabilityStrip, bars, progress, type Span} from '../../../source/terminal/rows/strip.js';

const textOf = (segments: readonly Segment[]) => segments.map(({text}) => text).join('');

function strip(parts: {outages?: Span[]; failing?: Span[]; running?: Span[]; width?: number}): Segment[] {
	return availabilityStrip({
		fromMs: 1000,
		toMs: 2000,
		width: 10,
		outages: [],
		failing: [],
		running: [{fromMs: 1000, toMs: Number.POSITIVE_INFINITY}],
		...parts,
	});
}

describe('the availability strip', () => {
	test('shows time as cells: connected, failed, outage, not running', () => {
		const segments = strip({
			running: [
				{fromMs: 0, toMs: 1500},
				{fromMs: 1700, toMs: Number.POSITIVE_INFINITY},
			],
			failing: [{fromMs: 1110, toMs: 1190}],
			outages: [{fromMs: 1300, toMs: 1400}],
		});
		expect(textOf(segments)).toBe('─!─×─  ───');
		expect(segments.filter(({style}) => style === 'dim').map(({text}) => text)).toEqual(['─', '─', '─', '───']);
		expect(segments.find(({text}) => text === '!')?.style).toBe('warning');
		expect(segments.find(({text}) => text === '×')?.style).toBe('danger');
	});

	test('shows the worst moment of a cell, however short', () => {
		expect(textOf(strip({outages: [{fromMs: 1401, toMs: 1402}], failing: [{fromMs: 1400, toMs: 1500}]}))).toBe(
			'────×─────',
		);
		expect(textOf(strip({outages: [{fromMs: 1450, toMs: 1450}]}))).toBe('────×─────');
	});

	test('shows an outage that began in this moment, and one that still lasts', () => {
		expect(textOf(strip({outages: [{fromMs: 2000, toMs: Number.POSITIVE_INFINITY}]}))).toBe('─────────×');
		expect(textOf(strip({outages: [{fromMs: 1750, toMs: Number.POSITIVE_INFINITY}]}))).toBe('───────×××');
	});

	test('leaves out what was before and what comes after', () => {
		expect(
			textOf(
				strip({
					outages: [
						{fromMs: 0, toMs: 999},
						{fromMs: 500, toMs: 1000},
						{fromMs: 2001, toMs: 3000},
					],
				}),
			),
		).toBe('──────────');
	});

	test('is blank where the program never ran', () => {
		expect(textOf(strip({running: []}))).toBe('          ');
	});

	test('has exactly its width, and shows every outage within it', () => {
		const span = fc
			.tuple(fc.integer({min: 0, max: 3000}), fc.integer({min: 0, max: 500}))
			.map(([fromMs, length]) => ({fromMs, toMs: fromMs + length}));
		fc.assert(
			fc.property(fc.array(span), fc.array(span), fc.integer({min: 0, max: 200}), (outages, failing, width) => {
				const text = textOf(strip({outages, failing, width}));
				expect(widthOf(text)).toBe(width);
				const isSeen = outages.some(({fromMs, toMs}) => fromMs <= 2000 && (toMs > 1000 || fromMs >= 1000));
				expect(text.includes('×')).toBe(isSeen && width > 0);
			}),
		);
	});
});

describe('bars', () => {
	test('rise from 0 to the largest quantity', () => {
		expect(bars([0, 1, 2, 3, 4, 5, 6, 7], 8).text).toBe('▁▁▂▃▄▅▆▇');
	});

	test('show the newest at the right, and a blank where nothing was measured', () => {
		expect(bars([7, 7, 1], 2).text).toBe('▇▁');
		expect(bars([undefined, 7, Number.NaN, 1], 6).text).toBe('   ▇ ▁');
	});

	test('can be measured by a given scale', () => {
		expect(bars([7], 1, 70).text).toBe('▁');
		expect(bars([700], 1, 70).text).toBe('▇');
	});

	test('of nothing and of zeros are no failure', () => {
		expect(bars([], 3).text).toBe('   ');
		expect(bars([0, 0], 2).text).toBe('▁▁');
		expect(bars([1], 0).text).toBe('');
	});
});

describe('progress', () => {
	test('fills its share of the width', () => {
		expect(textOf(progress(0.45, 20))).toBe('█████████░░░░░░░░░░░');
		expect(progress(0.5, 2)).toEqual([
			{text: '█', style: 'accent'},
			{text: '░', style: 'dim'},
		]);
	});

	test.each([-1, 0, 0.3, 1, 2, Number.NaN])('has its width at a share of %d', (share) => {
		expect(widthOf(textOf(progress(share, 7)))).toBe(7);
	});
});
