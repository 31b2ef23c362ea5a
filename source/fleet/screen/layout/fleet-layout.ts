import type {Row, ScreenSize} from '../../../terminal/rows/row.js';
import type {Scene} from '../state/scene.js';
import {bottomOf, bottomRows} from '../words/bottom.js';
import {nextTryRow, reasonRows} from '../words/reach-words.js';
import {type Layout, layoutFleet, withoutAgents, withRowsBelow} from './layout.js';

/** Why there is no contact takes so many rows at most of a low screen. */
const mostReasonRows = 3;

/** How many agents fit on the screen. */
export function listRowsOf(scene: Scene, size: ScreenSize): number {
	return layoutWithAgents(scene, size).list;
}

/** How many rows each part of the fleet's page has in this scene. */
export function layoutOf(scene: Scene, size: ScreenSize): Layout {
	const layout = layoutWithAgents(scene, size);
	return scene.model.agents().size === 0 ? withoutAgents(layout) : layout;
}

function layoutWithAgents(scene: Scene, size: ScreenSize): Layout {
	const layout = layoutFleet(size, bottomRows(bottomOf(scene, size.columns)));
	return withRowsBelow(layout, noContactRows(scene, size)?.length ?? 0);
}

/**
Why there is no contact and when the next attempt comes, in place of the selected agent: for low screens, which have no
other row for it. Undefined elsewhere.
*/
export function noContactRows(scene: Scene, size: ScreenSize): readonly Row[] | undefined {
	const {model} = scene;
	const reach = model.reach();
	const {events, foot} = layoutFleet(size, 1);
	if (events.lines > 0 || reach.type !== 'none' || reach.reason === undefined || model.agents().size === 0) {
		return undefined;
	}

	const next = foot === 1 ? undefined : nextTryRow(scene);
	return [...reasonRows(reach, size.columns, mostReasonRows), ...(next === undefined ? [] : [next])];
}
