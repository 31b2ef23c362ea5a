import {Box} from 'ink';
import {safeText} from '../../../base/safe-text.js';
import {Leaf} from '../../../terminal/components/leaf.js';
import {Line} from '../../../terminal/components/line.js';
import {type Row, type Segment, widthOf} from '../../../terminal/rows/row.js';
import {wrapText} from '../../../terminal/rows/wrap-text.js';
import type {Scene} from '../state/scene.js';
import {reasonLines} from '../words/reason-lines.js';

/** Blanks before and after a line of the reason. */
const margins = {left: 3, right: 1};

export type ReasonProps = {readonly scene: Scene; readonly columns: number};

/** Why the agent is not well, or why nothing is wrong, in two rows; beside it the trust, under the master's address. */
export function Reason({scene, columns}: ReasonProps) {
	const [first, second] = reasonLines(scene);
	const trust = ` ${safeText(scene.model.facts.trust, 16)} `;
	// What does not fit beside the trust goes on in the second row.
	const room = columns - widthOf(trust) - margins.left - margins.right;
	const [line = '', rest = ''] = wrapText(first?.text ?? '', room, 2);
	const more = [rest, second?.text ?? ''].filter((text) => text !== '').join(' ');
	return (
		<>
			<ReasonRow reason={{...first, text: line}} right={[{text: trust, style: 'dim'}]} />
			<ReasonRow reason={{...second, text: more}} />
		</>
	);
}

function ReasonRow({reason, right = []}: {readonly reason: Segment; readonly right?: Row}) {
	return (
		<Line>
			<Box marginLeft={margins.left} marginRight={margins.right} flexGrow={1}>
				<Leaf row={[reason]} grows shrinks />
			</Box>
			<Leaf row={right} />
		</Line>
	);
}
