import {formatSpan} from '../../../base/durations.js';
import {clockOf, type Moment} from '../../../base/moment.js';
import {Ends} from '../../../terminal/components/line.js';
import {Rule} from '../../../terminal/components/rule.js';
import {type Segment, widthOf} from '../../../terminal/rows/row.js';
import type {Reach} from '../../model/reach.js';
import type {Scene} from '../state/scene.js';

export type ReachLineProps = {
	readonly scene: Scene;
	readonly columns: number;
	/** What stands at the left of the rule. */
	readonly title: string | undefined;
	/** What stands at the right of the rule: the first that fits, else the last. */
	readonly rights: readonly string[];
};

/** The rule under the counts. In its place stands what is wrong: that there is no contact, or that nothing is stored. */
export function ReachLine({scene, columns, title, rights}: ReachLineProps) {
	const {model, moment} = scene;
	const reach = model.reach();
	if (reach.type === 'none') {
		const state: Segment = {text: ' ▲ NO CONTACT', style: 'warning-bold'};
		return <Ends left={[state, {text: noContactWords(reach, moment, columns - widthOf(state.text))}]} />;
	}

	const problem = model.master()?.storeProblem ?? '';
	if (problem !== '') {
		return <Ends left={[{text: ' ▲ NOT STORED', style: 'warning-bold'}, {text: `  ${problem}`}]} />;
	}

	// Both with the blanks around them, and the end of the line.
	const room = columns - 4 - (title === undefined ? 0 : widthOf(title) + 2);
	const right = rights.find((words) => widthOf(words) <= room) ?? rights.at(-1);
	const contact = reach.type === 'connected' ? `in contact since ${clockOf(moment, reach.since)}` : undefined;
	return <Rule title={title} right={right ?? contact} />;
}

/** Since when, and what that means for what stands below, in `width` cells. */
function noContactWords(
	{since, isFirst}: Extract<Reach, {readonly type: 'none'}>,
	moment: Moment,
	width: number,
): string {
	const lasted = formatSpan(moment.monotonicMs - since);
	const at = clockOf(moment, since);
	const texts = isFirst
		? [` with this master yet, for ${lasted}, since ${at}.`, ` yet, for ${lasted}`, ` ${lasted}`]
		: [` with this master for ${lasted}. Below: as it stood at ${at}.`, ` ${lasted}, as of ${at}`, ` ${lasted}`];
	return texts.find((text) => widthOf(text) <= width) ?? '';
}
