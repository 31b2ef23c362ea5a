import {expect, test} from 'vitest';
import {Header} from '../../../../source/agent/screen/components/header.js';
import {facts, modelOf, reconnecting, sceneOf} from '../../../stories/agent-scenes.js';
import {drawLines} from '../../../stories/draw-rows.js';

test('who, how long it is up, and the time, above a line', () => {
	expect(drawLines(<Header scene={sceneOf(reconnecting())} isNarrow={false} />, {columns: 80, rows: 3})).toEqual([
		' sloth-agent  web-eu-1                    v1.4.2   up 6d 4h       03:13:51 CEST ',
		'─'.repeat(80),
		' '.repeat(80),
	]);
});

test('a narrow window has the name and the time alone', () => {
	expect(drawLines(<Header scene={sceneOf(reconnecting())} isNarrow />, {columns: 40, rows: 2})).toEqual([
		' web-eu-1                 03:13:51 CEST ',
		' '.repeat(40),
	]);
});

test('a long name is cut in its middle', () => {
	const scene = sceneOf(modelOf({facts: {...facts, name: `begin-${'x'.repeat(80)}-end`}}), {mode: 'watch'});
	const [wide] = drawLines(<Header scene={scene} isNarrow={false} />, {columns: 80, rows: 2});
	expect(wide).toMatch(/^ sloth-agent watch {2}begin-x+…x+-end {2}v1\.4\.2 /u);
	const [narrow] = drawLines(<Header scene={scene} isNarrow />, {columns: 40, rows: 1});
	expect(narrow).toMatch(/^ begin-x+…x+-end 03:13:51 CEST $/u);
});
