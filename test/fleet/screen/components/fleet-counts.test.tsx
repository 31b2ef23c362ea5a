import {expect, test} from 'vitest';
import {FleetCounts} from '../../../../source/fleet/screen/components/fleet-counts.js';
import {drawLines, drawRows} from '../../../stories/draw-rows.js';
import {mixedFleet, ScreenUnderTest, snapshot, withoutContact} from '../../../stories/fleet-fixture.js';

const counts = (columns: number, told = mixedFleet()) => {
	const scene = new ScreenUnderTest().apply(told).scene();
	return drawLines(<FleetCounts scene={scene} columns={columns} />, {columns, rows: 1})[0];
};

test('counts the worst first, and says less where there is little room', () => {
	expect(counts(80)).toBe(' × 1 lost   ! 1 late   ● 9 active   ○ 1 stopped     12 agents   round trip 13 ms');
	expect(counts(70)).toBe(' × 1 lost   ! 1 late   ● 9 active   ○ 1 stopped       12 agents  13 ms');
	expect(counts(60)).toBe(' × 1 lost   ! 1 late   ● 9 active   ○ 1 stopped    12 agents');
	expect(counts(40)).toBe(' ×1 !1 ●9 ○1            12 agents  13 ms');
});

test('names those that are active also where there is none', () => {
	expect(counts(40, snapshot([]))).toBe(' ● 0 active                     0 agents');
});

test('is dim as a whole without contact', () => {
	const [row] = drawRows(<FleetCounts scene={withoutContact().scene()} columns={80} />, {columns: 80, rows: 1});
	expect(new Set(row?.flatMap(({text, style}) => (text.trim() === '' ? [] : style)))).toEqual(new Set(['dim']));
});
