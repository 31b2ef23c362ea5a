import {formatNumber} from '../../../base/formats.js';
import {describeSort} from '../state/fleet-order.js';
import {isOutOfContact, type Scene} from '../state/scene.js';

/**
Which agents are shown, in which order, and whether that holds: in full, and where there is little room. Nothing before
the agents are known.
*/
export function footWords(scene: Scene, listRows: number): readonly string[] {
	const {ui, model, moment} = scene;
	if (!model.isKnown()) {
		return [];
	}

	const held = ui.heldUntilMs > moment.monotonicMs ? 'order held' : isOutOfContact(scene) ? 'as it stood' : 'live';
	const total = model.agents().size;
	if (total === 0) {
		return [held];
	}

	const count = ui.order.names.length;
	const last = Math.min(count, ui.top + listRows);
	const shown =
		count === 0
			? `0 of ${formatNumber(total)}`
			: `${formatNumber(ui.top + 1)}-${formatNumber(last)} of ${formatNumber(count)}`;
	const isHiding = count > 0 && total > count && ui.filter.text !== '';
	const hidden = isHiding ? `, ${formatNumber(total - count)} hidden` : '';
	return [
		`${shown}${hidden}   ${describeSort(ui.sort)}   ${held}`,
		`${shown}${hidden}   ${held}`,
		`${shown}   ${held}`,
	];
}
