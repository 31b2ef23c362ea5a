import {expect, test} from 'vitest';
import {StateLine} from '../../../../source/agent/screen/components/state-line.js';
import {neverConnected, reconnecting, sceneOf} from '../../../stories/agent-scenes.js';
import {drawLines} from '../../../stories/draw-rows.js';

const draw = (columns: number, address?: string, isNarrow = false) =>
	drawLines(<StateLine scene={sceneOf(reconnecting())} isNarrow={isNarrow} address={address} />, {columns, rows: 1});

test('the state, since when, and the address at the right end', () => {
	expect(draw(80, 'master.example:50050')).toEqual([
		' ▲ RECONNECTING   down 1m 42s, since 03:12:09              master.example:50050 ',
	]);
	expect(draw(80)).toEqual([' ▲ RECONNECTING   down 1m 42s, since 03:12:09'.padEnd(80)]);
	expect(draw(40, undefined, true)).toEqual([' ▲ RECONNECTING   1m 42s since 03:12:09 ']);
});

test('words are given up before the address is cut in its middle', () => {
	expect(draw(60, 'master.example:50050')).toEqual([' ▲ RECONNECTING   down 1m 42s          master.example:50050 ']);
	expect(draw(80, `${'master.'.repeat(7)}example:50050`)).toEqual([
		' ▲ RECONNECTING   down 1m 42s  master.master.master.mas…er.master.example:50050 ',
	]);
	const scene = sceneOf(neverConnected());
	const [line] = drawLines(<StateLine scene={scene} isNarrow={false} address="localhost:50050" />, {
		columns: 55,
		rows: 1,
	});
	expect(line).toBe(' ▲ RECONNECTING   never connected      localhost:50050 ');
});
