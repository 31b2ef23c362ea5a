import {fitText, type Row} from '../../../terminal/rows/row.js';
import {wrapText} from '../../../terminal/rows/wrap-text.js';

/** A text under a title, in lines with a label each. Without labels it is a sentence. */
export type PageText = {
	readonly title: string;
	readonly lines: ReadonlyArray<readonly [label: string, text: string]> | string;
};

/** Long lines are broken; their label has a column of its own. */
export function textPageRows({lines}: PageText, columns: number): readonly Row[] {
	if (typeof lines === 'string') {
		return wrapText(lines, columns - 2).map((text): Row => [{text: ` ${text}`}]);
	}

	return lines.flatMap(([label, text]) =>
		wrapText(text, Math.max(1, columns - 13)).map(
			(line, index): Row => [{text: ` ${fitText(index === 0 ? label : '', 10)}`, style: 'dim'}, {text: ` ${line}`}],
		),
	);
}
