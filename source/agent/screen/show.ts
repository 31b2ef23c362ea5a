import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {formatLocalTime} from '../../base/formats.js';
import type {DisplayOptions} from '../../terminal/display-options.js';
import {importProduction} from '../../terminal/import-production.js';
import {isWideLocale} from '../../terminal/mode.js';
import type {Screen} from '../../terminal/screen.js';
import {type ShowOptions, showSource} from '../../terminal/show-source.js';
import type {AgentScreenOptions, AgentScreenSource} from './agent-screen-source.js';

/** A screen of an agent that is up on the terminal. */
export type ShownScreen = {
	readonly screen: Screen;
	readonly source: AgentScreenSource;
	/** Gives the terminal back and leaves the summary there, after what else is to be said. */
	readonly leave: (lines?: readonly string[]) => Promise<void>;
};

/** Brings the screen of an agent up on this terminal. Throws a `HostError` where the terminal cannot be opened. */
export async function showAgentScreen(
	options: Omit<AgentScreenOptions, 'copyToClipboard' | 'isMotionless'> &
		ShowOptions & {readonly display: DisplayOptions},
): Promise<ShownScreen> {
	const {display, story} = options;
	let screen: Screen | undefined;
	const {createAgentScreen} = await importProduction(() => import('./agent-screen-source.js'));
	const source = createAgentScreen({
		...options,
		isMotionless: display.isMotionless,
		isWideLocale: isWideLocale(process.env),
		copyToClipboard: (text) => screen?.copy(text),
	});
	const opened = await showSource(source, options);
	screen = opened;
	let shown = story.model().state.type;
	const unsubscribe = story.subscribe(() => {
		const {type} = story.model().state;
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

/** Writes a report into a directory, named after the local time. Returns its path. */
export function writeReport(directory: string, lines: readonly string[]): string {
	const time = formatLocalTime(Date.now()).slice(0, 19).replaceAll(/[-:]/gu, '').replace('T', '-');
	const path = join(directory, `report-${time}.txt`);
	writeFileSync(path, `${lines.join('\n')}\n`, {mode: 0o600});
	return path;
}
