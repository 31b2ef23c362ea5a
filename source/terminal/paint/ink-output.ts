import {EventEmitter} from 'node:events';
import type {ScreenSize} from '../rows/row.js';

/** The first of the characters that are nobody's: each stands for a row of the screen. */
const firstMark = 0xe0_00;

/**
What Ink takes for its standard output. In its debug mode Ink hands over whole frames, one per commit. It must not have
`isTTY` (bare cursor sequences would come as frames) nor `writableLength` (Ink would wait for ever on leaving). It tells
nobody of a resize: Ink would erase lines.

Ink takes a painted line apart, character by character, and puts it together again: most of the cost of a frame. So it
places one mark for each line, on a screen that is one column wide, and the lines take the places of their marks here.
*/
export class InkOutput extends EventEmitter {
	readonly columns = 1;
	rows: number;
	readonly #onFrame: (frame: string) => void;
	readonly #lines = new Map<string, string>();
	#isClosed = false;

	constructor({rows}: ScreenSize, onFrame: (frame: string) => void) {
		super();
		this.rows = rows;
		this.#onFrame = onFrame;
	}

	/** Takes a painted line, and returns the mark that Ink is to place for it. */
	readonly mark = (row: number, line: string): string => {
		const mark = String.fromCharCode(firstMark + row);
		this.#lines.set(mark, line);
		return mark;
	};

	readonly write = (frame: string, callback?: () => void): boolean => {
		if (!this.#isClosed && frame !== '') {
			const lines = frame.split('\n').map((mark) => this.#lines.get(mark) ?? '');
			this.#onFrame(lines.join('\n'));
		}

		callback?.();
		return true;
	};

	resize({rows}: ScreenSize): void {
		this.rows = rows;
	}

	/** Frames are ignored from here on: Ink makes a last one as it leaves. */
	close(): void {
		this.#isClosed = true;
	}
}
