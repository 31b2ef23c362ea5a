import {safeText} from '../../protocol/text.js';
import {formatCounted, formatLocalTime, formatNumber} from '../../terminal/formats.js';
import {rule, scrollWindow} from '../../terminal/frame.js';
import {fitRow, fitText, type Row, type ScreenSize} from '../../terminal/row.js';
import {wrapText} from '../../terminal/wrap-text.js';
import type {PastOutage} from '../history.js';
import {shortReason} from './reason-words.js';
import {clockOrDate, type Scene, spell} from './scene.js';

/** The outages, newest first. */
export function drawOutages(scene: Scene, {columns, rows: height}: ScreenSize): Row[] {
	const {model, ui} = scene;
	const outages = model.history.outages.toReversed();
	const title = rule(
		columns,
		{text: 'Outages', style: 'bold'},
		outages.length === 0 ? undefined : formatNumber(outages.length),
	);
	if (outages.length === 0) {
		const ago = spell(scene.now.wallMs - model.history.firstStartAt);
		return [title, [{text: ` No outage since the first start, ${ago} ago.`}]].slice(0, height);
	}

	const selected = 'selected' in ui.view ? Math.min(ui.view.selected, outages.length - 1) : 0;
	const {top, end} = scrollWindow({count: outages.length, height: height - 1, top: selected - 3, selected});
	return [
		title,
		...outages.slice(top, end).map((outage, index) => {
			const isSelected = top + index === selected;
			const when = fitText(clockOrDate(outage.since, scene.now.wallMs), 12);
			const lasted = fitText(lastedWords(scene, outage), 8, 'right');
			const text = `${isSelected ? '▸' : ' '}${when}  ${lasted}  ${shortReason(outage.reason)}`;
			return fitRow([{text: fitText(text, columns), style: isSelected ? 'inverse' : 'plain'}], columns);
		}),
	].slice(0, height);
}

function lastedWords({now}: Scene, {since, until}: PastOutage): string {
	return spell((until ?? now.wallMs) - since);
}

/** One outage in full. */
export function drawOutage(scene: Scene, {columns, rows: height}: ScreenSize): Row[] {
	const {model, ui, now} = scene;
	const outages = model.history.outages;
	const selected = 'selected' in ui.view ? ui.view.selected : 0;
	const outage = outages.at(-1 - Math.min(selected, outages.length - 1));
	if (outage === undefined) {
		return drawOutages(scene, {columns, rows: height});
	}

	const lines = [
		['Lost', outage.wasConnected ? wallClock(outage.since) : `never connected, from ${wallClock(outage.since)}`],
		['Back', outage.until === null ? 'not yet' : wallClock(outage.until)],
		['Lasted', `${lastedWords(scene, outage)}${outage.until === null ? ' so far' : ''}`],
		['Attempts', formatNumber(outage.attempts)],
		[
			'Streak',
			outage.endedStreak === 0 ? 'none was ended' : `${formatCounted(outage.endedStreak, 'heartbeat')} in a row ended`,
		],
		['Reason', safeText(outage.reason.message, 400)],
		['Code', safeText(outage.reason.code)],
	];
	const title = `Outage of ${clockOrDate(outage.since, now.wallMs)}`;
	return [rule(columns, {text: title, style: 'bold'}), ...labelledRows(lines, columns)].slice(0, height);
}

/** Lines with a label in a column of its own, broken where they are too long. */
export function labelledRows(lines: ReadonlyArray<readonly string[]>, columns: number): Row[] {
	return lines.flatMap(([label = '', text = '']) =>
		wrapText(text, Math.max(1, columns - 13)).map(
			(line, index): Row => [{text: ` ${fitText(index === 0 ? label : '', 10)}`, style: 'dim'}, {text: ` ${line}`}],
		),
	);
}

function wallClock(wallMs: number): string {
	return formatLocalTime(wallMs)
		.replace('T', ' ')
		.replace(/\.\d{3}/u, ' ');
}
