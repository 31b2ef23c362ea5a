// Draws the agent's screen once for every second of a made-up clock, by the whole path from the facts to the bytes, and
// prints the heap that is in use after a collection: at the start and at the end, and the CPU of a tick, as JSON.
// Arguments: ticks, columns, rows.
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {createAgentScreen} from '../../source/agent/screen/agent-screen-source.js';
import {createFrameCells} from '../../source/terminal/paint/cells.js';
import {createPainter} from '../../source/terminal/paint/painter.js';
import {renderView, type View} from '../../source/terminal/view.js';
import {connect, modelOf, monotonicNow, play, toWall} from '../../test/stories/agent-scenes.js';

/** What came of it. Bytes, and milliseconds of CPU for each tick. */
export type Ticks = {readonly before: number; readonly after: number; readonly tickMs: number; readonly frames: number};

const [ticks = 1000, columns = 80, rows = 24] = process.argv.slice(2).map(Number);
const size = {columns, rows};
const theme = {colour: true, ascii: false};
const warmUpTicks = 1000;
const ticksOfBeat = 5;
const ticksOfTurn = 50;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

let at = monotonicNow;
let frames = 0;
let model = play(modelOf(), connect(at - 60_000, 12, at - 5000));
const screen = createAgentScreen({
	story: {model: () => model, subscribe: () => () => undefined},
	mode: 'run',
	isMotionless: false,
	now: () => ({monotonicMs: at, wallMs: toWall(at)}),
	actions: {retry: () => undefined, stop: () => undefined, writeReport: () => ''},
});
const painter = createPainter({
	output: {
		write: () => undefined,
		isIdle: () => true,
		drain: () => Promise.resolve(true),
		onGone: () => undefined,
		close: () => undefined,
	},
	size,
});
const cellsOf = createFrameCells(theme);
const draw = (): View => ({size, element: screen.render(size)});
let view = draw();
const listeners = new Set<() => void>();
painter.enter();
const rendered = renderView(
	{
		current: () => view,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	},
	(shown) => {
		frames++;
		painter.paint(cellsOf(shown, columns));
	},
);

async function tick(count: number): Promise<void> {
	for (let index = 1; index <= count; index++) {
		at += 1000;
		if (index % ticksOfBeat === 0) {
			model = play(model, [{type: 'heartbeat-acknowledged', at, session: 1, roundTripMs: 12 + (index % 7)}]);
		}

		view = draw();
		for (const listener of listeners) {
			listener();
		}

		// React and the painter have work of their own to do between ticks.
		await new Promise((resolve) => setImmediate(resolve));
		if (index % ticksOfTurn === 0) {
			await new Promise((resolve) => setTimeout(resolve, 1));
		}
	}
}

function heapBytes(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

await tick(warmUpTicks);
const before = heapBytes();
const [framesBefore, startedAt] = [frames, process.cpuUsage()];
await tick(ticks);
const {user, system} = process.cpuUsage(startedAt);
const result: Ticks = {
	before,
	after: heapBytes(),
	tickMs: (user + system) / 1000 / ticks,
	frames: frames - framesBefore,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
rendered.unmount();
painter.leave();
