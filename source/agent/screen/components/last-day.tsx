import {Leaf} from '../../../terminal/components/leaf.js';
import {Line} from '../../../terminal/components/line.js';
import {Strip} from '../../../terminal/components/strip.js';
import type {Scene} from '../state/scene.js';
import {lastDay, outageWords} from '../words/recent-times.js';

/** The last day as a strip, and its outages: ` Last 24 h    ─────×──  3 outages, 5m 53s` */
export function LastDay({scene, isNarrow}: {readonly scene: Scene; readonly isNarrow: boolean}) {
	const day = lastDay(scene);
	return (
		<Line>
			{isNarrow ? <Leaf row={[{text: ' 24 h'}]} width={9} /> : <Leaf row={[{text: ' Last 24 h'}]} width={14} />}
			<Strip {...day} />
			<Leaf row={[{text: `  ${outageWords(scene, day)} `}]} />
		</Line>
	);
}
