import type {LogLevel} from '../../observe/log-level.js';
import {safeText} from '../../protocol/text.js';
import {formatClock, formatCounted, formatNumber} from '../../terminal/formats.js';
import {rule} from '../../terminal/frame.js';
import {clockOf} from '../../terminal/moment.js';
import {fitText, type Row, type Segment, type Style, spread} from '../../terminal/row.js';
import {isInOutage, type LogEntry} from './model.js';
import {shortReason} from './reason-words.js';
import {type Scene, spellDelay} from './scene.js';

/** The lower part of the main screen: a title, and at most `height` rows under it. */
export function drawLower(scene: Scene, width: number, height: number): Row[] {
	const {ui, model} = scene;
	const isLogWanted = ui.filter !== '' || ui.field !== undefined || ui.paused !== undefined;
	return isInOutage(model) && !isLogWanted ? drawIncidents(scene, width, height) : drawLog(scene, width, height);
}

function drawIncidents({model, now}: Scene, width: number, height: number): Row[] {
	const {loss, failed, count: attempts} = model.incidents;
	const first: Row[] = [];
	if (loss !== undefined) {
		const why = shortReason(loss.reason);
		const text = loss.failures > 1 ? `${loss.failures} heartbeats failed in a row: ${why}` : why;
		first.push(logRow(clockOf(now, loss.at), 'LOST', 'danger', text));
	}

	const waits = failed.map(({afterMs}) => (afterMs === undefined ? '' : spellDelay(afterMs)));
	const waitWidth = Math.max(4, ...waits.map((wait) => wait.length));
	const whatWidth = 20 + waitWidth;
	const rows = failed.map(({at, attempt, reason}, index) => {
		const wait = waits[index] ?? '';
		const what = `attempt ${attempt}${wait === '' ? '' : `, after ${wait.padStart(waitWidth)}`}`;
		const pad = fitText(what, Math.max(whatWidth, what.length + 3));
		return logRow(clockOf(now, at), 'FAIL', 'warning', `${pad}${shortReason(reason)}`);
	});
	const room = height - first.length;
	return [
		rule(width, {text: 'This outage', style: 'bold'}, formatCounted(attempts, 'attempt')),
		...[...first, ...(room > 0 ? rows.slice(-room) : [])].slice(0, height),
	];
}

function drawLog({model, ui}: Scene, width: number, height: number): Row[] {
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
		...(height < 1 ? [] : shown.length === 0 ? [emptyRow(wanted, entries.length)] : drawEntries(shown, width, height)),
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

function drawEntries(entries: readonly LogEntry[], width: number, height: number): Row[] {
	return entries.slice(-height).map((entry) => {
		const row = logRow(formatClock(entry.wallMs), entry.level.toUpperCase(), styleOfLevel[entry.level], entry.message);
		return entry.count === 1
			? row
			: spread(row, [{text: `  x${formatNumber(entry.count)}, last ${formatClock(entry.lastWallMs)} `}], width);
	});
}

const styleOfLevel: Readonly<Record<LogLevel, Style>> = {
	debug: 'dim',
	info: 'plain',
	warn: 'warning',
	error: 'danger',
};

function logRow(clock: string, word: string, style: Style, text: string): Row {
	const mark: Segment = {text: fitText(word, 7), style};
	return [{text: ` ${clock}  `, style: 'dim'}, mark, {text}];
}
