import {safeText} from '../../base/safe-text.js';
import {fitRow, type Row, type ScreenSize, type Segment, spread, truncate} from '../../terminal/rows/row.js';
import {roomyColumns, wideColumns} from '../../terminal/rows/screen-sizes.js';
import {wrapText} from '../../terminal/rows/wrap-text.js';
import {boxedDiagram, drawBreadcrumb, drawDiagram, lineDiagram} from './diagram.js';
import {drawHeader, drawState} from './draw-head.js';
import {drawLower} from './draw-log.js';
import {drawNextLine, drawShortNextLine} from './draw-next.js';
import {drawLastDay, drawRoundTrips} from './draw-strips.js';
import {liveStyle} from './headline.js';
import {layOut} from './layout.js';
import {nextLines, streakLine} from './next-lines.js';
import {narrowReasonLines, reasonLines} from './reason-lines.js';
import type {Scene} from './scene.js';
import {drawWhatNext} from './what-next.js';

/** From this height on the diagram may have boxes. */
const boxedRows = 28;

/** The main view without its last row, the keys. */
export function drawMain(scene: Scene, size: ScreenSize, foot: Row): Row[] {
	return size.columns < wideColumns ? drawNarrow(scene, size, foot) : drawWide(scene, size, foot);
}

function drawWide(scene: Scene, {columns, rows: height}: ScreenSize, foot: Row): Row[] {
	const {model, now} = scene;
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
	const live = {type: model.state.type, style: liveStyle(scene)};
	const picture = drawDiagram(diagram, live, model.passed, now.monotonicMs);
	const beside = isBoxed ? drawBeside(scene, picture, columns) : picture;
	return [
		...drawHeader(scene, columns),
		drawState(scene, columns, safeText(model.facts.master)),
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
	const next = nextLines(scene);
	const [header = []] = drawHeader(scene, columns);
	// What always stands: the header, the state, what is next, the foot and the keys. Then the reason, whole if it can be.
	let left = height - 4 - next.length;
	const reasons = narrowReasonRows(scene, columns, Math.max(1, left));
	left -= reasons.length;
	const take = () => {
		const taken = left > 0;
		left -= taken ? 1 : 0;
		return taken;
	};

	// One row of crumb needs no blank above it: it belongs to what comes next.
	const gap = take() ? 1 : 0;
	const crumb = take() ? [drawBreadcrumb(scene.model.state, liveStyle(scene))] : [];
	const strips = [
		...(next[1].label === 'Streak' ? [] : [drawShortNextLine(streakLine(scene), columns)]),
		drawLastDay(scene, columns, 9),
	].filter(take);
	const log = left >= 3 ? left : 0;
	return [
		header,
		drawState(scene, columns),
		...reasons,
		...blank(gap),
		...next.map((line) => drawShortNextLine(line, columns)),
		...crumb,
		...strips,
		...part(log - 1, log > 0 ? drawLower(scene, columns, log - 2) : []),
		foot,
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

function reasonRows(scene: Scene, columns: number): readonly Row[] {
	const [first, second] = reasonLines(scene);
	const trust = safeText(scene.model.facts.trust, 20);
	const indent: Segment = {text: '   '};
	// What does not fit beside the trust goes on in the second row.
	const [line = '', ...rest] = wrapText(first?.text ?? '', columns - trust.length - 6);
	const more = [...rest, second?.text ?? ''].filter((text) => text !== '').join(' ');
	return [
		spread([indent, {...first, text: line}], [{text: ` ${trust} `, style: 'dim'}], columns),
		fitRow([indent, {...second, text: truncate(more, columns - 4)}], columns),
	];
}

/** The reason with the address in it. Of more than `most` rows the last one holds the rest, as far as it can. */
function narrowReasonRows(scene: Scene, columns: number, most: number): readonly Row[] {
	const rows = narrowReasonLines(scene).flatMap(({text, style}) =>
		wrapText(text, columns - 2).map((line): Segment => ({text: ` ${line}`, style})),
	);
	const shown =
		rows.length <= most
			? rows.map((row) => [row])
			: [...rows.slice(0, most - 1).map((row) => [row]), rows.slice(most - 1)];
	return shown.map((row) => fitRow(row, columns));
}

function drawBeside(scene: Scene, picture: readonly Row[], columns: number): Row[] {
	const left = boxedDiagram.width + 2;
	const panel = drawWhatNext(scene, columns - left - 1, picture.length);
	return picture.map((row, index) => [...fitRow(row, left), ...(panel[index] ?? [])]);
}
