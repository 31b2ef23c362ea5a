import {Box} from 'ink';
import {TooSmall} from '../../terminal/components/too-small.js';
import type {ScreenSize} from '../../terminal/rows/row.js';
import {isTooSmall} from '../../terminal/rows/screen-sizes.js';
import {glyphs} from '../words/words.js';
import {BottomRows} from './components/bottom-rows.js';
import {FleetPage} from './pages/fleet-page.js';
import {OtherPage} from './pages/other-page.js';
import {isOutOfContact, type Scene} from './state/scene.js';
import {bottomOf} from './words/bottom.js';

/** The whole screen of a fleet. */
export function FleetScreen({scene, size}: {readonly scene: Scene; readonly size: ScreenSize}) {
	const {columns, rows} = size;
	const {page} = scene.ui;
	if (isTooSmall(size)) {
		return <TooSmall state={[{text: stateWords(scene), style: 'bold'}]} gap={1} />;
	}

	return (
		<Box flexDirection="column" width={columns} height={rows} flexShrink={0} overflow="hidden">
			{page.type === 'fleet' ? (
				<FleetPage scene={scene} size={size} />
			) : (
				<OtherPage scene={scene} page={page} size={size} />
			)}
			<BottomRows scene={scene} bottom={bottomOf(scene, columns)} columns={columns} />
		</Box>
	);
}

/** How the fleet is, in the fewest signs. */
function stateWords(scene: Scene): string {
	const {lost, late, active} = scene.model.counts();
	return isOutOfContact(scene)
		? '▲ NO CONTACT'
		: `${glyphs.lost}${lost} ${glyphs.late}${late} ${glyphs.active}${active}`;
}
