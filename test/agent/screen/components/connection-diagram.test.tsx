import {expect, test} from 'vitest';
import {ConnectionDiagram} from '../../../../source/agent/screen/components/connection-diagram.js';
import {active, reconnecting, sceneOf} from '../../../stories/agent-scenes.js';
import {drawLines, drawRows} from '../../../stories/draw-rows.js';

const lines = (form: 'boxed' | 'lines' | 'breadcrumb', rows: number) =>
	drawLines(<ConnectionDiagram scene={sceneOf(reconnecting())} form={form} />, {columns: 70, rows}).map((line) =>
		line.trimEnd(),
	);

test('of lines, the live state in brackets', () => {
	expect(lines('lines', 3).join('\n')).toMatchInlineSnapshot(`
		"  Start ───────▸ Connecting ───────▸ Registered ◂──────▸ Active
		                    ▴  ▾                  ▾                 │
		               [RECONNECTING]◂──── ConnectionLost ◂─────────┘"
	`);
});

test('of boxes, the live state in a heavy one', () => {
	expect(lines('boxed', 7).join('\n')).toMatchInlineSnapshot(`
		" ┌───────┐     ┌────────────┐      ┌────────────┐      ┌────────┐
		 │ Start │────▸│ Connecting │─────▸│ Registered │◂────▸│ Active │
		 └───────┘     └────────────┘      └────────────┘      └────────┘
		                    ▴  ▾                  ▾                 │
		              ┏━━━━━━━━━━━━━━┓   ┌────────────────┐         │
		              ┃ RECONNECTING ┃◂──│ ConnectionLost │◂────────┘
		              ┗━━━━━━━━━━━━━━┛   └────────────────┘"
	`);
});

test('as a breadcrumb, where the agent is on its way', () => {
	expect(lines('breadcrumb', 1)).toEqual([' Lost ▸[RECONNECTING]⇄ Connecting ▸ Reg.']);
});

test('the live state has the look of the headline, and none of an agent that is gone', () => {
	const look = (goneSinceWall?: number) => {
		const scene = sceneOf(active(), {goneSinceWall});
		return drawRows(<ConnectionDiagram scene={scene} form="lines" />, {columns: 70, rows: 3})
			.flat()
			.find(({text}) => text.includes('[ACTIVE]'))?.style;
	};
	expect(look()).toBe('accent-bold');
	expect(look(0)).toBe('dim');
});
