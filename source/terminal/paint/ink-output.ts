import {EventEmitter} from 'node:events';
import {fitRow, type Row, type ScreenSize, type Segment} from '../rows/row.js';

/** The first of the characters that are nobody's: each stands for a leaf of the frame that is being made. */
const firstMark = 0xe0_00;
const mostMarks = 0x19_00;

/** A leaf of the tree: what stands in it, and the width that it was given, which is known once Ink has laid it out. */
export type PlacedLeaf = {
	readonly row: Row | ((width: number) => Row);
	readonly measureWidth: () => number;
};

/**
What Ink takes for its standard output. In its debug mode Ink hands over whole frames, one per commit. It must not have
`isTTY` (bare cursor sequences would come as frames) nor `writableLength` (Ink would wait for ever on leaving). It tells
nobody of a resize: Ink would erase lines.

Ink takes text apart, character by character, keeps what it measured for ever, and puts it together again. So it never gets
any: each leaf of the tree is a box of its width that holds one mark, and its row takes the place of the mark here.
*/
export class InkOutput extends EventEmitter {
	columns: number;
	rows: number;
	readonly #onFrame: (rows: readonly Row[]) => void;
	#leaves: PlacedLeaf[] = [];
	#frame: string | undefined;
	#isClosed = false;

	constructor({columns, rows}: ScreenSize, onFrame: (rows: readonly Row[]) => void) {
		super();
		this.columns = columns;
		this.rows = rows;
		this.#onFrame = onFrame;
	}

	/** Takes a leaf of the frame that Ink makes now, and returns the mark that it is to place for it. */
	readonly mark = (leaf: PlacedLeaf): string => {
		if (this.#leaves.length === mostMarks) {
			return '';
		}

		this.#leaves.push(leaf);
		return String.fromCharCode(firstMark + this.#leaves.length - 1);
	};

	readonly write = (frame: string, callback?: () => void): boolean => {
		this.#frame = frame;
		callback?.();
		return true;
	};

	/** Hands the frame on that Ink has made last. To be called once its leaves can be measured: after the commit. */
	readonly flush = (): void => {
		const frame = this.#frame;
		// What has other text than marks is none of our frames: Ink's own page of an error.
		if (frame !== undefined && !this.#isClosed && /^[ \n\uE000-\uF8FF]*$/u.test(frame)) {
			this.#onFrame(frame.split('\n').map((line) => this.#rowOf(line)));
		}

		this.#frame = undefined;
		this.#leaves = [];
	};

	resize({columns, rows}: ScreenSize): void {
		this.columns = columns;
		this.rows = rows;
	}

	/** Frames are ignored from here on: Ink makes a last one as it leaves. */
	close(): void {
		this.#isClosed = true;
	}

	/** A leaf covers its width: what Ink placed under it is not seen. */
	#rowOf(line: string): Row {
		const row: Segment[] = [];
		let blanks = 0;
		let covered = 0;
		for (let index = 0; index < line.length; index++) {
			if (covered > 0) {
				covered--;
				continue;
			}

			const leaf = this.#leaves[line.charCodeAt(index) - firstMark];
			const width = leaf?.measureWidth() ?? 0;
			if (leaf === undefined || width < 1) {
				blanks++;
				continue;
			}

			if (blanks > 0) {
				row.push({text: ' '.repeat(blanks)});
				blanks = 0;
			}

			row.push(...fitRow(typeof leaf.row === 'function' ? leaf.row(width) : leaf.row, width));
			covered = width - 1;
		}

		return row;
	}
}
