import {expect, test} from 'vitest';
import {BottomLine} from '../../../../source/agent/screen/components/bottom-line.js';
import {DemoFoot} from '../../../../source/agent/screen/components/demo-foot.js';
import {initialScreenState, type ScreenState} from '../../../../source/agent/screen/state/screen-state.js';
import {active, sceneOf} from '../../../stories/agent-scenes.js';
import {drawLines} from '../../../stories/draw-rows.js';

const draw = (ui: Partial<ScreenState>, columns = 80) =>
	drawLines(<BottomLine scene={sceneOf(active(), {ui: {...initialScreenState, ...ui}})} columns={columns} />, {
		columns,
		rows: 1,
	});

test('the keys, or in their place a question, or the filter while it is typed', () => {
	expect(draw({})).toEqual([' o outages   / filter log   p pause log   y copy report         ? help   q quit ']);
	expect(draw({isAsking: true}, 40)).toEqual([' Stop this agent? It unregisters. y/N   ']);
	expect(draw({field: {text: 'lost', cursor: 4}})).toEqual([` / lost${' '.repeat(42)} enter keeps it, esc shows all `]);
	expect(draw({field: {text: 'lost', cursor: 4}}, 40)).toEqual([' / lost   enter keeps it, esc shows all ']);
});

test('the demo says what to press first, until it was pressed', () => {
	const foot = (columns: number, hasKilled = false) => {
		const scene = sceneOf(active(), {mode: 'demo', ui: {...initialScreenState, hasKilled}});
		return drawLines(<DemoFoot scene={scene} />, {columns, rows: 1})[0]?.trimEnd();
	};
	expect(foot(80)).toBe('   Demo, times ten times shorter. Press K: it kills the master.');
	expect(foot(40)).toBe('   Demo. Press K: it kills the master.');
	expect(foot(80, true)).toBe('');
});
