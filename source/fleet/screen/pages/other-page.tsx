import {assertNever} from '../../../base/assert-never.js';
import {Help} from '../../../terminal/components/help.js';
import {Part} from '../../../terminal/components/part.js';
import type {ScreenSize} from '../../../terminal/rows/row.js';
import {Header} from '../components/header.js';
import {helpOf, pageRows} from '../layout/page-room.js';
import type {Scene} from '../state/scene.js';
import type {Page} from '../state/screen-state.js';
import {AgentPage} from './agent-page.js';
import {EventPage} from './event-page.js';

export type OtherPageProps = {
	readonly scene: Scene;
	readonly page: Exclude<Page, {readonly type: 'fleet'}>;
	/** That of the screen. */
	readonly size: ScreenSize;
};

/** A page other than that of the fleet, without the last rows: it has all the room under the header. */
export function OtherPage({scene, page, size: {columns, rows}}: OtherPageProps) {
	const room = {columns, rows: pageRows(scene, {columns, rows})};
	return (
		<>
			<Header scene={scene} columns={columns} />
			<Part rows={room.rows}>
				<Content scene={scene} page={page} size={room} />
			</Part>
		</>
	);
}

function Content({scene, page, size}: OtherPageProps) {
	switch (page.type) {
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
