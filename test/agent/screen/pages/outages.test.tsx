import {expect, test} from 'vitest';
import {OutagePage} from '../../../../source/agent/screen/pages/outage-page.js';
import {Outages} from '../../../../source/agent/screen/pages/outages.js';
import {reconnecting, sceneOf} from '../../../stories/agent-scenes.js';
import {drawLines, drawRows} from '../../../stories/draw-rows.js';

test('the outages, newest first, the selected one under a bar as wide as the screen', () => {
	const rows = drawRows(<Outages scene={sceneOf(reconnecting())} selected={1} rows={4} />, {columns: 60, rows: 4});
	expect(
		rows.map((row) =>
			row
				.map(({text}) => text)
				.join('')
				.trimEnd(),
		),
	).toEqual([
		` Outages ${'─'.repeat(46)} 3 ──`,
		' 03:12:09        1m 42s  nothing is listening',
		'▸01:13:00        2m 35s  the master did not answer',
		' 16:40:00        1m 36s  the master did not answer',
	]);
	expect(rows[2]).toEqual([expect.objectContaining({style: 'inverse'})]);
});

test('one outage in full, from the row to which it was scrolled', () => {
	const size = {columns: 80, rows: 5};
	const page = <OutagePage scene={sceneOf(reconnecting())} selected={1} top={0} size={size} />;
	const lines = drawLines(page, size).map((line) => line.trimEnd());
	expect(lines[0]).toMatch(/^ Outage of 01:13:00 ─+$/u);
	expect(lines[1]).toMatch(/^ Lost {7}2026-07-01 01:13:00/u);
	expect(lines[4]).toBe(' … 5 more: ▴▾ moves.');
});
