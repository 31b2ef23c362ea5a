import {TextFieldLine} from '../../../terminal/components/text-field-line.js';
import type {TextField} from '../../../terminal/keys/text-field.js';
import {isNarrow} from '../../../terminal/rows/screen-sizes.js';

/** The filter while it is typed. Every printable key is text: only what ends it is named. */
export function FilterField({field, columns}: {readonly field: TextField; readonly columns: number}) {
	const keys = isNarrow({columns}) ? ' enter keeps, esc all ' : ' enter keeps it, esc shows all ';
	return (
		<TextFieldLine label={{text: ' / ', style: 'accent-bold'}} field={field} right={[{text: keys, style: 'dim'}]} />
	);
}
