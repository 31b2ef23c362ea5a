import {safeText} from '../../protocol/text.js';
import {rule} from '../../terminal/frame.js';
import type {Row, ScreenSize} from '../../terminal/row.js';
import {failureOf} from '../connection-state.js';
import {lastEndedOutage} from '../history.js';
import {labelledRows} from './draw-outages.js';
import {clockOrDate, type Scene} from './scene.js';

/** The last error in full: what it means, its code, what the library said. */
export function drawError(scene: Scene, {columns, rows: height}: ScreenSize): Row[] {
	const {model, ui, now} = scene;
	const failure = failureOf(model.state);
	const past = lastEndedOutage(model.history);
	const lines =
		failure === undefined
			? past === undefined
				? [['', 'No error.']]
				: [
						['Now', 'No error.'],
						['Last', `${clockOrDate(past.since, now.wallMs)}: ${safeText(past.reason.message, 400)}`],
						['Code', safeText(past.reason.code)],
					]
			: [
					['What', safeText(failure.message, 400)],
					['Code', safeText(failure.code)],
					['Kind', failure.kind],
					['Said', safeText(failure.detail, 400) || 'nothing more'],
					['Master', safeText(model.facts.master)],
					['Attempts', String(model.incidents.count)],
				];
	const rows = labelledRows(lines, columns);
	const room = Math.max(0, height - 1);
	const top = Math.max(0, Math.min('top' in ui.view ? ui.view.top : 0, rows.length - room));
	return [rule(columns, {text: 'The error in full', style: 'bold'}), ...rows.slice(top, top + room)].slice(0, height);
}
