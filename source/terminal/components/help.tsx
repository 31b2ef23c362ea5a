import {type HelpContent, helpRows} from '../rows/help.js';
import type {ScreenSize} from '../rows/row.js';
import {Rule} from './rule.js';
import {Scrolled} from './scrolled.js';

/** The keys to explain, and which of their rows are shown where. */
export type HelpProps = HelpContent & {
	/** The first row shown. */
	readonly top: number;
	/** The room that the help has. */
	readonly size: ScreenSize;
};

/** The help of a screen, made from the same list as its bottom line. */
export function Help({keys, isWideLocale, top, size: {columns, rows}}: HelpProps) {
	return (
		<Scrolled
			title={<Rule title={{text: 'Keys', style: 'bold'}} />}
			lines={helpRows({keys, isWideLocale}, columns)}
			top={top}
			rows={rows}
		/>
	);
}
