import type {ScreenSize} from '../rows/row.js';
import {encodeChanges} from './cell-changes.js';
import {blankRow, type CellRow} from './cells.js';
import type {TerminalOutput} from './terminal-output.js';

/** Shows whole frames on a terminal by writing only the cells that differ. */
export type Painter = {
	/** Takes the terminal over: alternate screen, no cursor, no line wrap, bracketed paste. */
	readonly enter: () => void;
	/**
	Shows a frame: all rows of the screen, or nothing where that has another size by now. Under back-pressure the newest one
	is shown once the terminal reads again.
	*/
	readonly paint: (frame: readonly CellRow[]) => void;
	/** Writes every cell again, without erasing: heals what others wrote over it. */
	readonly repaint: () => void;
	/** Erases, then writes all: for a terminal in disorder. */
	readonly redraw: () => void;
	readonly resize: (size: ScreenSize) => void;
	/** Gives the terminal back as it was. Idempotent, and nothing is painted after it. */
	readonly leave: () => void;
};

/** Others write to a terminal too, such as `wall` and the kernel. */
const healIntervalMs = 60_000;
const shortestFrameMs = 1000 / 30;
const busyRetryMs = 50;

const beginUpdate = '\u001B[?2026h';
const endUpdate = '\u001B[?2026l';
const erase = '\u001B[0m\u001B[2J';
/** Said again with each full repaint, since a shell may have set its own: no cursor, no line wrap, bracketed paste. */
const modes = '\u001B[?25l\u001B[?7l\u001B[?2004h';
const enterScreen = '\u001B[?1049h';
const leaveScreen = `${endUpdate}\u001B[0m\u001B[?2004l\u001B[?7h\u001B[?25h\u001B[?1049l`;

/** What has to be written beyond the cells that differ. */
type Extent = 'changes' | 'all' | 'erase';

/** How an update of each extent starts, and what the terminal shows then: nothing is known where it is undefined. */
const updates: Readonly<
	Record<
		Extent,
		{
			readonly start: string;
			readonly before: (shown: readonly CellRow[], wanted: readonly CellRow[]) => readonly CellRow[] | undefined;
		}
	>
> = {
	changes: {start: '', before: (shown) => shown},
	all: {start: modes, before: () => undefined},
	erase: {start: modes + erase, before: (_shown, wanted) => wanted.map(({length}) => blankRow(length))},
};

/** What the terminal shows, or will once it took what it was given. */
type Picture = {
	/** What to write so that the terminal shows the frame. Empty where it does; it is taken to be written. */
	readonly update: (frame: readonly CellRow[]) => string;
	/** The next update writes every cell. */
	readonly demandAll: () => void;
	/** The next update erases, then writes all. */
	readonly demandErase: () => void;
};

/** Makes a painter of that terminal, which writes nothing before `enter`. */
export function createPainter({
	output,
	size: firstSize,
}: {
	readonly output: TerminalOutput;
	readonly size: ScreenSize;
}): Painter {
	let status: 'new' | 'entered' | 'left' = 'new';
	let size = firstSize;
	let frame: readonly CellRow[] | undefined;
	const picture = createPicture();
	let paintedAt = Number.NEGATIVE_INFINITY;
	let timer: NodeJS.Timeout | undefined;
	let healTimer: NodeJS.Timeout | undefined;

	const later = (delayMs: number) => {
		timer = setTimeout(() => {
			timer = undefined;
			attempt();
		}, delayMs);
		timer.unref();
	};

	const attempt = () => {
		if (status !== 'entered' || frame === undefined || timer !== undefined) {
			return;
		}

		const waitMs = paintedAt + shortestFrameMs - performance.now();
		if (!output.isIdle()) {
			later(busyRetryMs);
		} else if (waitMs > 0) {
			later(waitMs);
		} else {
			const update = picture.update(frame);
			if (update !== '') {
				paintedAt = performance.now();
				output.write(`${beginUpdate}${update}${endUpdate}`);
			}
		}
	};

	const repaint = () => {
		picture.demandAll();
		attempt();
	};

	return {
		repaint,
		enter() {
			if (status === 'new') {
				status = 'entered';
				output.write(enterScreen);
				healTimer = setInterval(repaint, healIntervalMs);
				healTimer.unref();
			}
		},
		paint(next) {
			if (isOfSize(next, size)) {
				frame = next;
				attempt();
			}
		},
		redraw() {
			picture.demandErase();
			attempt();
		},
		resize(next) {
			// The frame at hand has the old size: the next one is on its way.
			size = next;
			frame = undefined;
			picture.demandErase();
		},
		leave() {
			clearTimeout(timer);
			clearInterval(healTimer);
			if (status === 'entered') {
				output.write(leaveScreen);
			}

			status = 'left';
		},
	};
}

function isOfSize(frame: readonly CellRow[], {columns, rows}: ScreenSize): boolean {
	return frame.length === rows && frame.every(({length}) => length === columns);
}

/** Nothing is known of the terminal yet: the first update erases. */
function createPicture(): Picture {
	let shown: readonly CellRow[] = [];
	let extent: Extent = 'erase';
	return {
		update(frame) {
			const {start, before} = updates[extent];
			const update = start + encodeChanges(before(shown, frame), frame);
			shown = frame;
			extent = 'changes';
			return update;
		},
		demandAll() {
			extent = extent === 'erase' ? 'erase' : 'all';
		},
		demandErase() {
			extent = 'erase';
		},
	};
}
