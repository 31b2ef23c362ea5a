import {formatSpan} from '../../../base/durations.js';
import {formatNumber} from '../../../base/formats.js';
import {Leaf} from '../../../terminal/components/leaf.js';
import {Ends, Line} from '../../../terminal/components/line.js';
import {Part} from '../../../terminal/components/part.js';
import {Rule} from '../../../terminal/components/rule.js';
import {fitText} from '../../../terminal/rows/row.js';
import {scrollWindow} from '../../../terminal/rows/scroll-window.js';
import type {PastOutage} from '../../story/history.js';
import {type Scene, wallWhen} from '../state/scene.js';
import {lastedWords, type Selection} from '../words/outage-text.js';
import {shortReason} from '../words/reason-words.js';

export type OutagesProps = Selection & {
	readonly scene: Scene;
	/** The room that the list has, its title among it. */
	readonly rows: number;
};

/** The outages, newest first, with the selected one in view. */
export function Outages({scene, selected: wanted, rows}: OutagesProps) {
	const outages = scene.model.history.outages.toReversed();
	const count = outages.length;
	const selected = Math.min(wanted, count - 1);
	const {top, end} = scrollWindow({count, height: rows - 1, top: selected - 3, selected});
	return (
		<Part rows={rows}>
			<Rule title={{text: 'Outages', style: 'bold'}} right={count === 0 ? undefined : formatNumber(count)} />
			{count === 0 && <NoOutage scene={scene} />}
			{outages.slice(top, end).map((outage, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row of a list is its place.
				<OutageRow key={index} scene={scene} outage={outage} isSelected={top + index === selected} />
			))}
		</Part>
	);
}

function NoOutage({scene: {model, now}}: {readonly scene: Scene}) {
	const ago = formatSpan(now.wallMs - model.history.firstStartAt);
	return <Ends left={[{text: ` No outage since the first start, ${ago} ago.`}]} />;
}

type OutageRowProps = {readonly scene: Scene; readonly outage: PastOutage; readonly isSelected: boolean};

/** One outage: when, how long, why. The bar of the selection is as wide as the screen. */
function OutageRow({scene, outage, isSelected}: OutageRowProps) {
	const when = fitText(wallWhen(scene, outage.since), 12);
	const lasted = fitText(lastedWords(scene, outage), 8, 'right');
	const text = `${isSelected ? '▸' : ' '}${when}  ${lasted}  ${shortReason(outage.reason)}`;
	return (
		<Line>
			<Leaf row={(width) => [{text: fitText(text, width), style: isSelected ? 'inverse' : 'plain'}]} grows />
		</Line>
	);
}
