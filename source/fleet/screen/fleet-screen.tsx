import {Box} from 'ink';
import {assertNever} from '../../base/assert-never.js';
import {Help} from '../../terminal/components/help.js';
import {Part} from '../../terminal/components/line.js';
import {TooSmall} from '../../terminal/components/too-small.js';
import type {ScreenSize} from '../../terminal/rows/row.js';
import {smallestSize} from '../../terminal/rows/screen-sizes.js';
import {glyphs} from '../words/words.js';
import {bottomOf} from './bottom.js';
import {AgentPage} from './components/agent-page.js';
import {BottomRows} from './components/bottom-rows.js';
import {EventPage} from './components/event-page.js';
import {FleetPage} from './components/fleet-page.js';
import {Header} from './components/header.js';
import {helpOf, pageRows} from './page-room.js';
import {isOutOfContact, type Scene} from './scene.js';

export type FleetScreenProps = {
	readonly scene: Scene;
	readonly size: ScreenSize;
};

/** A fleet on a screen of this size. */
export function FleetScreen({scene, size}: FleetScreenProps) {
	const {columns, rows} = size;
	if (columns < smallestSize.columns || rows < smallestSize.rows) {
		return <TooSmall state={[{text: stateWords(scene), style: 'bold'}]} gap={1} />;
	}

	return (
		<Box flexDirection="column" width={columns} height={rows} flexShrink={0} overflow="hidden">
			{scene.ui.page.type === 'fleet' ? (
				<FleetPage scene={scene} size={size} />
			) : (
				<OtherPage scene={scene} size={size} />
			)}
			<BottomRows scene={scene} bottom={bottomOf(scene, columns)} columns={columns} />
		</Box>
	);
}

/** A page other than that of the fleet: it has all the room between the header and the keys. */
function OtherPage({scene, size}: FleetScreenProps) {
	const rows = pageRows(scene, size);
	return (
		<>
			<Header scene={scene} columns={size.columns} />
			<Part rows={rows}>
				<PageContent scene={scene} size={{columns: size.columns, rows}} />
			</Part>
		</>
	);
}

function PageContent({scene, size}: FleetScreenProps) {
	const {page} = scene.ui;
	switch (page.type) {
		case 'fleet':
			return null;
		case 'agent': {
			const agent = scene.model.agents().get(page.name);
			return agent === undefined ? null : <AgentPage scene={scene} agent={agent} top={page.top} {...size} />;
		}

		case 'events':
			return <EventPage scene={scene} top={page.top} {...size} />;
		case 'help':
			return <Help {...helpOf(scene)} top={page.top} size={size} />;
		default:
			return assertNever(page);
	}
}

/** How the fleet is, in the fewest signs. */
function stateWords(scene: Scene): string {
	const {lost, late, active} = scene.model.counts();
	return isOutOfContact(scene)
		? '▲ NO CONTACT'
		: `${glyphs.lost}${lost} ${glyphs.late}${late} ${glyphs.active}${active}`;
}
