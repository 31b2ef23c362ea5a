import {Part} from '../../../terminal/components/part.js';
import {Blank, Rows} from '../../../terminal/components/rows.js';
import {Rule} from '../../../terminal/components/rule.js';
import type {Layout} from '../layout/layout.js';
import {isOutOfContact, type Scene} from '../state/scene.js';
import {reasonRows} from '../words/reach-words.js';
import {EventRows} from './event-rows.js';

export type FleetEventsProps = {
	readonly scene: Scene;
	readonly columns: number;
	readonly layout: Layout['events'];
};

/** What happened last in the fleet. Above it, while there is no contact, why. */
export function FleetEvents({scene, columns, layout: {head, lines}}: FleetEventsProps) {
	const {model, moment} = scene;
	const rows = head + lines;
	if (lines === 0 || !model.isKnown()) {
		return <Part rows={rows} />;
	}

	// Where there is no agent it stands in place of the table.
	const reason = model.agents().size === 0 ? [] : reasonRows(model.reach(), columns, lines > 1 ? 2 : rows);
	// A reason that is longer than the row of the one event has the blank row above it too.
	const hasHead = head === 1 && reason.length <= lines;
	return (
		<Part rows={rows}>
			{hasHead && (lines > 1 ? <Rule title="Fleet events" /> : <Blank />)}
			<Rows rows={reason} />
			<EventRows
				events={model.events().slice(-lines).reverse()}
				columns={columns}
				moment={moment}
				isDim={isOutOfContact(scene)}
			/>
		</Part>
	);
}
