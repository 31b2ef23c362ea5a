import {describe, expect, test} from 'vitest';
import {reportLines, summaryLines} from '../../../source/agent/screen/words/report.js';
import {
	active,
	at,
	drawScene,
	hourMs,
	later,
	neverConnected,
	play,
	reconnecting,
	sceneOf,
	show,
	small,
	toWall,
	wide,
} from '../../stories/agent-scenes.js';

const stopped = () =>
	play(active(), [{type: 'stopped', at: at(3, 13, 50), reason: {type: 'asked', by: 'q on the screen'}}]);
const gone = {mode: 'watch', goneSinceWall: toWall(at(3, 13, 51))} as const;
const large = {columns: 120, rows: 36};

describe('a watched agent that is gone', () => {
	describe.each(Object.entries({active, reconnecting, neverConnected, stopped}))('%s', (_name, make) => {
		test.each([wide, small, large])('stands still, but for the clock, at $columns×$rows', (size) => {
			const model = make();
			const first = show(model, size, gone);
			for (const hours of [1, 5, 20]) {
				const text = show(model, size, {...gone, now: later(hours * hourMs)});
				const clock = `${String(3 + hours).padStart(2, '0')}:13:51 CEST`;
				expect(text).toContain(clock);
				expect(text.replace(clock, '03:13:51 CEST')).toBe(first);
			}
		});

		test('tells in its report and at the end how long it was up', () => {
			const scene = sceneOf(make(), {...gone, now: later(5 * 24 * hourMs)});
			expect(reportLines(scene).at(-1)).toContain('up 6d 4h');
			expect(summaryLines(scene)[0]).toContain('up 6d 4h');
			expect(reportLines(scene)[5]).toContain('nothing is planned');
		});
	});

	test('keeps its round trips and its uptime', () => {
		const text = show(active(), wide, {...gone, now: later(9 * hourMs)});
		expect(text).toContain('up 6d 4h');
		expect(text).toMatch(/Round trip +15 ms .* p50 14 ms {2}p99 41 ms/u);
	});

	test.each([
		['the diagram', wide],
		['the breadcrumb', small],
	])('is nowhere live: its state is dim in %s', (_name, size) => {
		const styleOf = (more: object) =>
			drawScene(sceneOf(active(), more), size)
				.flat()
				.find(({text}) => text.includes('[ACTIVE]'))?.style;
		expect(styleOf({})).toBe('accent-bold');
		expect(styleOf(gone)).toBe('dim');
	});

	test('has no attempt that comes', () => {
		expect(show(reconnecting(), large, gone)).not.toContain('attempt 5');
		expect(show(reconnecting(), wide, gone).trimEnd().split('\n').at(-1)).not.toContain('retry');
	});
});

describe('what is more than a day ago has a date', () => {
	const day = {now: later(24 * hourMs)};

	test('the state, the streak, the loss and the attempts', () => {
		const text = show(reconnecting(), wide, day);
		expect(text).toContain('down 1d 0h, since 1 Jul 03:12 ');
		expect(text).toContain('until 1 Jul 03:12 ');
		expect(text).toContain(' 1 Jul 03:12  LOST   3 heartbeats');
		expect(text).toContain(' 1 Jul 03:13  FAIL   attempt 4');
	});

	test('the lines of the log, in one column with those of today', () => {
		const text = show(active(), wide, {now: later(23 * hourMs)});
		expect(text).toMatch(/ 1 Jul 01:20 {2}WARN {3}Heartbeat failed \(1\/3\): no answer +x2, last 02:40:11\n/u);
		expect(show(active(), wide, {now: later(48 * hourMs)})).toContain('x2, last 1 Jul 02:40');
		expect(text).toContain(' 02:40:12     INFO   Heartbeat recovered');
	});

	test('when a watched agent was heard of last', () => {
		expect(show(active(), wide, {...gone, ...day})).toContain('× NOT RUNNING   since 1 Jul 03:13 ');
	});

	test('nothing that is younger', () => {
		const text = show(reconnecting(), wide, {now: later(23 * hourMs)});
		expect(text).toContain('since 03:12:09');
		expect(text).not.toContain('1 Jul 03:12');
	});

	test('and no row is cut for it that was whole', () => {
		for (const size of [wide, small, large]) {
			const rows = (more: object) => show(reconnecting(), size, more).split('\n').slice(0, 13).join('\n');
			expect(rows({})).not.toContain('…');
			expect(rows(day)).not.toContain('…');
		}
	});
});
