import {Part} from '../../../terminal/components/part.js';
import {fleetMoment, isOutOfContact, type Scene} from '../state/scene.js';
import {AgentRow} from './agent-row.js';
import {ColumnHeads} from './column-heads.js';

export type AgentTableProps = {
	readonly scene: Scene;
	readonly width: number;
	readonly hasHeads: boolean;
	/** How many agents it shows. Only these are elements. */
	readonly rows: number;
};

/** The agents that are on the screen, in their order. */
export function AgentTable({scene, width, hasHeads, rows}: AgentTableProps) {
	const {ui, model, setting} = scene;
	const moment = fleetMoment(scene);
	const names = ui.order.names.slice(ui.top, ui.top + rows);
	const agents = names.flatMap((name) => model.agents().get(name) ?? []);
	return (
		<Part rows={rows + (hasHeads ? 1 : 0)}>
			{hasHeads && <ColumnHeads width={width} />}
			{agents.map((agent) => (
				<AgentRow
					key={agent.name}
					agent={agent}
					history={model.historyOf(agent.name)}
					moment={moment}
					isSelected={agent.name === ui.selected}
					isMotionless={setting.isMotionless}
					isDim={isOutOfContact(scene)}
					width={width}
				/>
			))}
		</Part>
	);
}
