import {Part} from '../../../terminal/components/part.js';
import {Blank, Rows} from '../../../terminal/components/rows.js';
import type {ScreenSize} from '../../../terminal/rows/row.js';
import {AgentDetail} from '../components/agent-detail.js';
import {AgentTable} from '../components/agent-table.js';
import {EmptyList} from '../components/empty-list.js';
import {FleetEvents} from '../components/fleet-events.js';
import {FleetStrip} from '../components/fleet-strip.js';
import {Foot} from '../components/foot.js';
import {Header} from '../components/header.js';
import {layoutOf, noContactRows} from '../layout/fleet-layout.js';
import {detailRows, type Layout} from '../layout/layout.js';
import type {Scene} from '../state/scene.js';
import {footWords} from '../words/foot-words.js';

export type FleetPageProps = {
	readonly scene: Scene;
	readonly size: ScreenSize;
};

/** The page of the fleet: the counts, the table, the selected agent, what happened last. */
export function FleetPage({scene, size}: FleetPageProps) {
	const {columns} = size;
	const layout = layoutOf(scene, size);
	const hasFoot = layout.foot === 1;
	return (
		<>
			<Header
				scene={scene}
				columns={columns}
				title={hasFoot ? undefined : keptFilter(scene)}
				rights={hasFoot ? [] : footWords(scene, layout.list)}
			/>
			{layout.fleetStrip === 1 && (scene.model.isKnown() ? <FleetStrip scene={scene} /> : <Blank />)}
			<Agents scene={scene} columns={columns} layout={layout} />
			{hasFoot && <Foot scene={scene} columns={columns} listRows={layout.list} />}
			<BelowAgents scene={scene} size={size} layout={layout} />
			<FleetEvents scene={scene} columns={columns} layout={layout.events} />
		</>
	);
}

type PartProps = {readonly scene: Scene; readonly layout: Layout};

/** The agents, or what is said where none is in the list. */
function Agents({scene, columns, layout: {columnHeads, list}}: PartProps & {readonly columns: number}) {
	return scene.ui.order.names.length === 0 ? (
		<>
			<Blank rows={columnHeads} />
			<EmptyList scene={scene} columns={columns} rows={list} />
		</>
	) : (
		<AgentTable scene={scene} width={columns} hasHeads={columnHeads === 1} rows={list} />
	);
}

/** The selected agent. On a low screen why there is no contact stands in its place. */
function BelowAgents({scene, size, layout}: PartProps & {readonly size: ScreenSize}) {
	const noContact = noContactRows(scene, size);
	return noContact === undefined ? (
		<AgentDetail scene={scene} columns={size.columns} layout={layout} />
	) : (
		<Part rows={detailRows(layout)}>
			<Rows rows={noContact} />
		</Part>
	);
}

/** The filter that is kept: where there is no row for it, it stands in the rule. */
function keptFilter({ui}: Scene): string | undefined {
	return ui.filter.text !== '' && !ui.isFiltering ? `/ ${ui.filter.text}` : undefined;
}
