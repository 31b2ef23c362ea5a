import {isatty} from 'node:tty';
import {armExit} from '../host/armed-exit.js';
import {endInOrderWithoutTerminal} from '../host/gone-terminal.js';
import {HostError} from '../host/host-error.js';
import {createDrawing, type Drawing, type Keep, type RenderView} from './drawing.js';
import {importProduction} from './import-production.js';
import type {Key} from './keys/key.js';
import {openKeyInput} from './keys/key-input.js';
import {listen, repeat, terminalSize} from './listening.js';
import {captureWrites} from './paint/captured-writes.js';
import {openTerminalOutput, type TerminalOutput} from './paint/terminal-output.js';
import {type Theme, toAscii} from './paint/theme.js';
import {isTooSmall} from './rows/screen-sizes.js';
import type {ScreenSource} from './screen-source.js';

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
	readonly renderView: RenderView;
};

function showScreen({source, options, output, renderView}: ShowInput): Screen {
	let status: 'up' | 'failed' | 'leaving' = 'up';
	let reportFailure: (error: Error) => void = () => undefined;
	const whenFailed = new Promise<Error>((resolve) => {
		reportFailure = resolve;
	});
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

	const gone = onlyOnce((reason: string) => {
		if (status !== 'leaving') {
			armExit(1);
			try {
				options.onGone(reason);
			} catch {
				// The exit is armed.
			}
		}
	});

	// What was taken so far: each step has its counterpart here.
	const undo: Array<() => void> = [];
	const keep: Keep = (step) => undo.push(step);
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

	const drawing = createDrawing({source, theme: options.theme, output, renderView, fail, guard, keep});
	try {
		keep(captureWrites(options.log.warn));
		keep(listen(process, 'exit', leaveTerminal));
		keep(listen(process, 'uncaughtException', fail));
		takeTerminal({drawing, output, gone, onKey: (key) => guard(() => source.onKey(key)), keep});
	} catch (error) {
		leaveTerminal();
		throw error;
	}

	try {
		drawing.begin();
	} catch (error) {
		fail(error);
	}

	let left: Promise<void> | undefined;
	return {
		whenFailed,
		repaint: drawing.painter.repaint,
		copy: (text) => status === 'up' && offerToClipboard(output, text),
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

/** Listens to the terminal: its keys, its size, its end. Throws where it cannot be read. */
function takeTerminal({
	drawing: {painter, resize},
	output,
	gone,
	onKey,
	keep,
}: {
	readonly drawing: Drawing;
	readonly output: TerminalOutput;
	readonly gone: (reason: string) => void;
	readonly onKey: (key: Key) => void;
	readonly keep: Keep;
}): void {
	const input = openKeyInput({
		stdin: process.stdin,
		onKey(key) {
			if (key.name === 'ctrl-l') {
				painter.redraw();
			} else if (key.name === 'ctrl-c' || !isTooSmall(terminalSize())) {
				// Nobody answers a question that there is no room to show.
				onKey(key);
			}
		},
		onEnd: () => gone('the terminal was closed'),
	});
	keep(input.close);
	output.onGone((code) => gone(`the terminal was closed (${code})`));
	keep(listen(process, 'SIGHUP', () => gone('the terminal was closed (SIGHUP)')));
	keep(
		listen(process, 'SIGCONT', () => {
			input.restoreRawMode();
			painter.redraw();
		}),
	);
	keep(listen(process.stdout, 'resize', resize));
	keep(
		repeat(terminalCheckMs, () => {
			if (!isatty(1)) {
				gone('the terminal was closed');
			}
		}),
	);
}

function offerToClipboard(output: TerminalOutput, text: string): boolean {
	const encoded = Buffer.from(text).toString('base64');
	if (!output.isIdle() || encoded.length > longestCopyBytes) {
		return false;
	}

	output.write(`\u001B]52;c;${encoded}\u0007`);
	return true;
}

function onlyOnce<Value>(step: (value: Value) => void): (value: Value) => void {
	let isDone = false;
	return (value) => {
		if (!isDone) {
			isDone = true;
			step(value);
		}
	};
}

/** A line for the scrollback: an error's message may hold anything. */
function plainLine(line: string, {ascii}: Theme): string {
	const clean = line.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ');
	return ascii ? toAscii(clean) : clean;
}
