import {assertNever} from '../../../base/assert-never.js';
import {Help} from '../../../terminal/components/help.js';
import {Part} from '../../../terminal/components/part.js';
import type {ScreenSize} from '../../../terminal/rows/row.js';
import {isNarrow} from '../../../terminal/rows/screen-sizes.js';
import {DemoFoot} from '../components/demo-foot.js';
import {Header} from '../components/header.js';
import {StateLine} from '../components/state-line.js';
import {roomOfPage} from '../layout/layout.js';
import type {Scene} from '../state/scene.js';
import type {Page} from '../state/screen-state.js';
import {helpOf} from '../words/hints.js';
import {ErrorPage} from './error-page.js';
import {OutagePage} from './outage-page.js';
import {Outages} from './outages.js';

export type OtherPageProps = {
	readonly scene: Scene;
	readonly page: Exclude<Page, {type: 'main'}>;
	/** That of the screen. */
	readonly size: ScreenSize;
};

/** A page other than the main one without its last row, the keys: what it shows stands under the header and the state. */
export function OtherPage({scene, page, size}: OtherPageProps) {
	const room = roomOfPage(size);
	return (
		<>
			<Header scene={scene} isNarrow={isNarrow(size)} />
			<StateLine scene={scene} isNarrow={isNarrow(size)} />
			<Part rows={room.rows}>
				<Content scene={scene} page={page} size={room} />
			</Part>
			<DemoFoot scene={scene} />
		</>
	);
}

function Content({scene, page, size}: OtherPageProps) {
	switch (page.type) {
		case 'outages':
			return <Outages scene={scene} selected={page.selected} rows={size.rows} />;
		case 'outage':
			return <OutagePage scene={scene} selected={page.selected} top={page.top} size={size} />;
		case 'error':
			return <ErrorPage scene={scene} top={page.top} size={size} />;
		case 'help':
			return <Help {...helpOf(scene)} top={page.top} size={size} />;
		default:
			return assertNever(page);
	}
}
