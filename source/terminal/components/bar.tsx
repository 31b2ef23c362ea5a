import {progress} from '../rows/strip.js';
import {Leaf} from './leaf.js';

/** How long a bar is, and how much of it is filled. */
export type BarProps = {
	/** How much of it is filled: 0 … 1. */
	readonly share: number;
	/** In cells. */
	readonly width: number;
};

/** A bar that is filled to a share of its width. */
export function Bar({share, width}: BarProps) {
	return <Leaf row={progress(share, width)} width={width} />;
}
