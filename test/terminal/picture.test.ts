import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {afterEach, beforeAll, expect, test} from 'vitest';
import {importPicture} from '../../source/terminal/import-picture.js';
import {InkOutput} from '../../source/terminal/paint/ink-output.js';
import {createPainter} from '../../source/terminal/paint/painter.js';
import {paintRow} from '../../source/terminal/paint/theme.js';
import type {Picture, RenderedPicture} from '../../source/terminal/picture.js';
import {createFakeOutput} from './paint/fake-output.js';

const theme = {colour: true, ascii: false};

let renderPicture: typeof import('../../source/terminal/picture.js').renderPicture;
let rendered: RenderedPicture | undefined;

beforeAll(async () => {
	const before = process.env['NODE_ENV'];
	({renderPicture} = await importPicture());
	expect(process.env['NODE_ENV']).toBe(before);
});

afterEach(async () => {
	rendered?.unmount();
	await rendered?.whenEnded.catch(() => undefined);
	rendered = undefined;
});

/** A store that shows lines, and the frames that Ink makes of them. */
function show(
	first: Picture,
	onFrame: (frame: string) => void,
): {change: (picture: Picture) => Promise<void>; output: InkOutput} {
	let picture = first;
	let notify = () => {};
	const output = new InkOutput(first.size, onFrame);
	rendered = renderPicture(
		{
			current: () => picture,
			subscribe(listener) {
				notify = listener;
				return () => {
					notify = () => {};
				};
			},
		},
		output,
	);
	return {
		output,
		async change(next) {
			picture = next;
			notify();
			// React renders in a microtask.
			await Promise.resolve();
		},
	};
}

function pictureOf(size: Picture['size'], ...texts: readonly string[]): Picture {
	return {size, lines: texts.map((text) => paintRow([{text, style: 'accent-bold'}], theme, size.columns))};
}

test('each picture is one whole frame, with its look, also of another size', async () => {
	const frames: string[] = [];
	const {change, output} = show(pictureOf({columns: 10, rows: 3}, 'one', '東京'), (frame) => frames.push(frame));
	expect(frames).toHaveLength(1);
	expect(frames[0]?.split('\n')).toHaveLength(3);
	expect(frames[0]).toContain('one');

	await change(pictureOf({columns: 10, rows: 3}, 'two', '東京'));
	expect(frames).toHaveLength(2);

	output.resize({columns: 40, rows: 2});
	await change(pictureOf({columns: 40, rows: 2}, 'a line of more than ten'));
	expect(frames).toHaveLength(3);
	expect(frames[2]?.split('\n')).toHaveLength(2);
	expect(frames[2]).toContain('a line of more than ten');
});

test('Ink passes on what a terminal will show, cell for cell', async () => {
	const size = {columns: 20, rows: 2};
	const output = createFakeOutput();
	const painter = createPainter({output, size});
	painter.enter();
	show(
		{
			size,
			lines: [
				paintRow(
					[
						{text: 'e\u0301 東', style: 'danger-bold'},
						{text: ' x', style: 'inverse'},
					],
					theme,
					20,
				),
			],
		},
		painter.paint,
	);
	painter.leave();
	expect(output.written).toContain('\u001B[0;1;31me\u0301');
	expect(output.written).toContain('東');
	expect(output.written).toContain('\u001B[0;7m x');
});

test('frames are ignored once the output is closed', async () => {
	const frames: string[] = [];
	const {output} = show(pictureOf({columns: 10, rows: 1}, 'one'), (frame) => frames.push(frame));
	output.close();
	rendered?.unmount();
	await rendered?.whenEnded;
	expect(frames).toHaveLength(1);
});

test('what fails in rendering is told', async () => {
	const broken: Picture = {
		size: {columns: 10, rows: 1},
		get lines(): readonly string[] {
			throw new Error('broken');
		},
	};
	show(broken, () => undefined);
	await expect(rendered?.whenEnded).rejects.toThrow('broken');
});

test('100,000 different texts in 1,000 frames do not stay in memory', async () => {
	setFlagsFromString('--expose-gc');
	const collectGarbage: () => void = runInNewContext('gc');
	// Narrow and tall: many texts to a frame.
	const size = {columns: 4, rows: 100};
	const painter = createPainter({output: createFakeOutput(), size});
	const {change} = show(pictureOf(size, 'start'), painter.paint);
	let count = 0;
	const drawFrames = async (frames: number) => {
		for (let frame = 0; frame < frames; frame++) {
			await change(pictureOf(size, ...Array.from({length: size.rows}, () => (count++).toString(36))));
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
