import {AgentScreen} from '../../source/agent/screen/agent-screen.js';
import type {Scene} from '../../source/agent/screen/state/scene.js';
import {initialScreenState} from '../../source/agent/screen/state/screen-state.js';
import type {ScreenSize} from '../../source/terminal/rows/row.js';
import {drawRows} from '../../test/stories/draw-rows.js';
import {backAt, diesAt, storyAt, storyBeginsAt} from './agent-story.js';
import {emulate} from './emulate.js';
import {usual} from './still.js';
import type {Frame} from './svg.js';

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

/** The agent's screen at a moment of the story. */
async function agentFrame(momentMs: number, size: ScreenSize, durationMs: number): Promise<Frame> {
	const scene: Scene = {
		model: storyAt(momentMs),
		ui: initialScreenState,
		now: {monotonicMs: momentMs, wallMs: storyBeginsAt + momentMs},
		mode: 'run',
		isMotionless: false,
	};
	const rows = drawRows(<AgentScreen scene={scene} size={size} />, size);
	return {rows: await emulate(rows, size), durationMs};
}

/** An agent loses its master, backs off, and comes back. */
export async function outageFrames(): Promise<readonly Frame[]> {
	const frames: Frame[] = [];
	for (const [momentMs, durationMs] of outageMoments()) {
		frames.push(await agentFrame(momentMs, usual, durationMs));
	}

	return frames;
}
