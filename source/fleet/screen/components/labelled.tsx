import {Leaf} from '../../../terminal/components/leaf.js';
import {Line} from '../../../terminal/components/line.js';
import type {LabelledLine} from '../words/labelled-text.js';

/** One line of a text, with its label at the left. */
export function Labelled({label, labelWidth, text, isDim = false}: LabelledLine & {readonly isDim?: boolean}) {
	return (
		<Line>
			<Leaf row={[{text: ` ${label}`, style: 'dim'}]} width={Math.max(1, labelWidth)} />
			<Leaf row={[{text, style: isDim ? 'dim' : 'plain'}]} grows shrinks />
		</Line>
	);
}
