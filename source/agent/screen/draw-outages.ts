import {formatCounted, formatLocalTime, formatNumber, formatSpan} from '../../base/formats.js';
import {safeText} from '../../base/safe-text.js';
import {rule, scrollWindow} from '../../terminal/rows/frame.js';
import {fitText, type Row, type ScreenSize} from '../../terminal/rows/row.js';
import type {PastOutage} from '../story/history.js';
import {pastReasonInFull, shortReason} from './reason-words.js';
import {type Scene, spell, wallWhen} from './scene.js';
import type {Page} from './text-page.js';

/** Which of the outages, counted from the newest. */
type Selection = {readonly selected: number};

/** The outages, newest first. */
export function drawOutages(scene: Scene, view: Selection, {columns, rows: height}: ScreenSize): Row[] {
	const {model, now} = scene;
	const outages = model.history.outages.toReversed();
	const count = outages.length === 0 ? undefined : formatNumber(outages.length);
	const title = rule(columns, {text: 'Outages', style: 'bold'}, count);
	if (outages.length === 0) {
		const ago = formatSpan(now.wallMs - model.history.firstStartAt);
		return [title, [{text: ` No outage since the first start, ${ago} ago.`}]];
	}

	const selected = Math.min(view.selected, outages.length - 1);
	const {top, end} = scrollWindow({count: outages.length, height: height - 1, top: selected - 3, selected});
	return [
		title,
		...outages.slice(top, end).map((outage, index): Row => {
			const isSelected = top + index === selected;
			const when = fitText(wallWhen(scene, outage.since), 12);
			const lasted = fitText(lastedWords(scene, outage), 8, 'right');
			const text = `${isSelected ? '▸' : ' '}${when}  ${lasted}  ${shortReason(outage.reason)}`;
			return [{text: fitText(text, columns), style: isSelected ? 'inverse' : 'plain'}];
		}),
	];
}

function lastedWords({now}: Scene, {since, until}: PastOutage): string {
	return spell((until ?? now.wallMs) - since);
}

/** One outage in full. */
export function outagePage(scene: Scene, {selected}: Selection): Page {
	const {outages} = scene.model.history;
	const outage = outages.at(-1 - Math.min(selected, outages.length - 1));
	if (outage === undefined) {
		return {title: 'Outage', lines: 'There is none.'};
	}

	const {since, until, wasConnected, attempts, endedStreak, reason} = outage;
	return {
		title: `Outage of ${wallWhen(scene, since)}`,
		lines: [
			['Lost', wasConnected ? wallClock(since) : `never connected, from ${wallClock(since)}`],
			['Back', until === null ? 'not yet' : wallClock(until)],
			['Lasted', `${lastedWords(scene, outage)}${until === null ? ' so far' : ''}`],
			['Attempts', formatNumber(attempts)],
			['Streak', endedStreak === 0 ? 'none was ended' : `${formatCounted(endedStreak, 'heartbeat')} in a row ended`],
			['Reason', pastReasonInFull(reason)],
			['Code', safeText(reason.code)],
		],
	};
}

function wallClock(wallMs: number): string {
	return formatLocalTime(wallMs)
		.replace('T', ' ')
		.replace(/\.\d{3}/u, ' ');
}
