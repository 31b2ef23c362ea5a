import {Blank} from '../../../terminal/components/rows.js';
import type {Scene} from '../state/scene.js';
import {readOnly, titleWords} from '../words/title-words.js';
import {FleetCounts} from './fleet-counts.js';
import {ReachLine} from './reach-line.js';
import {TitleLine} from './title-line.js';

export type HeaderProps = {
	readonly scene: Scene;
	readonly columns: number;
	/** What stands at the left of the rule. @default that no key acts on an agent, where no other row says that */
	readonly title?: string | undefined;
	/** What stands at the right of the rule: the first that fits, else the last. @default nothing */
	readonly rights?: readonly string[];
};

/** The first three rows: who this is and what time it is, how many agents are how, and the contact. */
export function Header({scene, columns, title, rights = []}: HeaderProps) {
	const words = titleWords(scene, columns);
	const untold = scene.setting.isReadOnly && !words.saysReadOnly ? readOnly : undefined;
	return (
		<>
			<TitleLine {...words} />
			{scene.model.isKnown() ? <FleetCounts scene={scene} columns={columns} /> : <Blank />}
			<ReachLine scene={scene} columns={columns} title={title ?? untold} rights={rights} />
		</>
	);
}
