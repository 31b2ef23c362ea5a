import {Ends} from '../../../terminal/components/line.js';
import {type Row, truncate, widthOf, widthOfRow} from '../../../terminal/rows/row.js';
import type {Scene} from '../state/scene.js';
import {footWords} from '../words/foot-words.js';
import {nextTryRow} from '../words/reach-words.js';

export type FootProps = {
	readonly scene: Scene;
	readonly columns: number;
	/** How many agents fit on the screen. */
	readonly listRows: number;
};

/** The row under the table: when the master is tried again, the filter that is kept, and which agents are shown. */
export function Foot({scene, columns, listRows}: FootProps) {
	const {ui, model} = scene;
	// Where there is no agent it stands with the reason.
	const next = model.agents().size === 0 ? undefined : nextTryRow(scene);
	const filter = ui.isFiltering ? '' : truncate(ui.filter.text, 40);
	const left: Row = [
		...(next === undefined ? [] : [...next, {text: filter === '' ? '' : '  '}]),
		...(filter === '' ? [] : [{text: ' / ', style: 'accent-bold'} as const, {text: filter}]),
	];
	const words = footWords(scene, listRows);
	const room = columns - widthOfRow(left) - 3;
	const right = words.find((one) => widthOf(one) <= room) ?? words.at(-1);
	return <Ends left={left} right={right === undefined ? [] : [{text: `${right} `, style: 'dim'}]} />;
}
