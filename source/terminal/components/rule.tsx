import {Box} from 'ink';
import type {Row, Segment} from '../rows/row.js';
import {Leaf} from './leaf.js';
import {Line} from './line.js';
import {Name} from './name.js';

/** What stands in a horizontal line. */
export type RuleProps = {
	/** What follows. It gives way to the right part. */
	readonly title?: string | Segment | undefined;
	/** What there is of it. */
	readonly right?: string | Segment | undefined;
};

/** A horizontal line: ` title ──────── right ──`. Without a title or a right part the line takes their place. */
export function Rule({title, right}: RuleProps) {
	return (
		<Line>
			{title !== undefined && (
				<Box marginX={1}>
					<Name {...toSegment(title)} />
				</Box>
			)}
			<Leaf row={line} grows />
			{right !== undefined && <Leaf row={[{text: ' '}, toSegment(right), {text: ' '}, ...line(2)]} />}
		</Line>
	);
}

function line(width: number): Row {
	return [{text: '─'.repeat(width), style: 'dim'}];
}

function toSegment(part: string | Segment): Segment {
	return typeof part === 'string' ? {text: part} : part;
}
