import type {ReactElement} from 'react';
import {expect, test} from 'vitest';
import {Log} from '../../../../source/agent/screen/components/log.js';
import {ThisOutage} from '../../../../source/agent/screen/components/this-outage.js';
import {initialScreenState} from '../../../../source/agent/screen/state/screen-state.js';
import {active, reconnecting, sceneOf} from '../../../stories/agent-scenes.js';
import {drawLines} from '../../../stories/draw-rows.js';

const draw = (element: ReactElement, rows: number) =>
	drawLines(element, {columns: 80, rows}).map((line) => line.trimEnd());

test('the newest lines of the log that there is room for', () => {
	expect(draw(<Log scene={sceneOf(active())} rows={3} />, 3)).toEqual([
		` Log ${'─'.repeat(75)}`,
		' 01:20:00  WARN   Heartbeat failed (1/3): no answer           x2, last 02:40:11',
		' 02:40:12  INFO   Heartbeat recovered, connection stable',
	]);
});

test('a filter says how much it leaves, and what to do where that is nothing', () => {
	const filtered = (filter: string) => sceneOf(active(), {ui: {...initialScreenState, filter}});
	expect(draw(<Log scene={filtered('RECOVERED')} rows={3} />, 3)).toEqual([
		` Log ${'─'.repeat(65)} 1 of 4 ──`,
		' 02:40:12  INFO   Heartbeat recovered, connection stable',
		'',
	]);
	expect(draw(<Log scene={filtered('zebra')} rows={3} />, 3)[1]).toBe(
		' Nothing matches "zebra". 4 hidden. esc shows all.',
	);
});

test('how an outage began stays in view, and its last attempts', () => {
	expect(draw(<ThisOutage scene={sceneOf(reconnecting())} rows={3} />, 3)).toEqual([
		` This outage ${'─'.repeat(53)} 4 attempts ──`,
		' 03:12:09  LOST   3 heartbeats failed in a row: nothing is listening',
		' 03:13:24  FAIL   attempt 4, after 40 s   nothing is listening',
	]);
});
