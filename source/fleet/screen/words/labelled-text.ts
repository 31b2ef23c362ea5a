import {isNarrow} from '../../../terminal/rows/screen-sizes.js';
import {wrapText} from '../../../terminal/rows/wrap-text.js';

/** One line of a text, and what stands at its left. */
export type LabelledLine = {
	/** Empty on all lines but the first. */
	readonly label: string;
	/** In cells, the blank before the label among them. 0: no label, the text stands one cell from the edge. */
	readonly labelWidth: number;
	readonly text: string;
};

/** A text with its label at the left, in as many lines as it takes; its last one holds the rest where they are `most`. */
export function labelledText(
	label: string,
	text: string,
	{columns, labelWidth, most}: {readonly columns: number; readonly labelWidth: number; readonly most?: number},
): readonly LabelledLine[] {
	return wrapText(text, Math.max(1, columns - labelWidth - 1), most).map((line, index) => ({
		label: index === 0 ? label : '',
		labelWidth,
		text: line,
	}));
}

const paragraphLabelWidth = 7;

/** A paragraph that says what, why or what comes next; without an indent where there is little room. */
export function paragraph(label: string, text: string, columns: number, most?: number): readonly LabelledLine[] {
	if (most === 0) {
		return [];
	}

	return isNarrow({columns})
		? wrapText(`${label}  ${text}`, Math.max(1, columns - 2), most).map((line) => ({
				label: '',
				labelWidth: 0,
				text: line,
			}))
		: labelledText(label, text, {columns, labelWidth: paragraphLabelWidth, ...(most === undefined ? {} : {most})});
}
