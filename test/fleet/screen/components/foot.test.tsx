import {expect, test} from 'vitest';
import {Foot} from '../../../../source/fleet/screen/components/foot.js';
import {drawLines} from '../../../stories/draw-rows.js';
import {mixedFleet, ScreenUnderTest, withoutContact} from '../../../stories/fleet-fixture.js';

const foot = (screen: ScreenUnderTest, columns: number) =>
	drawLines(<Foot scene={screen.scene()} columns={columns} listRows={5} />, {columns, rows: 1})[0];
const onScreen = () => new ScreenUnderTest().apply(mixedFleet());

test('tells which agents are shown, in which order, and whether it holds', () => {
	expect(foot(onScreen(), 50)).toBe('                   1-5 of 12   worst first   live ');
	expect(foot(onScreen().press('j'), 50)).toBe('             1-5 of 12   worst first   order held ');
	expect(foot(onScreen().press('oooo'), 50)).toBe('               1-5 of 12   by round trip ▴   live ');
	expect(foot(onScreen(), 24)).toBe('       1-5 of 12   live ');
});

test('names the filter that is kept, and how many it hides', () => {
	expect(foot(onScreen().press('/eu<enter>'), 60)).toBe(' / eu              1-5 of 10, 2 hidden   worst first   live ');
});

test('says when a lost master is tried again', () => {
	expect(foot(withoutContact(), 70)).toBe(' Next try in 33 s, at 03:14:24  1-5 of 12   worst first   as it stood ');
});
