import {assertNever} from '../../base/assert-never.js';
import {
	formatClock,
	formatClockZone,
	formatCounted,
	formatNumber,
	formatRoundTrip,
	formatSpan,
} from '../../base/formats.js';
import {clockOf, type Moment} from '../../base/moment.js';
import type {Liveness} from '../../protocol/liveness.js';
import {rule} from '../../terminal/rows/frame.js';
import {type Row, type Segment, spread, widthOf, widthOfRow} from '../../terminal/rows/row.js';
import type {FleetModel} from '../model/fleet-model.js';
import type {Reach} from '../model/reach.js';
import {glyphs} from '../words/words.js';
import {statusSegments} from './columns.js';
import type {ScreenSetting} from './screen-facts.js';

/** The first three rows: who this is and what time it is, how many agents are how, and the contact. */
export function drawHead({
	model,
	facts,
	moment,
	width,
	roundTripMs,
	left,
	rights,
}: {
	readonly model: FleetModel;
	readonly facts: ScreenSetting;
	readonly moment: Moment;
	readonly width: number;
	/** The middle one of all that are active. */
	readonly roundTripMs: number | undefined;
	/** What stands at the left of the rule. */
	readonly left: string | undefined;
	/** What stands at the right of the rule: the first that fits, else the last. */
	readonly rights: readonly string[];
}): readonly [Row, Row, Row] {
	const {row, saysReadOnly} = drawTitle(model, facts, moment, width);
	const title = left ?? (facts.isReadOnly && !saysReadOnly ? readOnly : undefined);
	return [
		row,
		model.isKnown() ? drawCounts(model, width, roundTripMs) : [],
		drawTrouble(model, width) ?? drawContact(model.reach(), moment, width, {title, rights}),
	];
}

/** A master that cannot write its registry says so in place of the rule. Undefined where all is well, or not known. */
function drawTrouble(model: FleetModel, width: number): Row | undefined {
	const problem = model.master()?.storeProblem ?? '';
	if (problem === '' || model.reach().type === 'none') {
		return undefined;
	}

	const state: Segment = {text: ' ▲ NOT STORED', style: 'warning-bold'};
	return spread([state, {text: `  ${problem}`}], [], width);
}

const readOnly = 'read-only';

type Title = {readonly row: Row; readonly saysReadOnly: boolean};

function drawTitle(model: FleetModel, facts: ScreenSetting, moment: Moment, width: number): Title {
	const master = model.master();
	const name: Segment = {text: facts.isInProcess ? ' sloth-master' : ' sloth-master watch', style: 'bold'};
	const up =
		master === undefined ? '' : `   up ${formatSpan(frozen(model.reach(), moment).monotonicMs - master.startedAtMs)}`;
	const trust = `${master?.trust || facts.trust}${facts.isReadOnly ? `, ${readOnly}` : ''}`;
	// What says least goes first where there is little room. The clock with its zone goes before the address does.
	const tails = [`  ${facts.address}   ${trust}${up}`, `  ${facts.address}   ${trust}`, `  ${facts.address}`];
	const clocks = [
		{clock: `${formatClockZone(moment.wallMs)} `, gap: 2},
		{clock: `${formatClock(moment.wallMs)} `, gap: 1},
	];
	for (const {clock, gap} of clocks) {
		for (const tail of tails) {
			const left = [name, {text: tail}];
			if (widthOfRow(left) + gap + clock.length <= width) {
				return {row: spread(left, [{text: clock}], width), saysReadOnly: tail.includes(readOnly)};
			}
		}
	}

	return {row: spread([name], [{text: ` ${formatClock(moment.wallMs)} `}], width), saysReadOnly: false};
}

const countedFirst = ['lost', 'late', 'awaited', 'active', 'stopped'] as const satisfies readonly Liveness[];

function drawCounts(model: FleetModel, width: number, roundTripMs: number | undefined): Row {
	const counts = model.counts();
	const total = model.agents().size;
	const shown = countedFirst.filter((liveness) => counts[liveness] > 0 || liveness === 'active');
	const isLive = model.reach().type !== 'none';
	const sign = (liveness: Liveness): Segment => {
		const [glyph] = statusSegments(liveness);
		return isLive ? glyph : {text: glyph.text, style: 'dim'};
	};
	const words = shown.flatMap(
		(liveness, index): Row => [
			{text: index === 0 ? ' ' : '   '},
			sign(liveness),
			{text: `${formatNumber(counts[liveness])} ${liveness}`, style: isLive ? 'bold' : 'dim'},
		],
	);
	const short = shown.flatMap(
		(liveness): Row => [
			{text: ' '},
			{...sign(liveness), text: glyphs[liveness]},
			{text: formatNumber(counts[liveness]), style: isLive ? 'bold' : 'dim'},
		],
	);
	const all = formatCounted(total, 'agent');
	const trip = roundTripMs === undefined ? '' : formatRoundTrip(roundTripMs);
	const ends = [trip === '' ? all : `${all}   round trip ${trip}`, trip === '' ? all : `${all}  ${trip}`, all, ''];
	for (const left of [words, short]) {
		for (const end of ends) {
			if (widthOfRow(left) + 2 + end.length <= width) {
				return spread(left, [{text: end, style: isLive ? 'plain' : 'dim'}], width);
			}
		}
	}

	return spread(short, [], width);
}

type Ends = {readonly title: string | undefined; readonly rights: readonly string[]};

function drawContact(reach: Reach, moment: Moment, width: number, {title, rights}: Ends): Row {
	// Both with the blanks around them, and the end of the line.
	const room = width - 4 - (title === undefined ? 0 : widthOf(title) + 2);
	const right = rights.find((words) => widthOf(words) <= room) ?? rights.at(-1);
	switch (reach.type) {
		case 'in-process':
			return rule(width, title, right);
		case 'connected':
			return rule(width, title, right ?? `in contact since ${clockOf(moment, reach.sinceMs)}`);
		case 'none': {
			const lasted = formatSpan(moment.monotonicMs - reach.sinceMs);
			const state: Segment = {text: ' ▲ NO CONTACT', style: 'warning-bold'};
			const at = clockOf(moment, reach.sinceMs);
			const texts = reach.isFirst
				? [` with this master yet, for ${lasted}, since ${at}.`, ` yet, for ${lasted}`, ` ${lasted}`]
				: [` with this master for ${lasted}. Below: as it stood at ${at}.`, ` ${lasted}, as of ${at}`, ` ${lasted}`];
			const text = texts.find((candidate) => widthOfRow([state, {text: candidate}]) <= width) ?? '';
			return spread([state, {text}], [], width);
		}

		default:
			return assertNever(reach);
	}
}

/** While there is no contact ages stand still, as at the moment when it was lost. */
export function frozen(reach: Reach, moment: Moment): Moment {
	return reach.type === 'none'
		? {monotonicMs: reach.sinceMs, wallMs: moment.wallMs - (moment.monotonicMs - reach.sinceMs)}
		: moment;
}
