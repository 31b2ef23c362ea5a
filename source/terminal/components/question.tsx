import type {Row} from '../rows/row.js';
import {wrapText} from '../rows/wrap-text.js';
import {Rows} from './rows.js';

/** A question, and the room that it may take. */
export type QuestionProps = {
	/** With the keys that answer it at its end: `y/N`. */
	readonly text: string;
	/** The width of the screen. */
	readonly columns: number;
	/** In at most so many rows. */
	readonly most: number;
};

/** A question in place of the keys. */
export function Question({text, columns, most}: QuestionProps) {
	return <Rows rows={questionRows({text, columns, most})} />;
}

function questionRows({text, columns, most}: QuestionProps): readonly Row[] {
	return wrapText(text, Math.max(1, columns - 2), most).map((line): Row => [{text: ` ${line}`, style: 'bold'}]);
}
