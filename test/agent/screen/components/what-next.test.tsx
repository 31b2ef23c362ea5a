import {expect, test} from 'vitest';
import {WhatNext} from '../../../../source/agent/screen/components/what-next.js';
import {active, reconnecting, sceneOf} from '../../../stories/agent-scenes.js';
import {drawLines} from '../../../stories/draw-rows.js';

test('the attempts that come, with their times, and how it ends', () => {
	expect(
		drawLines(<WhatNext scene={sceneOf(reconnecting())} />, {columns: 50, rows: 7}).map((line) => line.trimEnd()),
	).toEqual([
		'What happens next',
		'attempt 5     in    33 s   at 03:14:24',
		'attempt 6     in  1m 33s   at 03:15:24',
		'attempt 7     in  2m 33s   at 03:16:24',
		'Longest wait 60 s; it never gives up.',
		'r tries now and begins the schedule anew.',
		'On success: registered, then active.',
	]);
});

test('its lines are cut where there is too little room', () => {
	const [, first] = drawLines(<WhatNext scene={sceneOf(active())} />, {columns: 20, rows: 7});
	expect(first).toBe('A heartbeat every 5…');
});
