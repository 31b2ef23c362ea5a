import type {Row} from '../../../terminal/rows/row.js';

/** A row without what calls for attention: of what is only remembered. */
export function dimmed(row: Row): Row {
	return row.map(({text}) => ({text, style: 'dim'}));
}
