import {formatDelay} from '../../../base/durations.js';
import {formatNumber} from '../../../base/formats.js';
import {safeText} from '../../../base/safe-text.js';
import type {LogLevel} from '../../../observe/log-level.js';
import {fitText, type Style} from '../../../terminal/rows/row.js';
import {isInOutage, type LogEntry} from '../../story/agent-model.js';
import type {FailedAttempt, FailedAttempts} from '../../story/failed-attempts.js';
import {type Scene, wallWhen, whenOf} from '../state/scene.js';
import {shortReason} from './reason-words.js';

/** One line of the log, or of what happened in an outage. */
export type LogLine = {
	readonly when: string;
	readonly word: string;
	readonly style: Style;
	readonly text: string;
	readonly right?: string;
};

/** True where the attempts of an outage are shown in place of the log: while there is one, and nobody asks for the log. */
export function isOutageShown({ui, model}: Scene): boolean {
	return isInOutage(model) && ui.filter === '' && ui.field === undefined && ui.paused === undefined;
}

/** How the outage began, and its last attempts, in at most `most` lines. */
export function outageLines(scene: Scene, most: number): readonly LogLine[] {
	const {loss, failed} = scene.model.failedAttempts;
	const room = Math.max(0, most - (loss === undefined ? 0 : 1));
	return [
		...(loss === undefined ? [] : [lossLine(scene, loss)]),
		...(room === 0 ? [] : failedLines(scene, failed).slice(-room)),
	].slice(0, most);
}

function lossLine(scene: Scene, {at, failures, reason}: NonNullable<FailedAttempts['loss']>): LogLine {
	const why = shortReason(reason);
	const text = failures > 1 ? `${failures} heartbeats failed in a row: ${why}` : why;
	return {when: whenOf(scene, at), word: 'LOST', style: 'danger', text};
}

function failedLines(scene: Scene, failed: readonly FailedAttempt[]): readonly LogLine[] {
	const waits = failed.map(({afterMs}) => (afterMs === undefined ? '' : formatDelay(afterMs)));
	const waitWidth = Math.max(4, ...waits.map((wait) => wait.length));
	const whatWidth = 20 + waitWidth;
	return failed.map(({at, attempt, reason}, index) => {
		const wait = waits[index] ?? '';
		const what = `attempt ${attempt}${wait === '' ? '' : `, after ${wait.padStart(waitWidth)}`}`;
		const pad = fitText(what, Math.max(whatWidth, what.length + 3));
		return {when: whenOf(scene, at), word: 'FAIL', style: 'warning', text: `${pad}${shortReason(reason)}`};
	});
}

/** What the log shows. */
export type ShownLog = {
	readonly lines: readonly LogLine[];
	/** What stands at the right of its title: that it is paused, how much the filter leaves. */
	readonly notes: string | undefined;
	/** What is said where there is no line. */
	readonly whenEmpty: string;
};

/** The newest lines of the log that hold the filter's text, at most `most`. */
export function shownLog(scene: Scene, most: number): ShownLog {
	const {model, ui} = scene;
	const wanted = (ui.field?.text ?? ui.filter).toLowerCase();
	const entries = ui.paused ?? model.log;
	const shown = entries.filter(
		({message, level}) => wanted === '' || `${level} ${message}`.toLowerCase().includes(wanted),
	);
	const notes = [
		...(ui.paused === undefined ? [] : ['paused']),
		...(wanted === '' ? [] : [`${formatNumber(shown.length)} of ${formatNumber(entries.length)}`]),
	];
	return {
		lines: most < 1 ? [] : shown.slice(-most).map((entry) => entryLine(scene, entry)),
		notes: notes.length === 0 ? undefined : notes.join(', '),
		whenEmpty:
			wanted === '' || entries.length === 0
				? 'Nothing logged yet.'
				: `Nothing matches "${safeText(wanted)}". ${formatNumber(entries.length)} hidden. esc shows all.`,
	};
}

function entryLine(scene: Scene, {wallMs, level, message, count, lastWallMs}: LogEntry): LogLine {
	return {
		when: wallWhen(scene, wallMs),
		word: level.toUpperCase(),
		style: styleOfLevel[level],
		text: message,
		right: count === 1 ? undefined : `  x${formatNumber(count)}, last ${wallWhen(scene, lastWallMs)} `,
	};
}

const styleOfLevel: Readonly<Record<LogLevel, Style>> = {
	debug: 'dim',
	info: 'plain',
	warn: 'warning',
	error: 'danger',
};
