import {fitText, type Row, type Segment, spread, widthOfRow} from '../../terminal/rows/row.js';
import {progress} from '../../terminal/rows/strip.js';
import type {NextLine} from './next-lines.js';

/** Where the bar of a wait begins, and how wide it is. */
const bar = {column: 37, width: 20};

/** A line of what comes next, with its label in a column of its own. */
export function drawNextLine(next: NextLine, width: number, isMotionless: boolean): Row {
	const value: Segment = {text: next.value, style: next.style};
	const left: Row = [{text: ` ${fitText(next.label, 13)}`}, value];
	const right: Row = [{text: next.right ?? ''}, {text: ' '}];
	const room = bar.column - widthOfRow(left);
	if (next.share === undefined || isMotionless || room < 1) {
		return spread(left, right, width);
	}

	return spread([...left, {text: ' '.repeat(room)}, ...progress(next.share, bar.width)], right, width);
}

const shortLabels: Readonly<Record<NextLine['label'], string>> = {
	Next: 'Next',
	'Next try': 'Next',
	Trying: 'Try',
	Then: 'Then',
	Heartbeat: 'Beat',
	Streak: 'Streak',
};

/** The same in a narrow window: no bar. */
export function drawShortNextLine(next: NextLine, width: number): Row {
	const value: Segment = {text: next.shortValue ?? next.value, style: next.style};
	const right = next.shortRight ?? next.right ?? '';
	return spread([{text: ` ${shortLabels[next.label]}  `}, value], [{text: right}, {text: ' '}], width);
}
