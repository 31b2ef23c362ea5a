import type {Key} from '../../terminal/key.js';
import type {Moment} from '../../terminal/moment.js';
import type {ScreenSource} from '../../terminal/screen-source.js';
import {drawAgent} from './draw.js';
import {countsTenths} from './draw-next.js';
import type {AgentFeed, Urgency} from './feed.js';
import {type Intent, reduceKey} from './reduce-key.js';
import {reportLines, summaryLines} from './report.js';
import type {Scene, ScreenMode} from './scene.js';
import {initialScreenState} from './screen-state.js';

/** What the keys of the screen can ask for. */
export type AgentIntents = {
	/** Dial at once; in a session, beat at once. */
	readonly retry: () => void;
	/** Stop the agent, or end the demo. `by` is told in the log. */
	readonly stop: (by: string) => void;
	/** Leave a watching screen. */
	readonly leave?: () => void;
	/** Writes a report into a file. Returns its path. Throws where it cannot. */
	readonly writeReport: (lines: readonly string[]) => string;
	/** The demo: kill the master, or start it again. */
	readonly toggleMaster?: () => void;
	/** The demo: drop packets silently, or let them through again. */
	readonly togglePackets?: () => void;
};

export type AgentScreenOptions = {
	readonly feed: AgentFeed;
	readonly mode: ScreenMode;
	readonly isMotionless: boolean;
	/** The help names `--ascii`. */
	readonly isWideLocale?: boolean;
	/** Both clocks, the monotonic one that of the feed's model. */
	readonly now: () => Moment;
	readonly intents: AgentIntents;
	/** Offers a text to the terminal's clipboard. */
	readonly copyToClipboard?: ((text: string) => void) | undefined;
	/** What `tab` shows in the demo. Without one there is no such key. */
	readonly otherView?: ScreenSource | undefined;
	/** When a watched agent was heard of last, in wall-clock time, where it is gone. */
	readonly goneSinceWall?: (() => number | undefined) | undefined;
	readonly demoMaster?: (() => Scene['demoMaster']) | undefined;
};

/** The screen of an agent. */
export type AgentScreen = ScreenSource & {
	/** What stays in the scrollback when the screen is left. */
	readonly summary: () => readonly string[];
	/** Says something above the keys, until the next key. */
	readonly notify: (sentence: string) => void;
};

/** How often waits are painted that are counted in tenths. */
const tenthsIntervalMs = 200;

/** Makes the screen. It holds what only a screen knows; all else it reads from the feed. */
export function createAgentScreen(options: AgentScreenOptions): AgentScreen {
	const {feed, mode, intents, otherView} = options;
	const listeners = new Set<(urgency: Urgency) => void>();
	let ui = initialScreenState;
	let isOther = false;

	const scene = (): Scene => ({
		model: feed.model(),
		ui,
		now: options.now(),
		mode,
		isMotionless: options.isMotionless,
		isWideLocale: options.isWideLocale,
		hasOtherView: otherView !== undefined,
		goneSinceWall: options.goneSinceWall?.(),
		demoMaster: options.demoMaster?.(),
	});

	const tell = (urgency: Urgency) => {
		for (const listener of listeners) {
			listener(urgency);
		}
	};

	const notify = (notice: string) => {
		ui = {...ui, notice};
		tell('now');
	};

	const report = () => {
		const lines = reportLines(scene());
		options.copyToClipboard?.(`${lines.join('\n')}\n`);
		const offered = options.copyToClipboard === undefined ? '' : ' (and the clipboard)';
		try {
			notify(`Report: ${intents.writeReport(lines)}${offered}`);
		} catch (error) {
			notify(`The report cannot be written: ${error instanceof Error ? error.message : String(error)}`);
		}
	};

	const fulfil: Readonly<Record<Intent, () => void>> = {
		retry: () => intents.retry(),
		stop: () => intents.stop('q on the screen'),
		'stop-at-once': () => intents.stop('ctrl-c'),
		leave: () => intents.leave?.(),
		report,
		'toggle-master': () => intents.toggleMaster?.(),
		'toggle-packets': () => intents.togglePackets?.(),
		'other-view'() {
			isOther = otherView !== undefined;
		},
	};

	return {
		subscribe(listener) {
			listeners.add(listener);
			const ends = [feed.subscribe(listener), otherView?.subscribe(listener)];
			const timer = setInterval(() => {
				const isCounting = feed.model().state.type === 'reconnecting' && !options.isMotionless;
				if (isCounting && countsTenths({model: feed.model()})) {
					listener('now');
				}
			}, tenthsIntervalMs);
			timer.unref();
			return () => {
				listeners.delete(listener);
				clearInterval(timer);
				for (const end of ends) {
					end?.();
				}
			};
		},
		draw: (size) => (isOther && otherView !== undefined ? otherView.draw(size) : drawAgent(scene(), size)),
		onKey(key) {
			if (isOther && otherView !== undefined && !isForBoth(key)) {
				otherView.onKey(key);
			} else if (isOther && key.name === 'tab') {
				isOther = false;
			} else {
				const result = reduceKey(ui, key, feed.model(), mode);
				({ui} = result);
				if (result.intent !== undefined) {
					fulfil[result.intent]();
				}
			}

			tell('now');
		},
		summary: () => summaryLines(scene()),
		notify,
	};
}

/** The demo's keys and the end of all work in both views. */
function isForBoth(key: Key): boolean {
	return key.name === 'tab' || key.name === 'ctrl-c' || (key.name === 'text' && /^[KD]$/u.test(key.text));
}
