import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {drawAgent} from '../../source/agent/screen/draw.js';
import {initialScreenState} from '../../source/agent/screen/screen-state.js';
import type {ScreenSize} from '../../source/terminal/row.js';
import {mixedFleet, ScreenUnderTest} from '../../test/master/screen/fleet-fixture.js';
import {backAt, diesAt, storyAt, storyBeginsAt} from './agent-story.js';
import {emulate} from './emulate.js';
import {drawSvg, type Frame} from './svg.js';

const usual: ScreenSize = {columns: 80, rows: 24};
const large: ScreenSize = {columns: 120, rows: 36};

/** The agent's screen at a moment of the story. */
async function agentFrame(momentMs: number, size: ScreenSize, durationMs: number): Promise<Frame> {
	const rows = drawAgent(
		{
			model: storyAt(momentMs),
			ui: initialScreenState,
			now: {monotonicMs: momentMs, wallMs: storyBeginsAt + momentMs},
			mode: 'run',
			isMotionless: false,
		},
		size,
	);
	return {rows: await emulate(rows, size), durationMs};
}

/** The moments of the animation, and how long each is shown. A long wait is told by its beginning and its end. */
function outageMoments(): ReadonlyArray<readonly [number, number]> {
	const moments: Array<readonly [number, number]> = [
		[diesAt - 3000, 900],
		[diesAt - 2000, 900],
		[diesAt - 1000, 900],
		[diesAt + 50, 900],
		[diesAt + 950, 800],
		[diesAt + 1750, 1200],
	];
	for (const second of [3, 4, 5, 6, 7, 9, 11, 13, 15, 17, 22, 27, 32, 37, 47, 57, 67, 76]) {
		moments.push([diesAt + second * 1000, 450]);
	}

	for (const second of [0, 2]) {
		moments.push([backAt + second * 1000, 1000]);
	}

	moments.push([backAt + 12_000, 2500]);
	return moments;
}

const folder = process.argv[2] ?? 'media';
const write = (name: string, frames: readonly Frame[], title: string) => {
	const svg = drawSvg(frames, title);
	writeFileSync(join(folder, name), `${svg}\n`);
	process.stdout.write(`${name}  ${(svg.length / 1000).toFixed(1)} kB, ${frames.length} frames\n`);
};

const outage: Frame[] = [];
for (const [momentMs, durationMs] of outageMoments()) {
	outage.push(await agentFrame(momentMs, usual, durationMs));
}

write('outage.svg', outage, 'An agent loses its master, backs off, and comes back');
write('agent-active.svg', [await agentFrame(diesAt - 2000, usual, 0)], 'The screen of an agent that is active');
write('agent-reconnecting.svg', [await agentFrame(diesAt + 50_000, usual, 0)], 'The screen of an agent in an outage');
write(
	'agent-large.svg',
	[await agentFrame(diesAt + 50_000, large, 0)],
	'The screen of an agent in an outage, 120 columns',
);

/** The fleet that the tests draw, with one agent selected. */
async function masterFrame(size: ScreenSize): Promise<Frame> {
	const {screen} = new ScreenUnderTest().apply(mixedFleet()).press('j');
	return {rows: await emulate(screen.draw(size), size), durationMs: 0};
}

write('master.svg', [await masterFrame(usual)], 'The screen of a master with a fleet of twelve agents');
write('master-large.svg', [await masterFrame(large)], 'The screen of a master, 120 columns');
