import {type TextField, textFieldSegments} from '../keys/text-field.js';
import type {Row, Segment} from '../rows/row.js';
import {Leaf} from './leaf.js';
import {Line} from './line.js';

/** A field, and what stands on either side of it. */
export type TextFieldLineProps = {
	/** What is typed here, with its blanks. */
	readonly label: Segment;
	readonly field: TextField;
	/** What the keys do that end it, with its blanks. @default nothing */
	readonly right?: Row;
};

/** A row in which a text is typed, with its cursor in view. */
export function TextFieldLine({label, field, right = []}: TextFieldLineProps) {
	return (
		<Line>
			<Leaf row={[label]} />
			<Leaf row={(width) => textFieldSegments(field, width)} grows />
			<Leaf row={right} />
		</Line>
	);
}
