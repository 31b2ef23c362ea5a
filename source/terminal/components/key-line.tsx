import type {KeyHint} from '../rows/key-hint.js';
import {keyLineEnds} from '../rows/key-line.js';
import {Ends} from './line.js';

/** The keys at either end, and how much room there is for them. */
export type KeyLineProps = {
	/** What matters now, the most important first. */
	readonly left: readonly KeyHint[];
	/** What stands at the right end: help, quit. */
	readonly right: readonly KeyHint[];
	/** The width of the screen: how the keys are said depends on it. */
	readonly columns: number;
};

/** The bottom line of a screen: its keys. */
export function KeyLine({left, right, columns}: KeyLineProps) {
	return <Ends {...keyLineEnds(left, right, columns)} />;
}
