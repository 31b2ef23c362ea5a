import {Box} from 'ink';
import {Leaf} from '../../../terminal/components/leaf.js';
import {Line} from '../../../terminal/components/line.js';
import {Name} from '../../../terminal/components/name.js';
import {type Row, widthOfRow} from '../../../terminal/rows/row.js';
import type {Scene} from '../state/scene.js';
import {fitting, headline, stateMark} from '../words/headline.js';

export type StateLineProps = {
	readonly scene: Scene;
	readonly isNarrow: boolean;
	/** Of the master, at the right end. @default it does not stand here */
	readonly address?: string | undefined;
};

/** The state and since when. Words of that are given up before the address is cut. */
export function StateLine({scene, isNarrow, address}: StateLineProps) {
	const says = headline(scene);
	const mark: Row = [{text: ' '}, stateMark(says), {text: '   '}];
	const markWidth = widthOfRow(mark);
	const wordings = isNarrow ? says.shortSince : says.since;
	const since = (width: number): Row => [...mark, {text: fitting(wordings, width - markWidth)}];
	return (
		<Line>
			<Leaf row={since} width={widthOfRow(since(0))} grows shrinks={address === undefined} />
			{address !== undefined && (
				<Box marginLeft={2} marginRight={1}>
					<Name text={address} />
				</Box>
			)}
		</Line>
	);
}
