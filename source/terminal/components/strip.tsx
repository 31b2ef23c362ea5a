import {type AvailabilityStripInput, availabilityStrip} from '../rows/strip.js';
import {Leaf} from './leaf.js';

/** The time that a strip shows, and what happened in it. */
export type StripProps = Omit<AvailabilityStripInput, 'width'>;

/** Time as a line of cells, as wide as there is room: each cell shows the worst moment in it. */
export function Strip(input: StripProps) {
	return <Leaf row={(width) => availabilityStrip({...input, width})} grows />;
}
