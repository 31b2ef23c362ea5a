import {formatNumber} from '../../base/formats.js';
import {type Row, spread, truncate, widthOf, widthOfRow} from '../../terminal/rows/row.js';
import {drawNextTry} from './draw-reach.js';
import {describeSort} from './fleet-order.js';
import type {Picture} from './scene.js';

/**
Which agents are shown, in which order, and whether that holds: in full, and where there is little room. Nothing before
the agents are known.
*/
export function footWords({view, model, moment}: Picture, listRows: number): readonly string[] {
	if (!model.isKnown()) {
		return [];
	}

	const isLost = model.reach().type === 'none';
	const held = view.heldUntilMs > moment.monotonicMs ? 'order held' : isLost ? 'as it stood' : 'live';
	const total = model.agents().size;
	if (total === 0) {
		return [held];
	}

	const count = view.order.names.length;
	const last = Math.min(count, view.top + listRows);
	const shown =
		count === 0
			? `0 of ${formatNumber(total)}`
			: `${formatNumber(view.top + 1)}-${formatNumber(last)} of ${formatNumber(count)}`;
	const isHiding = count > 0 && total > count && view.filter.text !== '';
	const hidden = isHiding ? `, ${formatNumber(total - count)} hidden` : '';
	return [
		`${shown}${hidden}   ${describeSort(view.sort)}   ${held}`,
		`${shown}${hidden}   ${held}`,
		`${shown}   ${held}`,
	];
}

/** The row under the list: when the master is tried again, the filter that is kept, and which agents are shown. */
export function drawFoot(picture: Picture, listRows: number): Row {
	const {view, model, facts, moment, size} = picture;
	// Where there is no agent it stands with the reason.
	const next = model.agents().size === 0 ? undefined : drawNextTry(model.reach(), moment, facts.isMotionless);
	const filter = view.isFiltering ? '' : truncate(view.filter.text, 40);
	const left: Row = [
		...(next === undefined ? [] : [...next, {text: filter === '' ? '' : '  '}]),
		...(filter === '' ? [] : [{text: ' / ', style: 'accent-bold'} as const, {text: filter}]),
	];
	const words = footWords(picture, listRows);
	const room = size.columns - widthOfRow(left) - 3;
	const right = words.find((one) => widthOf(one) <= room) ?? words.at(-1);
	return spread(left, right === undefined ? [] : [{text: `${right} `, style: 'dim'}], size.columns);
}
