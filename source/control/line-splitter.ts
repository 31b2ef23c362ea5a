/** A line longer than its reader takes. */
export class OversizedLine extends Error {
	override readonly name = 'OversizedLine';
}

/** Cuts a stream of bytes into lines of bounded length. Bytes of an unfinished line are kept for the next call. */
export class LineSplitter {
	readonly #longestBytes: number;
	#rest: Buffer[] = [];
	#restBytes = 0;

	constructor(longestBytes: number) {
		this.#longestBytes = longestBytes;
	}

	/** The lines that `chunk` completes, without their ends. Throws `OversizedLine`. */
	push(chunk: Buffer): string[] {
		const lines: string[] = [];
		let start = 0;
		for (;;) {
			const end = chunk.indexOf(0x0a, start);
			this.#keep(chunk.subarray(start, end === -1 ? undefined : end));
			if (end === -1) {
				return lines;
			}

			lines.push(Buffer.concat(this.#rest).toString('utf8'));
			this.#rest = [];
			this.#restBytes = 0;
			start = end + 1;
		}
	}

	#keep(bytes: Buffer): void {
		this.#restBytes += bytes.length;
		if (this.#restBytes > this.#longestBytes) {
			throw new OversizedLine(`Expected a line of at most ${this.#longestBytes} bytes`);
		}

		this.#rest.push(bytes);
	}
}
