import {expect, test} from 'vitest';
import {AgentDetail} from '../../../../source/fleet/screen/components/agent-detail.js';
import {layoutOf} from '../../../../source/fleet/screen/layout/fleet-layout.js';
import {detailRows} from '../../../../source/fleet/screen/layout/layout.js';
import {drawLines} from '../../../stories/draw-rows.js';
import {mixedFleet, ScreenUnderTest} from '../../../stories/fleet-fixture.js';

function detail(screen: ScreenUnderTest, columns: number): readonly string[] {
	screen.size = {columns, rows: 24};
	const scene = screen.scene();
	const layout = layoutOf(scene, screen.size);
	const element = <AgentDetail scene={scene} columns={columns} layout={layout} />;
	return drawLines(element, {columns, rows: detailRows(layout)}).map((line) => line.trimEnd());
}

test('says of the selected agent what is, why, and what comes next', () => {
	expect(detail(new ScreenUnderTest().apply(mixedFleet()).press('j'), 80)).toEqual([
		` api-eu-3 ${'─'.repeat(54)} ! LATE, 12 s ──`,
		' What  No heartbeat since 03:13:39; the one of 03:13:44 is 7 s late.',
		' Why   Its stream is open; 4 others from 10.0.0.7 answer: suspect the agent.',
		' Next  LOST at 03:13:59 if nothing comes. That would end a streak of 812.',
	]);
});

test('on a narrow screen says what comes next in fewer words', () => {
	expect(detail(new ScreenUnderTest().apply(mixedFleet()).press('j'), 40)).toEqual([
		' api-eu-3 ────────────── ! LATE, 12 s ──',
		' Why  Its stream is open; 4 others from',
		' 10.0.0.7 answer: suspect the agent.',
		' Next  LOST at 03:13:59 if silent.',
	]);
});

test('is a bare rule where no agent is selected', () => {
	expect(detail(new ScreenUnderTest().apply(mixedFleet()).press('/nothing'), 80)).toEqual(['─'.repeat(80), '', '', '']);
});
