import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type CellRow, cellsOfRow} from '../../../source/terminal/paint/cells.js';
import {createPainter, type Painter} from '../../../source/terminal/paint/painter.js';
import type {ScreenSize} from '../../../source/terminal/rows/row.js';
import {Emulator} from '../emulator.js';
import {createFakeOutput, type FakeOutput} from './fake-output.js';

let output: FakeOutput;
let painter: Painter;
let emulator: Emulator;
let shownBytes: number;

beforeEach(() => {
	vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance']});
	start({columns: 80, rows: 24});
});

afterEach(() => {
	painter.leave();
	expect(vi.getTimerCount()).toBe(0);
	vi.useRealTimers();
	emulator.dispose();
});

function start(size: ScreenSize): void {
	output = createFakeOutput();
	painter = createPainter({output, size});
	emulator = new Emulator(size, () => vi.advanceTimersByTime(1));
	shownBytes = 0;
}

/** Lets the emulator read what was written since the last time. Returns that. */
async function show(): Promise<string> {
	const news = output.written.slice(shownBytes);
	shownBytes = output.written.length;
	await emulator.write(news);
	return news;
}

/** A frame with these lines at its top. */
function frameOf(lines: readonly string[], {columns, rows}: ScreenSize = {columns: 80, rows: 24}): CellRow[] {
	return Array.from({length: rows}, (_, row) =>
		cellsOfRow([{text: lines[row] ?? ''}], {colour: true, ascii: false}, columns),
	);
}

/** Lines with a mark in each one's ends, as many and as long as the screen's. */
function markedLines({columns, rows}: ScreenSize, word: string): string[] {
	return Array.from({length: rows}, (_, row) => `${row} ${word}`.padEnd(columns - 1, '.') + (row % 10));
}

/** A frame of them. */
function markedFrame(size: ScreenSize, word: string): CellRow[] {
	return frameOf(markedLines(size, word), size);
}

function nextFrame(): void {
	vi.advanceTimersByTime(34);
}

