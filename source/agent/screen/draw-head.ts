import {formatClockZone, formatSpan} from '../../base/formats.js';
import {safeText} from '../../base/safe-text.js';
import {rule} from '../../terminal/rows/frame.js';
import {
	fitRow,
	fitText,
	type Row,
	type Segment,
	spread,
	truncateMiddle,
	widthOf,
	widthOfRow,
} from '../../terminal/rows/row.js';
import {tooSmallWords, wideColumns} from '../../terminal/rows/screen-sizes.js';
import {fitting, type Headline, headline} from './headline.js';
import {clockMsOf, type Scene} from './scene.js';

/** Two rows: who, and the time; then a line. In a narrow window one. */
export function drawHeader(scene: Scene, columns: number): Row[] {
	const {facts} = scene.model;
	if (columns < wideColumns) {
		const right = `${clock(scene)} `;
		const name = truncateMiddle(safeText(facts.name), columns - widthOf(right) - 2);
		return [spread([{text: ' '}, {text: name, style: 'bold'}], [{text: right}], columns)];
	}

	const up = `v${safeText(facts.version, 16)}   up ${upTime(scene)}`;
	const right = `${fitText(up, 24)}${clock(scene)} `;
	const program = scene.mode === 'watch' ? ' sloth-agent watch  ' : ' sloth-agent  ';
	const name = truncateMiddle(safeText(facts.name), columns - widthOf(program) - widthOf(right) - 2);
	return [spread([{text: program}, {text: name, style: 'bold'}], [{text: right}], columns), rule(columns)];
}

function upTime({model, now, isMotionless}: Scene): string {
	const up = now.monotonicMs - model.facts.startedAt;
	return isMotionless && up < 60_000 ? 'under 1m' : formatSpan(up);
}

function clock(scene: Scene): string {
	const text = formatClockZone(clockMsOf(scene));
	return scene.isMotionless ? text.replace(/:\d\d(?= )/u, '') : text;
}

/** The state and since when. Words of that are given up before the address is cut that stands at the right. */
export function drawState(scene: Scene, columns: number, address?: string): Row {
	const says = headline(scene);
	const mark: Row = [{text: ' '}, markOf(says), {text: '   '}];
	const room = columns - widthOfRow(mark);
	const wordings = columns < wideColumns ? says.shortSince : says.since;
	if (address === undefined) {
		return [...mark, {text: fitting(wordings, room)}];
	}

	// Two blanks before it, one after it.
	const since = fitting(wordings, room - widthOf(address) - 3);
	const shown = truncateMiddle(address, Math.max(8, room - widthOf(since) - 3));
	return spread([...mark, {text: since}], [{text: `${shown} `}], columns);
}

/** The one row of a window that is too small: the state, how long, and what it needs, each only where it is whole. */
export function drawTooSmall(scene: Scene, columns: number): Row {
	const says = headline(scene);
	const mark = markOf(says);
	const since = ` ${says.shortSince.at(-1) ?? ''}`.trimEnd();
	const left: Row = widthOfRow([mark, {text: since}]) <= columns ? [mark, {text: since}] : [mark];
	const need = tooSmallWords(columns - widthOfRow(left) - 2);
	return fitRow([...left, {text: need === '' ? '' : `  ${need}`}], columns);
}

function markOf({glyph, word, style}: Headline): Segment {
	return {text: `${glyph} ${word}`, style};
}
