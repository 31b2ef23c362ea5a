import {Part} from '../../../terminal/components/part.js';
import {Rule} from '../../../terminal/components/rule.js';
import type {FleetAgent} from '../../model/fleet-agent.js';
import {explainNext, explainNextShortly, explainWhat, explainWhy, neighboursOf} from '../../words/explanation.js';
import {detailRows, type Layout} from '../layout/layout.js';
import {fleetMoment, isOutOfContact, type Scene} from '../state/scene.js';
import {type LabelledLine, paragraph} from '../words/labelled-text.js';
import {AgentRule} from './agent-rule.js';
import {Paragraph} from './paragraph.js';

export type AgentDetailProps = {
	readonly scene: Scene;
	readonly columns: number;
	readonly layout: Layout;
};

/** The selected agent under the table: what is, why, what comes next. */
export function AgentDetail({scene, columns, layout}: AgentDetailProps) {
	const {ui, model} = scene;
	const agent = ui.selected === undefined ? undefined : model.agents().get(ui.selected);
	if (agent === undefined) {
		return (
			<Part rows={detailRows(layout)}>
				<Rule />
			</Part>
		);
	}

	const {rule, what, why, next} = layout.detail;
	const moment = fleetMoment(scene);
	const isDim = isOutOfContact(scene);
	const reason = explainWhy(agent, neighboursOf(agent, model.agents().values()));
	return (
		<>
			{rule === 1 && <AgentRule agent={agent} now={moment.monotonicMs} isDim={isDim} />}
			<Paragraph lines={paragraph('What', explainWhat(agent, moment), columns, what)} rows={what} isDim={isDim} />
			<Paragraph lines={paragraph('Why', reason, columns, why)} rows={why} isDim={isDim} />
			<Paragraph lines={nextLines(agent, scene, columns, next)} rows={next} isDim={isDim} />
		</>
	);
}

/** In fewer words where all of them do not fit. */
function nextLines(agent: FleetAgent, scene: Scene, columns: number, rows: number): readonly LabelledLine[] {
	const moment = fleetMoment(scene);
	const whole = paragraph('Next', explainNext(agent, moment), columns);
	return whole.length <= rows ? whole : paragraph('Next', explainNextShortly(agent, moment), columns, rows);
}
