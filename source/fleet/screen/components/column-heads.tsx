import {Leaf} from '../../../terminal/components/leaf.js';
import {Line} from '../../../terminal/components/line.js';
import {chooseColumns, columnHeads} from '../words/agent-columns.js';

/** The row above the agents that names their columns. */
export function ColumnHeads({width}: {readonly width: number}) {
	return (
		<Line>
			<Leaf row={columnHeads(chooseColumns(width))} />
		</Line>
	);
}
