import {safeText} from '../../protocol/text.js';
import {formatClockZone} from '../../terminal/formats.js';
import {rule} from '../../terminal/frame.js';
import {
	fitRow,
	fitText,
	type Row,
	type ScreenSize,
	type Segment,
	spread,
	truncate,
	truncateMiddle,
	widthOf,
} from '../../terminal/row.js';
import {roomyColumns, wideColumns} from '../../terminal/screen-sizes.js';
import {wrapText} from '../../terminal/wrap-text.js';
import {boxedDiagram, drawBreadcrumb, drawDiagram, lineDiagram} from './diagram.js';
import {drawLower} from './draw-log.js';
import {drawNextLine, drawShortNextLine, nextLines, streakLine} from './draw-next.js';
import {drawLastDay, drawRoundTrips} from './draw-strips.js';
import {type Headline, headline, reasonLines} from './headline.js';
import {layOut} from './layout.js';
import {reasonInFull} from './reason-words.js';
import {type Scene, spell} from './scene.js';
import {drawWhatNext} from './what-next.js';

/** From this height on the diagram may have boxes. */
const boxedRows = 28;

/** The trust there is. */
const trust = 'plaintext';

/** The main view without its last row, the keys. */
export function drawMain(scene: Scene, size: ScreenSize, foot: Row): Row[] {
	return size.columns < wideColumns ? drawNarrow(scene, size, foot) : drawWide(scene, size, foot);
}

function drawWide(scene: Scene, {columns, rows: height}: ScreenSize, foot: Row): Row[] {
	const {model, now} = scene;
	const {state} = model;
	const says = headline(scene);
	const next = nextLines(scene);
	const isBoxed = columns >= roomyColumns && height >= boxedRows;
	const diagram = isBoxed ? boxedDiagram : lineDiagram;
	const isStreakNext = next[1].label === 'Streak';
	const strips = [
		...(isStreakNext
			? [drawRoundTrips(scene, columns)]
			: [drawNextLine(streakLine(scene), columns, scene.isMotionless)]),
		drawLastDay(scene, columns),
	];
	const layout = layOut({height, fixed: 8, diagram: diagram.height, strips: strips.length});
	const picture = drawDiagram(diagram, {type: state.type, style: says.style}, model.passed, now.monotonicMs);
	const beside = isBoxed ? drawBeside(scene, picture, columns) : picture;
	return [
		...drawHeader(scene, columns),
		stateRow(says, scene, columns),
		...reasonRows(scene, columns),
		...blank(layout.gap),
		...next.map((line) => drawNextLine(line, columns, scene.isMotionless)),
		...part(layout.diagram, beside),
		...part(layout.strips, strips),
		...part(layout.log, layout.log > 0 ? drawLower(scene, columns, layout.log - 1) : []),
		...(layout.foot > 0 ? [foot] : []),
	];
}

function drawNarrow(scene: Scene, {columns, rows: height}: ScreenSize, foot: Row): Row[] {
	const {state} = scene.model;
	const says = headline(scene);
	const next = nextLines(scene);
	const reasons = narrowReason(scene, columns);
	const extra = [
		...(next[1].label === 'Streak' ? [] : [drawShortNextLine(streakLine(scene), columns)]),
		drawLastDay(scene, columns, 9),
	];
	// One row of crumb needs no blank above it: it belongs to what comes next.
	const fixed = 3 + next.length;
	let left = height - fixed - 1;
	const shownReasons = reasons.slice(0, Math.max(1, Math.min(3, left)));
	left -= shownReasons.length;
	const take = (isWanted = true) => {
		const taken = isWanted && left > 0;
		left -= taken ? 1 : 0;
		return taken;
	};

	const hasGap = take();
	const hasCrumb = take();
	const hasStreak = take();
	const hasFoot = take();
	const hasDay = hasStreak && take(extra.length > 1);
	const log = left >= 3 ? left : 0;
	const strips = [...(hasStreak ? extra.slice(0, 1) : []), ...(hasDay ? extra.slice(1) : [])];
	return [
		narrowHeader(scene, columns),
		[{text: ` ${says.glyph} ${says.word}`, style: says.style}, {text: `   ${says.shortSince}`}],
		...shownReasons,
		...blank(hasGap ? 1 : 0),
		...next.map((line) => drawShortNextLine(line, columns)),
		...(hasCrumb ? [drawBreadcrumb(state, says.style)] : []),
		...strips,
		...part(log - 1, log > 0 ? drawLower(scene, columns, log - 2) : []),
		...(hasFoot ? [foot] : []),
	];
}

