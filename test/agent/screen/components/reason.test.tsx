import {expect, test} from 'vitest';
import {NarrowReason} from '../../../../source/agent/screen/components/narrow-reason.js';
import {Reason} from '../../../../source/agent/screen/components/reason.js';
import {reconnecting, refused, sceneOf} from '../../../stories/agent-scenes.js';
import {drawLines} from '../../../stories/draw-rows.js';

test('the reason and what it is known from, beside the trust', () => {
	expect(drawLines(<Reason scene={sceneOf(reconnecting())} columns={80} />, {columns: 80, rows: 2})).toEqual([
		'   Nothing is listening there. The master is probably down.           plaintext ',
		'   ECONNREFUSED 10.0.0.5:50050, the same on all 4 attempts. The name resolves.  ',
	]);
});

test('what does not fit beside the trust goes on below, and is cut there', () => {
	const scene = sceneOf(refused(`No: ${'a long reason '.repeat(12)}.`));
	const [first, second] = drawLines(<Reason scene={scene} columns={80} />, {columns: 80, rows: 2});
	expect(first).toMatch(/^ {3}The master does not permit it: No: a long .* {2,}plaintext $/u);
	expect(second).toMatch(/^ {3}(?:reason )?a? ?long reason .*… $/u);
});

test('in a narrow window it has as many rows as there are, the last of which is cut', () => {
	const scene = sceneOf(reconnecting());
	const draw = (most: number) =>
		drawLines(<NarrowReason scene={scene} columns={40} most={most} />, {columns: 40, rows: 4}).map((line) =>
			line.trimEnd(),
		);
	expect(draw(4)).toEqual([
		' Nothing is listening at',
		' master.example:50050. The master is',
		' probably down. (ECONNREFUSED)',
		'',
	]);
	expect(draw(2)).toEqual([' Nothing is listening at', ' master.example:50050. The master is pr…', '', '']);
});
