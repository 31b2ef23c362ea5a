import {Ends} from '../../../terminal/components/line.js';
import {Part} from '../../../terminal/components/part.js';
import {Rule} from '../../../terminal/components/rule.js';
import {EventRows} from '../components/event-rows.js';
import {eventWindow} from '../layout/event-window.js';
import type {Scene} from '../state/scene.js';

export type EventPageProps = {
	readonly scene: Scene;
	/** How many of the newest are passed over. */
	readonly top: number;
	readonly columns: number;
	readonly rows: number;
};

/** The page of what happened in the fleet, newest first. */
export function EventPage({scene: {model, moment}, top, columns, rows}: EventPageProps) {
	const events = model.events();
	const {first, shown} = eventWindow(events, top, rows);
	const right =
		events.length === 0 ? undefined : `${first + 1}-${first + shown.length} of ${events.length}, newest first`;
	return (
		<Part rows={rows}>
			<Rule title={{text: 'Fleet events', style: 'bold'}} right={right} />
			{events.length === 0 && <Ends left={[{text: ' Nothing in the last hour.'}]} />}
			<EventRows events={shown} columns={columns} moment={moment} />
		</Part>
	);
}
