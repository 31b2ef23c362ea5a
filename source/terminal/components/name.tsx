import {memo} from 'react';
import {type Style, truncateMiddle, widthOf} from '../rows/row.js';
import {Leaf} from './leaf.js';

/** A name, and its look. */
export type NameProps = {
	/** Holds no control characters. */
	readonly text: string;
	/** @default 'plain' */
	readonly style?: Style;
};

/** A name or an address. It gives way where there is too little room, in its middle: both ends tell it from others. */
export const Name = memo(function Name({text, style = 'plain'}: NameProps) {
	return <Leaf row={(width) => [{text: truncateMiddle(text, width), style}]} width={widthOf(text)} shrinks />;
});
