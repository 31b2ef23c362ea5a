import {formatRoundTrip, formatSpan} from '../../base/formats.js';
import type {Moment} from '../../base/moment.js';
import {isConnected, type Liveness} from '../../protocol/liveness.js';
import {fitText, type Row, type Segment, type Style, truncateMiddle, widthOf} from '../../terminal/rows/row.js';
import {roomyColumns} from '../../terminal/rows/screen-sizes.js';
import {availabilityStrip} from '../../terminal/rows/strip.js';
import type {FleetAgent} from '../model/fleet-agent.js';
import {type LivenessChange, stripSpans} from '../model/liveness-history.js';
import {nextWords} from '../words/prediction.js';
import {formatCount, glyphs} from '../words/words.js';

/** The strip of an agent shows so much time. */
const stripMs = 6 * 60 * 1000;

/** The widths of the columns, in cells, with the gap before each. 0: not shown. */
export type Columns = {
	readonly name: number;
	readonly last: number;
	readonly streak: number;
	readonly roundTrip: number;
	readonly next: number;
	readonly version: number;
	readonly address: number;
	readonly strip: number;
};

/** The mark of the selection, the sign and the word of the status. */
const headWidth = 12;
const least = {name: 12, last: 9, streak: 8, roundTrip: 8, next: 15, version: 6, address: 22, strip: 7} as const;

/** Which columns fit, whole ones by how much they tell. What is left over widens the name, then the strip. */
export function chooseColumns(width: number): Columns {
	let room = width - headWidth - least.name;
	const take = (wanted: number, isAllowed = true) => {
		const taken = isAllowed && room >= wanted ? wanted : 0;
		room -= taken;
		return taken;
	};
	const last = take(least.last);
	const next = take(least.next);
	const roundTrip = take(least.roundTrip);
	const streak = take(least.streak);
	const strip = take(least.strip);
	const version = take(least.version, next > 0);
	const address = take(least.address, width >= roomyColumns);
	const isWide = address > 0;
	const moreName = isWide ? Math.min(room, 10) : Math.max(0, room);
	room -= moreName;
	const moreVersion = isWide ? Math.min(Math.max(0, room), 3) : 0;
	room -= moreVersion;
	const moreStrip = isWide ? Math.min(Math.max(0, room), 30) : 0;
	room -= moreStrip;
	return {
		name: Math.max(0, least.name + moreName + room),
		last,
		streak,
		roundTrip,
		next,
		version: version + moreVersion,
		address,
		strip: strip + moreStrip,
	};
}

/** The row above the list that names its columns. */
export function drawColumnHeads(columns: Columns): Row {
	const cell = (text: string, width: number, align: 'left' | 'right' = 'left') =>
		width === 0 ? '' : fitText(text, width, align);
	const text = [
		fitText('   STATUS', headWidth),
		fitText('AGENT', columns.name),
		cell('LAST', columns.last, 'right'),
		cell('STREAK', columns.streak, 'right'),
		cell('RTT', columns.roundTrip, 'right'),
		cell('  NEXT', columns.next),
		cell('VERS', columns.version),
		cell('ADDRESS', columns.address),
		cell(' 6 MIN', columns.strip),
	].join('');
	return [{text, style: 'dim'}];
}

const statusStyles = {
	active: ['accent', 'bold'],
	late: ['warning-bold', 'warning-bold'],
	lost: ['danger-bold', 'danger-bold'],
	awaited: ['plain', 'bold'],
	stopped: ['dim', 'bold'],
} as const satisfies Record<Liveness, readonly [glyph: Style, word: Style]>;

/** The sign and the word of a status. */
export function statusSegments(liveness: Liveness): readonly [Segment, Segment] {
	const [glyph, word] = statusStyles[liveness];
	return [
		{text: `${glyphs[liveness]} `, style: glyph},
		{text: liveness.toUpperCase(), style: word},
	];
}

/** One agent, in one row. */
export function drawAgent(
	agent: FleetAgent,
	{
		columns,
		moment,
		history,
		isSelected,
		isMotionless,
	}: {
		readonly columns: Columns;
		readonly moment: Moment;
		readonly history: readonly LivenessChange[];
		readonly isSelected: boolean;
		readonly isMotionless: boolean;
	},
): Row {
	const now = moment.monotonicMs;
	const [glyph, word] = statusSegments(agent.liveness);
	const row: Segment[] = [
		{text: isSelected ? '▸ ' : '  ', style: isSelected ? 'accent-bold' : 'plain'},
		glyph,
		{text: fitText(word.text, 8), style: word.style ?? 'bold'},
		nameSegment(agent, columns.name, isSelected),
	];
	const right = (text: string, width: number) => {
		if (width > 0) {
			row.push({text: fitText(text, width, 'right')});
		}
	};
	right(lastWords(agent, now), columns.last);
	right(isConnected(agent.liveness) ? formatCount(agent.streak) : '0', columns.streak);
	right(isConnected(agent.liveness) ? formatRoundTrip(agent.roundTripMs) : '-', columns.roundTrip);
	if (columns.next > 0) {
		const next = nextWords(agent, moment, isMotionless);
		const isCountdown = /\d/u.test(next);
		row.push({text: `  ${fitText(next, columns.next - 2)}`, style: isCountdown ? 'accent' : 'plain'});
	}

	if (columns.version > 0) {
		row.push({text: fitText(truncateMiddle(agent.version || '-', columns.version - 1), columns.version)});
	}

	if (columns.address > 0) {
		const address = agent.address === '' ? `${agent.peer} no port` : agent.address;
		row.push({text: fitText(truncateMiddle(address, columns.address - 1), columns.address)});
	}

	if (columns.strip > 0) {
		row.push({text: ' '}, ...drawStrip(history, now, stripMs, columns.strip - 1));
	}

	return row;
}

/** What an agent was in the time up to now. */
export function drawStrip(
	history: readonly LivenessChange[],
	now: number,
	spanMs: number,
	width: number,
): readonly Segment[] {
	return availabilityStrip({fromMs: now - spanMs, toMs: now, width, ...stripSpans(history)});
}

function nameSegment({name}: FleetAgent, width: number, isSelected: boolean): Segment {
	const shown = truncateMiddle(name, width);
	const blanks = ' '.repeat(Math.max(0, width - widthOf(shown)));
	return {text: shown + blanks, style: isSelected ? 'accent-bold' : 'plain'};
}

/** The age of the last heartbeat. What is active does not tick. */
function lastWords({liveness, lastHeartbeatAt, registeredAt}: FleetAgent, now: number): string {
	return liveness === 'active' ? '·' : formatSpan(now - (lastHeartbeatAt ?? registeredAt));
}
