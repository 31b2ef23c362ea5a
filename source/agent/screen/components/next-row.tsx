import {Box, Spacer} from 'ink';
import {Bar} from '../../../terminal/components/bar.js';
import {Leaf} from '../../../terminal/components/leaf.js';
import {Ends, Line} from '../../../terminal/components/line.js';
import {type Row, widthOf} from '../../../terminal/rows/row.js';
import type {NextLine} from '../words/next-lines.js';

/** Where the bar of a wait begins, and how wide it is. */
const bar = {column: 37, width: 20};

/** The label's column. */
const labelWidth = 14;

export type NextRowProps = {
	readonly line: NextLine;
	/** Without a bar. */
	readonly isMotionless: boolean;
	/** In few words, and without a bar. */
	readonly isNarrow: boolean;
};

/** A line of what comes next, with its label in a column of its own and a bar that shows how much of the wait is over. */
export function NextRow({line, isMotionless, isNarrow}: NextRowProps) {
	if (isNarrow) {
		return <ShortNextRow line={line} />;
	}

	const {label, value, style, share, right = ''} = line;
	const hasBar = share !== undefined && !isMotionless && widthOf(value) < bar.column - labelWidth;
	const left: Row = [{text: ` ${label}`.padEnd(labelWidth)}, {text: value, style}];
	const end: Row = [{text: `${right} `}];
	return hasBar ? (
		<Line>
			<Box width={bar.column} flexShrink={0}>
				<Leaf row={left} />
			</Box>
			<Bar share={share} width={bar.width} />
			<Spacer />
			<Leaf row={end} />
		</Line>
	) : (
		<Ends left={left} right={end} />
	);
}

const shortLabels: Readonly<Record<NextLine['label'], string>> = {
	Next: 'Next',
	'Next try': 'Next',
	Trying: 'Try',
	Then: 'Then',
	Heartbeat: 'Beat',
	Streak: 'Streak',
};

function ShortNextRow({line}: {readonly line: NextLine}) {
	const {label, value, shortValue = value, style, right = '', shortRight = right} = line;
	return (
		<Ends left={[{text: ` ${shortLabels[label]}  `}, {text: shortValue, style}]} right={[{text: `${shortRight} `}]} />
	);
}
