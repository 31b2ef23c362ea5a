import {EventEmitter} from 'node:events';
import type {ScreenSize} from './row.js';

/**
What Ink takes for its standard output. In its debug mode Ink hands over whole frames, one per commit. It must not have
`isTTY` (bare cursor sequences would come as frames) nor `writableLength` (Ink would wait for ever on leaving). It tells
nobody of a resize: Ink would erase lines; the next commit takes the new width.
*/
export class InkOutput extends EventEmitter {
	columns: number;
	rows: number;
	readonly #onFrame: (frame: string) => void;
	#isClosed = false;

	constructor(size: ScreenSize, onFrame: (frame: string) => void) {
		super();
		this.columns = size.columns;
		this.rows = size.rows;
		this.#onFrame = onFrame;
	}

	readonly write = (frame: string, callback?: () => void): boolean => {
		if (!this.#isClosed && frame !== '') {
			this.#onFrame(frame);
		}

		callback?.();
		return true;
	};

	resize({columns, rows}: ScreenSize): void {
		this.columns = columns;
		this.rows = rows;
	}

	/** Frames are ignored from here on: Ink makes a last one as it leaves. */
	close(): void {
		this.#isClosed = true;
	}
}
