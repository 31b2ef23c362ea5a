import {createEmitter} from '../base/emitter.js';
import {terminalSize} from './listening.js';
import {createFrameCells} from './paint/cells.js';
import {createPainter, type Painter} from './paint/painter.js';
import type {TerminalOutput} from './paint/terminal-output.js';
import type {Theme} from './paint/theme.js';
import {createRefresher} from './refresher.js';
import type {ScreenSource} from './screen-source.js';
import type {View} from './view.js';

/** Renders with Ink. Loaded only once a screen is shown. */
export type RenderView = typeof import('./view.js').renderView;

/** Takes the counterpart of a step as soon as it is done, so that it is undone whatever fails after it. */
export type Keep = (undo: () => void) => void;

/** From what a source shows to the cells of the terminal. */
export type Drawing = {
	readonly painter: Painter;
	/** Shows the first frame, and each that follows. Throws what fails in it. */
	readonly begin: () => void;
	/** The terminal has another size. */
	readonly resize: () => void;
};

/** Makes the drawing of a source. Nothing is shown before `begin`; the clock that asks for frames runs from now on. */
export function createDrawing({
	source,
	theme,
	output,
	renderView,
	fail,
	guard,
	keep,
}: {
	readonly source: ScreenSource;
	readonly output: TerminalOutput;
	readonly renderView: RenderView;
	readonly theme: Theme;
	/** Takes what fails outside of `guard`. */
	readonly fail: (error: unknown) => void;
	/** Calls what the program gave. */
	readonly guard: (step: () => void) => void;
	readonly keep: Keep;
}): Drawing {
	let size = terminalSize();
	const changes = createEmitter<void>(fail);
	const painter = createPainter({output, size});
	const cellsOf = createFrameCells(theme);
	const draw = (): View => ({size, element: source.render(size)});
	const refresher = createRefresher({
		draw: () =>
			guard(() => {
				view = draw();
				changes.tell();
			}),
		canDraw: output.isIdle,
	});
	keep(refresher.stop);
	/** Undefined until the first frame. */
	let view: View | undefined;

	return {
		painter,
		begin() {
			painter.enter();
			keep(painter.leave);
			const first = draw();
			const rendered = renderView({current: () => view ?? first, subscribe: changes.subscribe}, (rows, {columns}) =>
				painter.paint(cellsOf(rows, columns)),
			);
			keep(rendered.unmount);
			rendered.whenEnded.then(() => fail(new Error('The screen ended by itself')), fail);
			keep(source.subscribe(refresher.request));
		},
		resize() {
			size = terminalSize();
			painter.resize(size);
			refresher.request('now');
		},
	};
}
