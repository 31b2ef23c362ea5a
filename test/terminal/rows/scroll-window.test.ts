import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {scrollWindow} from '../../../source/terminal/rows/scroll-window.js';

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
