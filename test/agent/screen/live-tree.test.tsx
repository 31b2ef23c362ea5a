import fc from 'fast-check';
import {expect, test} from 'vitest';
import {AgentScreen} from '../../../source/agent/screen/agent-screen.js';
import type {Scene} from '../../../source/agent/screen/state/scene.js';
import {initialScreenState, type Page} from '../../../source/agent/screen/state/screen-state.js';
import type {Row, ScreenSize} from '../../../source/terminal/rows/row.js';
import {openLiveView} from '../../helpers/live-view.js';
import {active, later, neverConnected, reconnecting, refused, sceneOf, toWall} from '../../stories/agent-scenes.js';
import {drawRows} from '../../stories/draw-rows.js';

const models = [active(), reconnecting(), neverConnected(), refused()];

const sizes: readonly ScreenSize[] = [
	{columns: 80, rows: 24},
	{columns: 120, rows: 36},
	{columns: 40, rows: 12},
	{columns: 39, rows: 9},
];

const pages: readonly Page[] = [
	{type: 'main'},
	{type: 'help', top: 0},
	{type: 'help', top: 4},
	{type: 'error', top: 0},
	{type: 'outages', selected: 0},
	{type: 'outages', selected: 1},
	{type: 'outage', selected: 0, top: 0},
];

const anyMoment = fc.record({
	model: fc.constantFrom(...models),
	size: fc.constantFrom(...sizes),
	page: fc.oneof(fc.constant<Page>({type: 'main'}), fc.constantFrom(...pages)),
	isAsking: fc.boolean(),
	filter: fc.constantFrom('', 'heartbeat'),
	field: fc.constantFrom(undefined, {text: 'abc', cursor: 1}),
	notice: fc.constantFrom(undefined, 'A report was written.'),
	mode: fc.constantFrom('run', 'watch', 'demo'),
	isMotionless: fc.boolean(),
	laterMs: fc.constantFrom(0, 1000, 3000),
	goneSinceWall: fc.constantFrom(undefined, undefined, toWall(later(0).monotonicMs)),
});

/** Each row as one text with its looks, however it is divided. */
function cellsOf(rows: readonly Row[]): readonly string[] {
	return rows.map((row) =>
		row.flatMap(({text, style = 'plain'}) => [...text].map((cell) => `${cell}${cell === ' ' ? '' : style}`)).join('|'),
	);
}

test('a tree that lives from frame to frame shows what a new one shows, whatever happens', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(anyMoment, {minLength: 2, maxLength: 12}), async (moments) => {
			const view = openLiveView(<AgentScreen scene={sceneOf(active())} size={{columns: 80, rows: 24}} />, {
				columns: 80,
				rows: 24,
			});
			try {
				for (const {model, size, mode, isMotionless, laterMs, goneSinceWall, ...ui} of moments) {
					const more: Partial<Scene> = {mode, isMotionless, now: later(laterMs), goneSinceWall};
					const scene = sceneOf(model, {...more, ui: {...initialScreenState, ...ui}});
					const element = <AgentScreen scene={scene} size={size} />;
					expect(cellsOf(await view.draw(element, size))).toEqual(cellsOf(drawRows(element, size)));
				}
			} finally {
				view.close();
			}
		}),
		{numRuns: 30},
	);
});
