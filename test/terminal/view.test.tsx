import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {Box} from 'ink';
import type {ReactElement} from 'react';
import {afterEach, expect, test} from 'vitest';
import {Leaf} from '../../source/terminal/components/leaf.js';
import {Ends, Line} from '../../source/terminal/components/line.js';
import {Part} from '../../source/terminal/components/part.js';
import {Rows} from '../../source/terminal/components/rows.js';
import {cellsOfRow, createFrameCells} from '../../source/terminal/paint/cells.js';
import {createPainter} from '../../source/terminal/paint/painter.js';
import type {Row, ScreenSize} from '../../source/terminal/rows/row.js';
import {type RenderedView, renderView, type View} from '../../source/terminal/view.js';
import {drawRows} from '../stories/draw-rows.js';
import {createFakeOutput} from './paint/fake-output.js';

const theme = {colour: true, ascii: false};

let rendered: RenderedView | undefined;

afterEach(async () => {
	rendered?.unmount();
	await rendered?.whenEnded.catch(() => undefined);
	rendered = undefined;
});

/** A store that shows elements, and the frames that come of them. Returns how to show another. */
function show(first: View, onFrame: (rows: readonly Row[]) => void): (view: View) => Promise<void> {
	let view = first;
	let notify = () => {};
	rendered = renderView(
		{
			current: () => view,
			subscribe(listener) {
				notify = listener;
				return () => {
					notify = () => {};
				};
			},
		},
		onFrame,
	);
	return async (next) => {
		view = next;
		notify();
		// React renders in a microtask.
		await Promise.resolve();
	};
}

function viewOf(size: ScreenSize, ...texts: readonly string[]): View {
	return {size, element: <Rows rows={texts.map((text): Row => [{text, style: 'accent-bold'}])} />};
}

function textOf(row: Row | undefined): string {
	return (row ?? []).map(({text}) => text).join('');
}

function linesOf(element: ReactElement, size: ScreenSize): readonly string[] {
	return drawRows(element, size).map(textOf);
}

test('each view is one whole frame, with its look, also of another size', async () => {
	const frames: Array<readonly Row[]> = [];
	const change = show(viewOf({columns: 10, rows: 3}, 'one', '東京'), (rows) => frames.push(rows));
	expect(frames).toHaveLength(1);
	expect(frames[0]).toHaveLength(3);
	expect(frames[0]?.[0]?.[0]).toEqual({text: 'one', style: 'accent-bold'});

	await change(viewOf({columns: 10, rows: 3}, 'two', '東京'));
	expect(frames).toHaveLength(2);

	await change(viewOf({columns: 40, rows: 2}, 'a line of more than ten'));
	expect(frames).toHaveLength(3);
	expect(frames[2]).toHaveLength(2);
	expect(textOf(frames[2]?.[0]).trimEnd()).toBe('a line of more than ten');
});

test('Ink passes on what a terminal will show, cell for cell', () => {
	const size = {columns: 20, rows: 2};
	const output = createFakeOutput();
	const painter = createPainter({output, size});
	painter.enter();
	const row: Row = [
		{text: 'e\u0301 東', style: 'danger-bold'},
		{text: ' x', style: 'inverse'},
	];
	show({size, element: <Rows rows={[row]} />}, (rows) =>
		painter.paint(rows.map((drawn) => cellsOfRow(drawn, theme, size.columns))),
	);
	painter.leave();
	expect(output.written).toContain('\u001B[0;1;31me\u0301');
	expect(output.written).toContain('東');
	expect(output.written).toContain('\u001B[0;7m x');
});

test('the left end of a line gives way to the right one', () => {
	const ends = <Ends left={[{text: 'a long left end'}]} right={[{text: 'right'}]} />;
	expect(linesOf(ends, {columns: 24, rows: 1})).toEqual(['a long left end    right']);
	expect(linesOf(ends, {columns: 14, rows: 1})).toEqual(['a long l…right']);
	expect(linesOf(ends, {columns: 5, rows: 1})).toEqual(['right']);
});

test('what fills a line has the width that is left', () => {
	const line = (
		<Line>
			<Leaf row={[{text: ' title '}]} />
			<Leaf row={(width) => [{text: '─'.repeat(width)}]} grows />
			<Leaf row={[{text: ' 3 '}]} />
		</Line>
	);
	expect(linesOf(line, {columns: 16, rows: 1})).toEqual([' title ────── 3 ']);
	expect(linesOf(line, {columns: 10, rows: 1})).toEqual([' title  3 ']);
});

test('a part is cut or filled up to its rows, and what stands above all covers what is under it', () => {
	const size = {columns: 8, rows: 4};
	const rows = ['one', 'two', 'three'].map((text): Row => [{text}]);
	const screen = (
		<Box flexDirection="column" width={8} height={4}>
			<Part rows={2}>
				<Rows rows={rows} />
			</Part>
			<Part rows={2}>
				<Ends left={[{text: 'left'}]} right={[{text: 'end'}]} />
			</Part>
			<Box position="absolute" flexDirection="column" marginTop={2} width={8}>
				<Rows rows={[[{text: 'over'}]]} />
			</Box>
		</Box>
	);
	expect(linesOf(screen, size).map((line) => line.trimEnd())).toEqual(['one', 'two', 'over', '']);
});

test('of two leaves that meet the left one is seen, of two at the same place the later one', () => {
	const size = {columns: 8, rows: 2};
	const at = (marginLeft: number, text: string) => (
		<Box position="absolute" marginLeft={marginLeft}>
			<Leaf row={[{text}]} />
		</Box>
	);
	const screen = (
		<>
			{at(1, 'under')}
			{at(0, 'lefter')}
			{at(7, 'first')}
			{at(7, '2')}
			{at(9, 'outside')}
			{at(-3, 'before')}
		</>
	);
	expect(linesOf(screen, size)).toEqual(['lefter 2', ' '.repeat(8)]);
});

test('leaving makes no frame', async () => {
	const frames: unknown[] = [];
	show(viewOf({columns: 10, rows: 1}, 'one'), (rows) => frames.push(rows));
	rendered?.unmount();
	await rendered?.whenEnded;
	expect(frames).toHaveLength(1);
});

function Broken(): never {
	throw new Error('broken');
}

test('what fails in rendering is told, and nothing of it is shown', async () => {
	const frames: unknown[] = [];
	show({size: {columns: 10, rows: 1}, element: <Broken />}, (rows) => frames.push(rows));
	await expect(rendered?.whenEnded).rejects.toThrow('broken');
	expect(frames).toEqual([]);
});

test('100,000 different texts in 1,000 frames do not stay in memory', async () => {
	setFlagsFromString('--expose-gc');
	const collectGarbage: () => void = runInNewContext('gc');
	// Narrow and tall: many texts to a frame.
	const size = {columns: 4, rows: 100};
	const painter = createPainter({output: createFakeOutput(), size});
	const cellsOf = createFrameCells(theme);
	const change = show(viewOf(size, 'start'), (rows) => painter.paint(cellsOf(rows, size.columns)));
	let count = 0;
	const drawFrames = async (frames: number) => {
		for (let frame = 0; frame < frames; frame++) {
			await change(viewOf(size, ...Array.from({length: size.rows}, () => (count++).toString(36))));
		}
	};
	const heapAfter = async (frames: number) => {
		await drawFrames(frames);
		collectGarbage();
		return process.memoryUsage().heapUsed;
	};

	const before = await heapAfter(20);
	const after = await heapAfter(1000);
	expect(count).toBeGreaterThanOrEqual(100_000);
	expect(after - before).toBeLessThan(2_000_000);
	painter.leave();
});
