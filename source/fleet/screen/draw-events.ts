import {clockOf, type Moment} from '../../base/moment.js';
import {rule} from '../../terminal/rows/frame.js';
import {fitRow, fitText, type Row, type Style, truncateMiddle, widthOf} from '../../terminal/rows/row.js';
import type {FleetEvent} from '../model/fleet-event.js';

const styles = {info: 'bold', warning: 'warning-bold', error: 'danger-bold'} as const satisfies Record<
	FleetEvent['severity'],
	Style
>;

/**
Events in a row each, in the order given: when, what, whose, and the words. What happened is as wide as the longest of
them. `isNamed`: false where all are of one agent.
*/
export function drawEvents(
	events: readonly FleetEvent[],
	moment: Moment,
	width: number,
	isNamed = true,
): readonly Row[] {
	const wordWidth = Math.max(0, ...events.map(({word}) => widthOf(word)));
	return events.map(({at, word, agent, severity, text}) =>
		fitRow(
			[
				{text: ` ${clockOf(moment, at)}  `, style: 'dim'},
				{text: fitText(word, wordWidth), style: styles[severity]},
				{text: isNamed ? `  ${truncateMiddle(agent, Math.max(8, Math.floor(width / 4)))}  ` : '  '},
				{text},
			],
			width,
		),
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
	const first = Math.min(top, lastEventTop(events, rows));
	const shown = events.slice(Math.max(0, events.length - first - count), events.length - first).reverse();
	const right =
		events.length === 0 ? undefined : `${first + 1}-${first + shown.length} of ${events.length}, newest first`;
	return [
		rule(width, {text: title, style: 'bold'}, right),
		...(events.length === 0 ? [[{text: ` ${none}`}]] : drawEvents(shown, moment, width)),
	].slice(0, rows);
}

/** How many of the newest events are passed over when the list shows its end. */
export function lastEventTop(events: readonly FleetEvent[], rows: number): number {
	return Math.max(0, events.length - Math.max(0, rows - 1));
}
