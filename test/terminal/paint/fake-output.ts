import type {TerminalOutput} from '../../../source/terminal/paint/terminal-output.js';

/** A terminal that reads, or stands still when told to. */
export type FakeOutput = TerminalOutput & {
	/** All that was written. */
	written: string;
	isStalled: boolean;
};

export function createFakeOutput(): FakeOutput {
	return {
		written: '',
		isStalled: false,
		write(text) {
			this.written += text;
		},
		isIdle() {
			return !this.isStalled;
		},
		drain: () => Promise.resolve(true),
		onGone: () => undefined,
		close: () => undefined,
	};
}
