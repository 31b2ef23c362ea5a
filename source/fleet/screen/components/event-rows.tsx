import type {Moment} from '../../../base/moment.js';
import type {FleetEvent} from '../../model/fleet-event.js';
import {EventRow, nameWidthIn, wordWidthOf} from './event-row.js';

export type EventRowsProps = {
	/** In the order in which they are shown. */
	readonly events: readonly FleetEvent[];
	readonly columns: number;
	readonly moment: Moment;
	readonly isDim?: boolean;
};

/** Events in a row each. */
export function EventRows({events, columns, moment, isDim = false}: EventRowsProps) {
	const wordWidth = wordWidthOf(events);
	return events.map((event) => (
		<EventRow
			key={event.id}
			event={event}
			wordWidth={wordWidth}
			nameWidth={nameWidthIn(columns)}
			moment={moment}
			isDim={isDim}
		/>
	));
}
