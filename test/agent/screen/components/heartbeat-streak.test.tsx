import {expect, test} from 'vitest';
import {HeartbeatStreak} from '../../../../source/agent/screen/components/heartbeat-streak.js';
import {active, reconnecting, sceneOf} from '../../../stories/agent-scenes.js';
import {drawLines} from '../../../stories/draw-rows.js';

test('the streak that goes on, or the one that the outage ended, and the best ever', () => {
	const draw = (model: ReturnType<typeof active>, columns: number) =>
		drawLines(<HeartbeatStreak scene={sceneOf(model)} isNarrow={columns < 80} />, {columns, rows: 1});
	expect(draw(active(), 80)).toEqual([
		' Streak       1,610 in a row                                   best ever 48,210 ',
	]);
	expect(draw(reconnecting(), 80)).toEqual([
		' Streak       0, was 1,609 until 03:12:04                      best ever 48,210 ',
	]);
	expect(draw(reconnecting(), 40)).toEqual([' Streak  0, was 1,609     best 48,210   ']);
});