function part(height: number, rows: readonly Row[]): readonly Row[] {
	if (height <= 0) {
		return [];
	}

	const shown = rows.slice(0, height);
	return [[], ...shown, ...blank(height - shown.length)];
}

function blank(rows: number): readonly Row[] {
	return Array.from({length: Math.max(0, rows)}, (): Row => []);
}

/** Two rows: who, and the time; then a line. */
export function drawHeader(scene: Scene, columns: number): Row[] {
	if (columns < wideColumns) {
		return [narrowHeader(scene, columns)];
	}

	const {facts} = scene.model;
	const up = `v${safeText(facts.version, 16)}   up ${upTime(scene)}`;
	const right = `${fitText(up, 24)}${clock(scene)} `;
	const program = scene.mode === 'watch' ? ' sloth-agent watch  ' : ' sloth-agent  ';
	const name = truncateMiddle(safeText(facts.name), columns - widthOf(program) - widthOf(right) - 2);
	return [spread([{text: program}, {text: name, style: 'bold'}], [{text: right}], columns), rule(columns)];
}

function upTime({model, now, isMotionless}: Scene): string {
	const up = now.monotonicMs - model.facts.startedAt;
	return isMotionless && up < 60_000 ? 'under 1m' : spell(up);
}

function narrowHeader(scene: Scene, columns: number): Row {
	const right = `${clock(scene)} `;
	const name = truncateMiddle(safeText(scene.model.facts.name), columns - widthOf(right) - 2);
	return spread([{text: ' '}, {text: name, style: 'bold'}], [{text: right}], columns);
}

function clock({now, isMotionless}: Scene): string {
	const text = formatClockZone(now.wallMs);
	return isMotionless ? text.replace(/:\d\d(?= )/u, '') : text;
}

function stateRow(says: Headline, {model}: Scene, columns: number): Row {
	const left: Row = [{text: ` ${says.glyph} ${says.word}`, style: says.style}, {text: `   ${says.since}`}];
	const room = columns - widthOf(` ${says.glyph} ${says.word}   ${says.since}`) - 3;
	const address = truncateMiddle(safeText(model.facts.master), Math.max(8, room));
	return spread(left, [{text: `${address} `}], columns);
}

function reasonRows(scene: Scene, columns: number): readonly Row[] {
	const [first, second] = reasonLines(scene);
	const indent: Segment = {text: '   '};
	// What does not fit beside the trust goes on in the second row.
	const [line = '', ...rest] = wrapText(first?.text ?? '', columns - trust.length - 6);
	const more = [...rest, second?.text ?? ''].filter((text) => text !== '').join(' ');
	return [
		spread([indent, {...first, text: line}], [{text: ` ${trust} `, style: 'dim'}], columns),
		fitRow([indent, {...second, text: truncate(more, columns - 4)}], columns),
	];
}

/** The reason with the address in it, in up to three rows. */
function narrowReason(scene: Scene, columns: number): readonly Row[] {
	const {state} = scene.model;
	const isFailing =
		scene.goneSinceWall === undefined && (state.type === 'reconnecting' || state.type === 'connection-lost');
	const segments = reasonLines(scene);
	const texts = isFailing ? [reasonInFull(state.reason)] : segments.map(({text}) => text);
	const style = segments[0]?.style;
	return texts.flatMap((text, index) =>
		wrapText(text, columns - 2).map((line): Row => [{text: ` ${line}`, style: index === 0 ? style : undefined}]),
	);
}

function drawBeside(scene: Scene, picture: readonly Row[], columns: number): Row[] {
	const left = boxedDiagram.width + 2;
	const panel = drawWhatNext(scene, columns - left - 1, picture.length);
	return picture.map((row, index) => [...fitRow(row, left), ...(panel[index] ?? [])]);
}
