import {formatCounted, formatNumber} from '../../base/formats.js';
import {safeText} from '../../base/safe-text.js';
import type {LogLevel} from '../../observe/log-level.js';
import {rule} from '../../terminal/rows/frame.js';
import {fitText, type Row, type Style, spread} from '../../terminal/rows/row.js';
import {isInOutage, type LogEntry} from '../story/agent-model.js';
import type {FailedAttempt, FailedAttempts} from '../story/failed-attempts.js';
import {shortReason} from './reason-words.js';
import {type Scene, spellDelay, wallWhen, whenOf} from './scene.js';

/** The lower part of the main screen: a title, and at most `height` rows under it. */
export function drawLower(scene: Scene, width: number, height: number): Row[] {
	const {ui, model} = scene;
	const isLogWanted = ui.filter !== '' || ui.field !== undefined || ui.paused !== undefined;
	return isInOutage(model) && !isLogWanted ? drawIncidents(scene, width, height) : drawLog(scene, width, height);
}

/** One row of the log, or of what happened in an outage. */
type Line = {
	readonly when: string;
	readonly word: string;
	readonly style: Style;
	readonly text: string;
	readonly right?: string;
};

function drawIncidents(scene: Scene, width: number, height: number): Row[] {
	const {loss, failed, count: attempts} = scene.model.failedAttempts;
	const room = Math.max(0, height - (loss === undefined ? 0 : 1));
	const lines = [
		...(loss === undefined ? [] : [lossLine(scene, loss)]),
		...(room === 0 ? [] : failedLines(scene, failed).slice(-room)),
	];
	return [
		rule(width, {text: 'This outage', style: 'bold'}, formatCounted(attempts, 'attempt')),
		...drawLines(lines.slice(0, height), width),
	];
}

function lossLine(scene: Scene, {at, failures, reason}: NonNullable<FailedAttempts['loss']>): Line {
	const why = shortReason(reason);
	const text = failures > 1 ? `${failures} heartbeats failed in a row: ${why}` : why;
	return {when: whenOf(scene, at), word: 'LOST', style: 'danger', text};
}

function failedLines(scene: Scene, failed: readonly FailedAttempt[]): readonly Line[] {
	const waits = failed.map(({afterMs}) => (afterMs === undefined ? '' : spellDelay(afterMs)));
	const waitWidth = Math.max(4, ...waits.map((wait) => wait.length));
	const whatWidth = 20 + waitWidth;
	return failed.map(({at, attempt, reason}, index) => {
		const wait = waits[index] ?? '';
		const what = `attempt ${attempt}${wait === '' ? '' : `, after ${wait.padStart(waitWidth)}`}`;
		const pad = fitText(what, Math.max(whatWidth, what.length + 3));
		return {when: whenOf(scene, at), word: 'FAIL', style: 'warning', text: `${pad}${shortReason(reason)}`};
	});
}

function drawLog(scene: Scene, width: number, height: number): Row[] {
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
	return [
		rule(width, {text: 'Log', style: 'bold'}, notes.length === 0 ? undefined : notes.join(', ')),
		...(height < 1
			? []
			: shown.length === 0
				? [emptyRow(wanted, entries.length)]
				: drawLines(
						shown.slice(-height).map((entry) => entryLine(scene, entry)),
						width,
					)),
	];
}

function emptyRow(wanted: string, hidden: number): Row {
	return [
		{
			text:
				wanted === '' || hidden === 0
					? ' Nothing logged yet.'
					: ` Nothing matches "${safeText(wanted)}". ${formatNumber(hidden)} hidden. esc shows all.`,
			style: 'dim',
		},
	];
}

function entryLine(scene: Scene, {wallMs, level, message, count, lastWallMs}: LogEntry): Line {
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

/** Times of other days are wider: all that are shown make way for the widest. */
function drawLines(lines: readonly Line[], width: number): Row[] {
	const whenWidth = Math.max(0, ...lines.map(({when}) => when.length));
	return lines.map(({when, word, style, text, right}) => {
		const row: Row = [{text: ` ${when.padEnd(whenWidth)}  `, style: 'dim'}, {text: fitText(word, 7), style}, {text}];
		return right === undefined ? row : spread(row, [{text: right}], width);
	});
}
