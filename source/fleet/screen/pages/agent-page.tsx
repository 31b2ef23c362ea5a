import {assertNever} from '../../../base/assert-never.js';
import {Blank} from '../../../terminal/components/rows.js';
import {Rule} from '../../../terminal/components/rule.js';
import {Scrolled} from '../../../terminal/components/scrolled.js';
import type {FleetAgent} from '../../model/fleet-agent.js';
import {AgentRule} from '../components/agent-rule.js';
import {EventRow, wordWidthOf} from '../components/event-row.js';
import {Labelled} from '../components/labelled.js';
import {LastHour} from '../components/last-hour.js';
import {fleetMoment, type Scene} from '../state/scene.js';
import {type AgentPageLine, agentPageLines} from '../words/agent-page-lines.js';

export type AgentPageProps = {
	readonly scene: Scene;
	readonly agent: FleetAgent;
	/** How many of its lines are passed over. */
	readonly top: number;
	readonly columns: number;
	readonly rows: number;
};

/** The page of one agent: what, why and next in full, its particulars, its outages, its events. */
export function AgentPage({scene, agent, top, columns, rows}: AgentPageProps) {
	const moment = fleetMoment(scene);
	const history = scene.model.historyOf(agent.name);
	const lines = agentPageLines(agent, scene, columns);
	const wordWidth = wordWidthOf(lines.flatMap((line) => (line.type === 'event' ? line.event : [])));
	const draw = (line: AgentPageLine) => {
		switch (line.type) {
			case 'text':
				return <Labelled {...line} />;
			case 'blank':
				return <Blank />;
			case 'last-hour':
				return <LastHour history={history} now={moment.monotonicMs} />;
			case 'events-rule':
				return <Rule title={{text: 'Its events', style: 'bold'}} right={line.right} />;
			case 'event':
				return <EventRow event={line.event} wordWidth={wordWidth} nameWidth={undefined} moment={moment} />;
			default:
				return assertNever(line);
		}
	};

	return (
		<Scrolled
			title={<AgentRule agent={agent} now={moment.monotonicMs} />}
			lines={lines.map(draw)}
			top={top}
			rows={rows}
		/>
	);
}
