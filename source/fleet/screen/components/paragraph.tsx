import {Part} from '../../../terminal/components/part.js';
import type {LabelledLine} from '../words/labelled-text.js';
import {Labelled} from './labelled.js';

export type ParagraphProps = {
	readonly lines: readonly LabelledLine[];
	/** So many rows it takes, whatever stands in it. */
	readonly rows: number;
	readonly isDim: boolean;
};

/** A text of several lines with its label at the left. */
export function Paragraph({lines, rows, isDim}: ParagraphProps) {
	return (
		<Part rows={rows}>
			{lines.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line of a text is its place.
				<Labelled key={index} {...line} isDim={isDim} />
			))}
		</Part>
	);
}
