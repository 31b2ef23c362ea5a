import {clockOf, type Moment} from '../../../base/moment.js';
import {Leaf} from '../../../terminal/components/leaf.js';
import {Line} from '../../../terminal/components/line.js';
import {fitText, type Row, type Style, truncateMiddle, widthOf} from '../../../terminal/rows/row.js';
import type {FleetEvent} from '../../model/fleet-event.js';
import {eventWords} from '../../words/event-words.js';
import {dimmed} from '../words/dimmed.js';

const styles = {info: 'bold', warning: 'warning-bold', error: 'danger-bold'} as const satisfies Record<
	FleetEvent['severity'],
	Style
>;

export type EventRowProps = {
	readonly event: FleetEvent;
	/** What happened is so wide: as the longest of those that stand together. */
	readonly wordWidth: number;
	/** Whose it is takes so many cells at most. Undefined where all are of one agent. */
	readonly nameWidth: number | undefined;
	readonly moment: Moment;
	/** @default false */
	readonly isDim?: boolean;
};

/** One event in one row: when, what, whose, and the words. */
export function EventRow({event, wordWidth, nameWidth, moment, isDim = false}: EventRowProps) {
	const {at, word, agent, severity} = event;
	const row: Row = [
		{text: ` ${clockOf(moment, at)}  `, style: 'dim'},
		{text: fitText(word, wordWidth), style: styles[severity]},
		{text: nameWidth === undefined ? '  ' : `  ${truncateMiddle(agent, nameWidth)}  `},
		{text: eventWords(event)},
	];
	return (
		<Line>
			<Leaf row={isDim ? dimmed(row) : row} grows shrinks />
		</Line>
	);
}

/** How wide what happened is, of all these events. */
export function wordWidthOf(events: readonly FleetEvent[]): number {
	return Math.max(0, ...events.map(({word}) => widthOf(word)));
}

/** How wide the name of an agent may be beside its event. */
export function nameWidthIn(columns: number): number {
	return Math.max(8, Math.floor(columns / 4));
}
