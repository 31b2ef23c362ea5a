import {formatSpan} from '../../../base/durations.js';
import {formatCounted, formatLocalTime, formatNumber} from '../../../base/formats.js';
import {safeText} from '../../../base/safe-text.js';
import type {PastOutage} from '../../story/history.js';
import {type Scene, wallWhen} from '../state/scene.js';
import {pastReasonInFull} from './reason-words.js';
import type {PageText} from './text-page-rows.js';

/** Which of the outages, counted from the newest. */
export type Selection = {readonly selected: number};

/** How long an outage lasted, or has lasted so far. */
export function lastedWords({now}: Scene, {since, until}: PastOutage): string {
	return formatSpan((until ?? now.wallMs) - since, {finer: 'milliseconds'});
}

/** One outage in full. */
export function outageText(scene: Scene, {selected}: Selection): PageText {
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
