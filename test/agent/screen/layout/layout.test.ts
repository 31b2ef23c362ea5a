import fc from 'fast-check';
import {expect, test} from 'vitest';
import {layOut, layOutNarrow} from '../../../../source/agent/screen/layout/layout.js';

/** The header, the state, two lines of what is next, the foot and the keys. */
const alwaysNarrow = 6;

test('a narrow window gives the reason its rows first, then the diagram, the strips and the log', () => {
	expect(layOutNarrow({height: 10, reason: 6, strips: 2})).toEqual({reason: 4, gap: 0, diagram: 0, strips: 0, log: 0});
	expect(layOutNarrow({height: 10, reason: 2, strips: 2})).toEqual({reason: 2, gap: 1, diagram: 1, strips: 0, log: 0});
	expect(layOutNarrow({height: 14, reason: 3, strips: 2})).toEqual({reason: 3, gap: 1, diagram: 1, strips: 2, log: 0});
	expect(layOutNarrow({height: 16, reason: 3, strips: 2})).toEqual({reason: 3, gap: 1, diagram: 1, strips: 2, log: 2});
});

test('no more rows are given away than there are, at any height', () => {
	// A part that is shown has a blank row above it.
	const under = (rows: number) => (rows > 0 ? rows + 1 : 0);
	fc.assert(
		fc.property(
			fc.integer({min: 10, max: 100}),
			fc.integer({min: 1, max: 12}),
			fc.constantFrom(1, 2),
			(height, reason, strips) => {
				const narrow = layOutNarrow({height, reason, strips});
				expect(narrow.reason).toBeGreaterThan(0);
				expect(
					alwaysNarrow + narrow.reason + narrow.gap + narrow.diagram + narrow.strips + under(narrow.log),
				).toBeLessThanOrEqual(height);
				const wide = layOut({height, fixed: 8, diagram: 7, strips});
				expect(
					8 + wide.gap + wide.foot + under(wide.diagram) + under(wide.strips) + under(wide.log),
				).toBeLessThanOrEqual(height);
			},
		),
	);
});
