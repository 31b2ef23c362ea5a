import {Rule} from '../../../terminal/components/rule.js';
import {Scrolled} from '../../../terminal/components/scrolled.js';
import type {ScreenSize} from '../../../terminal/rows/row.js';
import {type PageText, textPageRows} from '../words/text-page-rows.js';

export type TextPageProps = {
	readonly text: PageText;
	/** The first row shown. */
	readonly top: number;
	/** The room that it has. */
	readonly size: ScreenSize;
};

/** A text under its title, which scrolls. */
export function TextPage({text, top, size: {columns, rows}}: TextPageProps) {
	return (
		<Scrolled
			title={<Rule title={{text: text.title, style: 'bold'}} />}
			lines={textPageRows(text, columns)}
			top={top}
			rows={rows}
		/>
	);
}
