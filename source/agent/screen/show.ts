import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {DisplayOptions} from '../../command-line/shared-options.js';
import {decideTheme, isWideLocale} from '../../terminal/mode.js';
import type {Screen} from '../../terminal/screen.js';
import type {Now} from '../agent-status.js';
import {type AgentScreen, type AgentScreenOptions, createAgentScreen} from './source.js';

/** A screen of an agent that is up on the terminal. */
export type ShownScreen = {
	readonly screen: Screen;
	readonly source: AgentScreen;
	/** Gives the terminal back and leaves the summary there, after what else is to be said. */
	readonly leave: (lines?: readonly string[]) => Promise<void>;
};

/**
Brings the screen of an agent up on this terminal. Throws a `HostError` where the terminal cannot be opened. Ink and React are
loaded here and nowhere before.
*/
export async function showAgentScreen(
	options: Omit<AgentScreenOptions, 'copyToClipboard' | 'isMotionless'> & {
		readonly display: DisplayOptions;
		readonly warn: (message: string) => void;
		/** There is no terminal any more. */
		readonly onGone: (reason: string) => void;
	},
): Promise<ShownScreen> {
	const {display, warn, onGone, feed} = options;
	let screen: Screen | undefined;
	const source = createAgentScreen({
		...options,
		isMotionless: display.isMotionless,
		isWideLocale: isWideLocale(process.env),
		copyToClipboard: (text) => screen?.copy(text),
	});
	const {openScreen} = await import('../../terminal/screen.js');
	const opened = await openScreen(source, {
		theme: decideTheme({environment: process.env, isColourless: !display.hasColour, isAscii: display.isAscii}),
		log: {warn},
		onGone,
	});
	screen = opened;
	let shown = feed.model().state.type;
	const unsubscribe = feed.subscribe(() => {
		const {type} = feed.model().state;
		if (type !== shown) {
			shown = type;
			opened.repaint();
		}
	});
	return {
		screen: opened,
		source,
		async leave(lines = []) {
			unsubscribe();
			await opened.leave([...lines, ...source.summary()]);
		},
	};
}

/** Both clocks of this process. */
export function readClocks(): Now {
	return {monotonicMs: performance.now(), wallMs: Date.now()};
}

/** Writes a report into a directory, named after the time. Returns its path. */
export function writeReport(directory: string, lines: readonly string[]): string {
	const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/gu, '').replace('T', '-');
	const path = join(directory, `report-${time}.txt`);
	writeFileSync(path, `${lines.join('\n')}\n`, {mode: 0o600});
	return path;
}