test('entering takes the terminal, leaving gives it back, each once', async () => {
	painter.enter();
	painter.enter();
	painter.paint(frameOf(['hello']));
	const entered = await show();
	expect(emulator.screenType).toBe('alternate');
	expect(emulator.lines()[0]).toBe('hello');
	expect(entered.match(/\u001B\[\?1049h/gu)).toHaveLength(1);
	for (const mode of ['\u001B[?25l', '\u001B[?7l', '\u001B[?2004h']) {
		expect(entered).toContain(mode);
	}

	painter.leave();
	painter.leave();
	painter.paint(frameOf(['too late']));
	painter.repaint();
	nextFrame();
	const left = await show();
	expect(left).toBe('\u001B[?2026l\u001B[0m\u001B[?2004l\u001B[?7h\u001B[?25h\u001B[?1049l');
	expect(emulator.screenType).toBe('normal');
});

test('nothing is written before entering, nor on leaving what was never entered', () => {
	painter.paint(frameOf(['early']));
	painter.leave();
	expect(output.written).toBe('');
});

test('an equal frame writes nothing, a changed number only its digits, between marks', async () => {
	painter.enter();
	painter.paint(frameOf(['up 12 s']));
	await show();
	nextFrame();
	painter.paint(frameOf(['up 12 s']));
	expect(await show()).toBe('');
	painter.paint(frameOf(['up 13 s']));
	expect(await show()).toBe('\u001B[?2026h\u001B[1;5H\u001B[0m3\u001B[?2026l');
});

test('at most 30 frames a second are painted, and the last one always', async () => {
	painter.enter();
	for (let ms = 0; ms < 1000; ms++) {
		painter.paint(frameOf([`frame ${ms}`]));
		vi.advanceTimersByTime(1);
	}

	nextFrame();
	const painted = (await show()).match(/\u001B\[\?2026h/gu)?.length ?? 0;
	expect(painted).toBeGreaterThan(25);
	expect(painted).toBeLessThanOrEqual(31);
	expect(emulator.lines()[0]).toBe('frame 999');
});

test('while the terminal stands still nothing is written; then the newest frame is', async () => {
	painter.enter();
	painter.paint(frameOf(['first']));
	await show();
	output.isStalled = true;
	for (let count = 0; count < 100; count++) {
		painter.paint(frameOf([`frame ${count}`]));
		nextFrame();
	}

	expect(await show()).toBe('');
	output.isStalled = false;
	vi.advanceTimersByTime(100);
	expect((await show()).match(/\u001B\[\?2026h/gu)).toHaveLength(1);
	expect(emulator.lines()[0]).toBe('frame 99');
});

describe('what others wrote across the screen', () => {
	const stray = '\u001B[5;10H\u001B[31mBroadcast message from root\r\n\n\n\u001B[24;1H\n\n';

	async function disturb(): Promise<void> {
		await emulator.write(stray);
		expect(emulator.lines().join('\n')).not.toBe(markedLines({columns: 80, rows: 24}, 'x').join('\n'));
	}

	beforeEach(async () => {
		painter.enter();
		painter.paint(markedFrame({columns: 80, rows: 24}, 'x'));
		await show();
		nextFrame();
		await disturb();
	});

	afterEach(async () => {
		const bytes = await show();
		expect(emulator.lines().join('\n')).toBe(markedLines({columns: 80, rows: 24}, 'x').join('\n'));
		expect(
			emulator
				.cells()
				.flat()
				.every(({look}) => look === '0/-1'),
		).toBe(true);
		expect(bytes).not.toContain('\u001B[3J');
	});

	test('is healed within a minute, without erasing', () => {
		vi.advanceTimersByTime(60_000);
		expect(output.written.slice(shownBytes)).not.toContain('\u001B[2J');
	});

	test('is healed by a repaint, without erasing', () => {
		painter.repaint();
		expect(output.written.slice(shownBytes)).not.toContain('\u001B[2J');
	});

	test('is healed by a redraw, which erases', () => {
		painter.redraw();
		expect(output.written.slice(shownBytes)).toContain('\u001B[2J');
	});

	test.each(['repaint', 'redraw'] as const)('is healed with its modes by a %s', (way) => {
		painter[way]();
		expect(output.written.slice(shownBytes)).toContain('\u001B[?25l\u001B[?7l\u001B[?2004h');
	});
});

test('the picture is right after each resize, with one erasing for each', async () => {
	painter.enter();
	let size = {columns: 80, rows: 24};
	painter.paint(markedFrame(size, '80'));
	await show();
	for (const [columns, rows] of [
		[50, 20],
		[120, 36],
		[40, 12],
	] as const) {
		nextFrame();
		size = {columns, rows};
		emulator.resize(size);
		painter.resize(size);
		painter.paint(markedFrame(size, `${columns}`));
		const bytes = await show();
		expect(bytes.match(/\u001B\[2J/gu)).toHaveLength(1);
		expect(emulator.lines().join('\n')).toBe(markedLines(size, `${columns}`).join('\n'));
		nextFrame();
		await emulator.write('\u001B[3;3Hstray');
		painter.repaint();
		await show();
		expect(emulator.lines().join('\n')).toBe(markedLines(size, `${columns}`).join('\n'));
	}
});

test('after a resize nothing of the old size is painted', async () => {
	painter.enter();
	painter.paint(markedFrame({columns: 80, rows: 24}, 'old'));
	await show();
	painter.resize({columns: 40, rows: 12});
	// What draws may be late.
	painter.paint(markedFrame({columns: 80, rows: 24}, 'late'));
	painter.paint(markedFrame({columns: 40, rows: 24}, 'late'));
	vi.advanceTimersByTime(60_000);
	expect(await show()).toBe('');
});

test('two redraws at once erase once', async () => {
	painter.enter();
	painter.paint(frameOf(['x']));
	await show();
	painter.redraw();
	painter.repaint();
	painter.redraw();
	nextFrame();
	expect((await show()).match(/\u001B\[2J/gu)).toHaveLength(1);
});
