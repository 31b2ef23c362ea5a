import {Spacer} from 'ink';
import {Noticed} from '../../terminal/components/notice.js';
import {TooSmall} from '../../terminal/components/too-small.js';
import type {ScreenSize} from '../../terminal/rows/row.js';
import {isNarrow, isTooSmall} from '../../terminal/rows/screen-sizes.js';
import {BottomLine} from './components/bottom-line.js';
import {MainPage} from './pages/main-page.js';
import {NarrowMainPage} from './pages/narrow-main-page.js';
import {OtherPage} from './pages/other-page.js';
import {frozen, type Scene} from './state/scene.js';
import {shortState} from './words/headline.js';

/** The whole screen of an agent. */
export function AgentScreen({scene, size}: {readonly scene: Scene; readonly size: ScreenSize}) {
	const seen = frozen(scene);
	const {page, notice} = seen.ui;
	if (isTooSmall(size)) {
		return <TooSmall state={shortState(seen, size.columns)} />;
	}

	return (
		<Noticed notice={notice} size={size}>
			{page.type !== 'main' ? (
				<OtherPage scene={seen} page={page} size={size} />
			) : isNarrow(size) ? (
				<NarrowMainPage scene={seen} size={size} />
			) : (
				<MainPage scene={seen} size={size} />
			)}
			<Spacer />
			<BottomLine scene={seen} columns={size.columns} />
		</Noticed>
	);
}
