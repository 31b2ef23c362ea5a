import {Ends} from '../../../terminal/components/line.js';
import {fitText, type Row} from '../../../terminal/rows/row.js';
import type {LogLine} from '../words/log-lines.js';

/** Lines of a log, in a row each. Times of other days are wider: all that are shown make way for the widest. */
export function LogRows({lines}: {readonly lines: readonly LogLine[]}) {
	const whenWidth = Math.max(0, ...lines.map(({when}) => when.length));
	return lines.map(({when, word, style, text, right}, index) => {
		const left: Row = [{text: ` ${when.padEnd(whenWidth)}  `, style: 'dim'}, {text: fitText(word, 7), style}, {text}];
		// biome-ignore lint/suspicious/noArrayIndexKey: a row of a screen is its place.
		return <Ends key={index} left={left} right={right === undefined ? [] : [{text: right}]} />;
	});
}
