import {expect, test} from 'vitest';
import {openMasterScreen} from '../../source/demo/master-screen.js';
import {drawRows, rowsText} from '../stories/draw-rows.js';

const size = {columns: 80, rows: 24};
const display = {isPlain: false, isScreen: false, hasColour: false, isAscii: false, isMotionless: false};

test("the demo's master names the keys that work in both views, and q ends the demo", async () => {
	const ending = new AbortController();
	const left: string[] = [];
	const screen = openMasterScreen({port: 1, display, signal: ending.signal, leave: () => left.push('left')});
	try {
		const last = () =>
			rowsText(drawRows(screen.render(size), size))
				.split('\n')
				.at(-1);
		expect(last()).toMatch(/^ K kill\/start {2}tab agent {2}D drop .*q quit$/u);
		screen.onKey({name: 'text', text: '?'});
		const help = rowsText(drawRows(screen.render(size), size));
		expect(help).toMatch(/^ K {2,}Kills the demo's master, or starts it again on the same port\.$/mu);
		expect(help).toMatch(/^ tab {2,}Shows the agent's screen, and back\.$/mu);
		expect(help).toMatch(/^ D {2,}Drops packets to and from the master, or lets them through again\.$/mu);
		expect(help).toMatch(/^ q {2,}Ends the demo\.$/mu);
		expect(help).not.toMatch(/runs on|leave\b/u);
		screen.onKey({name: 'ctrl-z'});
		expect(rowsText(drawRows(screen.render(size), size))).toContain('it would stop the demo. q ends it.');
		screen.onKey({name: 'text', text: 'q'});
		expect(left).toEqual(['left']);
	} finally {
		ending.abort();
	}
});
