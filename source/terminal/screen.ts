import {isatty} from 'node:tty';
import {armExit} from '../host/armed-exit.js';
import {endInOrderWithoutTerminal} from '../host/gone-terminal.js';
import {HostError} from '../host/host-error.js';
import {importProduction} from './import-production.js';
import type {Key} from './keys/key.js';
import {openKeyInput} from './keys/key-input.js';
import {listen, repeat, terminalSize} from './listening.js';
import {captureWrites} from './paint/captured-writes.js';
import {InkOutput} from './paint/ink-output.js';
import {createPainter} from './paint/painter.js';
import {openTerminalOutput, type TerminalOutput} from './paint/terminal-output.js';
import {paintRow, type Theme, toAscii} from './paint/theme.js';
import {createRefresher} from './refresher.js';
import type {ScreenSource} from './screen-source.js';
import type {View} from './view.js';

/** How a screen looks, and who is told of what does not belong on it. */
export type ScreenOptions = {
	readonly theme: Theme;
	/** Where everything goes that would be written across the screen: console, stdout, stderr, Node's warnings. */
	readonly log: {readonly warn: (message: string) => void};
	/**
	Called once when there is no terminal any more (closed, hung up), with the reason in words. The program must stop: the
	process ends by itself 2 s later, with code 1.
	*/
	readonly onGone: (reason: string) => void;
};

/** A screen that is up. */
export type Screen = {
	/**
	Gives the terminal back, then writes the lines there. Resolves once that is done, or after some 300 ms where the
	terminal stands still. Never rejects; idempotent. Arm the exit before: see `armExit`.
	*/
	readonly leave: (summary: readonly string[]) => Promise<void>;
	/** Writes every cell again: for a change of state, since others may have written across the screen. */
	readonly repaint: () => void;
	/**
	Offers a text to the terminal's clipboard (OSC 52). Not every terminal takes it, and none tells. False where it was not
	offered: the text is too long, or the terminal is busy.
	*/
	readonly copy: (text: string) => boolean;
	/**
	Resolves with what failed in drawing, in a key's handling or anywhere in the process uncaught; else stays pending. The
	picture stands still then and the program must leave: the process ends by itself 2 s later, with code 1.
	*/
	readonly whenFailed: Promise<Error>;
};

const drainLimitMs = 300;
const terminalCheckMs = 5000;
const longestCopyBytes = 50_000;

/**
Shows a source on the terminal until it is left. Throws a HostError where the terminal cannot be opened: plain lines are
the way then.
*/
export async function openScreen(source: ScreenSource, options: ScreenOptions): Promise<Screen> {
	const output = openTerminalOutput();
	if (output === undefined) {
		throw new HostError('The terminal cannot be opened for writing: use --plain');
	}

	endInOrderWithoutTerminal();
	try {
		const {renderView} = await importProduction(() => import('./view.js'));
		return showScreen({source, options, output, renderView});
	} catch (error) {
		output.close();
		throw error;
	}
}

type ShowInput = {
	readonly source: ScreenSource;
	readonly options: ScreenOptions;
	readonly output: TerminalOutput;
	readonly renderView: typeof import('./view.js').renderView;
};

function showScreen({source, options, output, renderView}: ShowInput): Screen {
	let size = terminalSize();
	let status: 'up' | 'failed' | 'leaving' = 'up';
	let isGone = false;
	let reportFailure: (error: Error) => void = () => undefined;
	const whenFailed = new Promise<Error>((resolve) => {
		reportFailure = resolve;
	});
	const listeners = new Set<() => void>();
	const painter = createPainter({output, size});
	const inkOutput = new InkOutput(size, (rows) =>
		painter.paint(rows.map((row) => paintRow(row, options.theme, inkOutput.columns).trimEnd()).join('\n')),
	);

	const fail = (error: unknown) => {
		if (status === 'up') {
			status = 'failed';
			armExit(1);
			reportFailure(error instanceof Error ? error : new Error(String(error)));
		}
	};

	/** Calls what the program gave. What it throws is a failure of the screen, and the end of it. */
	const guard = (step: () => void) => {
		if (status === 'up') {
			try {
				step();
			} catch (error) {
				fail(error);
			}
		}
	};

	const gone = (reason: string) => {
		if (!isGone && status !== 'leaving') {
			isGone = true;
			armExit(1);
			try {
				options.onGone(reason);
			} catch {
				// The exit is armed.
			}
		}
	};

	/** Undefined until it is drawn for the first time. */
	let view: View | undefined;
	const draw = () => {
		guard(() => {
			view = {size, element: source.render(size)};
			for (const listener of listeners) {
				listener();
			}
		});
	};

	const refresher = createRefresher({draw, canDraw: output.isIdle});

	const resize = () => {
		size = terminalSize();
		painter.resize(size);
		inkOutput.resize(size);
		refresher.request('now');
	};

	const onKey = (key: Key) => {
		if (key.name === 'ctrl-l') {
			painter.redraw();
		} else {
			guard(() => source.onKey(key));
		}
	};

	// From here on the terminal is taken: each step has its counterpart in `undo`.
	const undo: Array<() => void> = [];
	const leaveTerminal = () => {
		status = 'leaving';
		for (const step of undo.splice(0).reverse()) {
			try {
				step();
			} catch {
				// The other steps matter more.
			}
		}
	};

	undo.push(captureWrites(options.log.warn));
	undo.push(listen(process, 'exit', leaveTerminal));
	undo.push(listen(process, 'uncaughtException', fail));
	const input = openKeyInput({stdin: process.stdin, onKey, onEnd: () => gone('the terminal was closed')});
	undo.push(input.close);
	undo.push(listen(process, 'SIGHUP', () => gone('the terminal was closed (SIGHUP)')));
	undo.push(
		listen(process, 'SIGCONT', () => {
			input.restoreRawMode();
			painter.redraw();
		}),
	);
	undo.push(listen(process.stdout, 'resize', resize));
	output.onGone((code) => gone(`the terminal was closed (${code})`));
	undo.push(
		repeat(terminalCheckMs, () => {
			if (!isatty(1)) {
				gone('the terminal was closed');
			}
		}),
	);
	painter.enter();
	undo.push(painter.leave);
	undo.push(refresher.stop);

	try {
		const first: View = {size, element: source.render(size)};
		const rendered = renderView(
			{
				current: () => view ?? first,
				subscribe(listener) {
					listeners.add(listener);
					return () => listeners.delete(listener);
				},
			},
			inkOutput,
		);
		undo.push(rendered.unmount);
		undo.push(() => inkOutput.close());
		rendered.whenEnded.then(() => fail(new Error('The screen ended by itself')), fail);
		undo.push(source.subscribe(refresher.request));
	} catch (error) {
		fail(error);
	}

	let left: Promise<void> | undefined;
	return {
		whenFailed,
		repaint: painter.repaint,
		copy(text) {
			const encoded = Buffer.from(text).toString('base64');
			if (status !== 'up' || !output.isIdle() || encoded.length > longestCopyBytes) {
				return false;
			}

			output.write(`\u001B]52;c;${encoded}\u0007`);
			return true;
		},
		leave(summary) {
			left ??= (async () => {
				leaveTerminal();
				output.write(summary.map((line) => `${plainLine(line, options.theme)}\r\n`).join(''));
				await output.drain(drainLimitMs);
				output.close();
			})();
			return left;
		},
	};
}

/** A line for the scrollback: an error's message may hold anything. */
function plainLine(line: string, {ascii}: Theme): string {
	const clean = line.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ');
	return ascii ? toAscii(clean) : clean;
}
