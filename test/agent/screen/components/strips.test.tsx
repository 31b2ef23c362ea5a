import type {ReactElement} from 'react';
import {expect, test} from 'vitest';
import {LastDay} from '../../../../source/agent/screen/components/last-day.js';
import {RoundTrips} from '../../../../source/agent/screen/components/round-trips.js';
import {active, modelOf, reconnecting, sceneOf} from '../../../stories/agent-scenes.js';
import {drawLines} from '../../../stories/draw-rows.js';

const draw = (element: ReactElement, columns = 80) => drawLines(element, {columns, rows: 1});

test('round trips: the last one, a strip as wide as there is room, and what is usual', () => {
	const scene = sceneOf(active());
	expect(draw(<RoundTrips scene={scene} />)).toEqual([
		' Round trip   15 ms  ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▇▃▃▃▃▃▃▃▃▃▃ 5 min  p50 14 ms  p99 41 ms ',
	]);
	expect(draw(<RoundTrips scene={scene} />, 60)[0]).toMatch(/^ Round trip {3}15 ms {2}[▃▇]{10} 5 min .* 41 ms $/u);
	expect(draw(<RoundTrips scene={sceneOf(active(), {isMotionless: true})} />)[0]).not.toMatch(/[▁-▇]/u);
	expect(draw(<RoundTrips scene={sceneOf(modelOf())} />)).toEqual([' Round trip   No beat yet.'.padEnd(80)]);
});

test('the last day: a strip as wide as there is room, and how many outages there were', () => {
	const scene = sceneOf(reconnecting());
	expect(draw(<LastDay scene={scene} isNarrow={false} />)).toEqual([
		' Last 24 h    ─────────────────────────×────────────────×──×  3 outages, 5m 53s ',
	]);
	expect(draw(<LastDay scene={scene} isNarrow />, 40)[0]).toMatch(/^ 24 h {4}[─×]{11} {2}3 outages, 5m 53s $/u);
	expect(draw(<LastDay scene={sceneOf(reconnecting(), {isMotionless: true})} isNarrow={false} />)[0]).toContain(
		'3 outages, one goes on',
	);
});
