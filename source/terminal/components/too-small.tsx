import type {Row} from '../rows/row.js';
import {tooSmallWords} from '../rows/screen-sizes.js';
import {Leaf} from './leaf.js';
import {Line} from './line.js';

/** What is said of the state where there is room for nothing else. */
export type TooSmallProps = {
	/** What is, in a few words. */
	readonly state: Row;
	/** In cells: the blanks after it. @default 2 */
	readonly gap?: number;
};

/** All that a window shows which is too small for a screen: the state, and what size it takes, in whole words. */
export function TooSmall({state, gap = 2}: TooSmallProps) {
	return (
		<Line>
			<Leaf row={state} shrinks />
			<Leaf row={(width) => [{text: ' '.repeat(Math.min(gap, width))}, {text: tooSmallWords(width - gap)}]} grows />
		</Line>
	);
}
