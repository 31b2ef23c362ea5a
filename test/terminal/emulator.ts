import headless from '@xterm/headless';
import type {ScreenSize} from '../../source/terminal/rows/row.js';

/** What a cell of the emulated terminal shows, and how. */
type EmulatedCell = {
	readonly text: string;
	readonly look: string;
};

/** A terminal without a window. */
export class Emulator {
	readonly #terminal: InstanceType<typeof headless.Terminal>;

	readonly #runTimers: () => void;

	/** With a fake clock `runTimers` must run the timers that are due: the emulator reads in one. */
	constructor({columns, rows}: ScreenSize, runTimers: () => void = () => undefined) {
		this.#runTimers = runTimers;
		this.#terminal = new headless.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 0});
	}

	async write(text: string): Promise<void> {
		await new Promise<void>((resolve) => {
			this.#terminal.write(text, resolve);
			this.#runTimers();
		});
	}

	resize({columns, rows}: ScreenSize): void {
		this.#terminal.resize(columns, rows);
	}

	get screenType(): 'normal' | 'alternate' {
		return this.#terminal.buffer.active.type;
	}

	/** The rows, without blanks at their ends. */
	lines(): string[] {
		const {active} = this.#terminal.buffer;
		return Array.from(
			{length: this.#terminal.rows},
			(_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
		);
	}

	cells(): EmulatedCell[][] {
		const {active} = this.#terminal.buffer;
		return Array.from({length: this.#terminal.rows}, (_, row) => {
			const line = active.getLine(active.viewportY + row);
			return Array.from({length: this.#terminal.cols}, (_cell, column) => {
				const cell = line?.getCell(column);
				const looks = [
					cell?.isBold() && 'bold',
					cell?.isDim() && 'dim',
					cell?.isUnderline() && 'underline',
					cell?.isInverse() && 'inverse',
					`${cell?.getFgColorMode()}/${cell?.getFgColor()}`,
				];
				// A cell that was never written and a blank look the same.
				const text = cell?.getWidth() === 0 ? '' : cell?.getChars() || ' ';
				return {text, look: looks.filter(Boolean).join(' ')};
			});
		});
	}

	dispose(): void {
		this.#terminal.dispose();
	}
}
