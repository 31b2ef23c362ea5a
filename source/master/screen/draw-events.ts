import {rule} from '../../terminal/frame.js';
import {clockOf, type Moment} from '../../terminal/moment.js';
import {fitRow, fitText, type Row, type Style, truncateMiddle} from '../../terminal/row.js';
import type {FleetEvent} from './fleet-event.js';

const styles = {info: 'bold', warning: 'warning-bold', error: 'danger-bold'} as const satisfies Record<
	FleetEvent['severity'],
	Style
>;

/** One event in one row: when, what, whose, and the words. */
export function drawEvent({atMs, word, agent, severity, text}: FleetEvent, moment: Moment, width: number): Row {
	const name = truncateMiddle(agent, Math.max(8, Math.floor(width / 4)));
	return fitRow(
		[
			{text: ` ${clockOf(moment, atMs)}  `, style: 'dim'},
			{text: fitText(word, Math.max(7, word.length)), style: styles[severity]},
			{text: `  ${name}  `},
			{text},
		],
		width,
	);
}

/** Events from the newest, `top` of them passed over, under a rule. At most `rows` rows. */
export function drawEventList(
	events: readonly FleetEvent[],
	{
		top,
		title,
		none,
		moment,
		width,
		rows,
	}: {
		readonly top: number;
		readonly title: string;
		/** What is said where there is none. */
		readonly none: string;
		readonly moment: Moment;
		readonly width: number;
		readonly rows: number;
	},
): readonly Row[] {
	const count = Math.max(0, rows - 1);
	const first = Math.min(top, Math.max(0, events.length - count));
	const shown = events.slice(Math.max(0, events.length - first - count), events.length - first).reverse();
	const right =
		events.length === 0 ? undefined : `${first + 1}-${first + shown.length} of ${events.length}, newest first`;
	return [
		rule(width, {text: title, style: 'bold'}, right),
		...(events.length === 0 ? [[{text: ` ${none}`}]] : shown.map((event) => drawEvent(event, moment, width))),
	].slice(0, rows);
}
