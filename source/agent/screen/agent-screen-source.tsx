import {createEmitter} from '../../base/emitter.js';
import type {Moment} from '../../base/moment.js';
import {Noticed} from '../../terminal/components/notice.js';
import type {Key} from '../../terminal/keys/key.js';
import {repeat} from '../../terminal/listening.js';
import type {ScreenSize} from '../../terminal/rows/row.js';
import type {ScreenSource} from '../../terminal/screen-source.js';
import type {AgentStory, Urgency} from '../story/story.js';
import {AgentScreen} from './agent-screen.js';
import {keepInText} from './layout/keep-in-text.js';
import {type Intent, reduceKey} from './state/reduce-key.js';
import type {Scene, ScreenMode} from './state/scene.js';
import {initialScreenState, type ScreenState} from './state/screen-state.js';
import {countsTenths} from './words/next-lines.js';
import {reportLines, summaryLines} from './words/report.js';

/** What the keys of the screen can ask for. */
export type AgentActions = {
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

/** What the screen of an agent is made of. */
export type AgentScreenOptions = {
	readonly story: AgentStory;
	readonly mode: ScreenMode;
	readonly isMotionless: boolean;
	/** The help names `--ascii`. */
	readonly isWideLocale?: boolean;
	/** Both clocks, the monotonic one that of the story's model. They stand still where a watched agent is gone. */
	readonly now: () => Moment;
	/** What time it is, in wall-clock time. @default that of `now` */
	readonly clockMs?: (() => number) | undefined;
	readonly actions: AgentActions;
	/** Offers a text to the terminal's clipboard. False where it could not. */
	readonly copyToClipboard?: ((text: string) => boolean | undefined) | undefined;
	/** What `tab` shows in the demo. Without one there is no such key. */
	readonly otherView?: ScreenSource | undefined;
	/** When a watched agent was heard of last, in wall-clock time, where it is gone or silent. */
	readonly goneSinceWall?: (() => number | undefined) | undefined;
	/** Whether a watched agent that is not heard of runs all the same. */
	readonly isSilent?: (() => boolean) | undefined;
	readonly demoMaster?: (() => Scene['demoMaster']) | undefined;
};

/** What the screen of an agent shows, and what its keys do. */
export type AgentScreenSource = ScreenSource & {
	/** What stays in the scrollback when the screen is left. */
	readonly summary: () => readonly string[];
	/** Says something above the keys, until the next key. */
	readonly notify: (sentence: string) => void;
};

/** How often waits are painted that are counted in tenths. */
const tenthsIntervalMs = 200;

/** Makes the screen. It holds what only a screen knows; all else it reads from the story. */
export function createAgentScreen(options: AgentScreenOptions): AgentScreenSource {
	const {story, mode, otherView} = options;
	const {tell, subscribe} = createEmitter<Urgency>();
	let ui = initialScreenState;
	let size: ScreenSize = {columns: 80, rows: 24};
	/** What `tab` shows, while it is shown. */
	let other: ScreenSource | undefined;

	const scene = () => sceneOf(options, ui);
	const notify = (notice: string) => {
		ui = {...ui, notice};
		tell('now');
	};

	const fulfil = intentTable(options, {
		report: () => notify(writeReport(scene(), options)),
		showOther() {
			other = otherView;
		},
	});

	return {
		subscribe(listener) {
			const ends = [
				subscribe(listener),
				story.subscribe(listener),
				otherView?.subscribe(listener),
				paintTenths(options, listener),
			];
			return () => {
				for (const end of ends) {
					end?.();
				}
			};
		},
		render(next) {
			size = next;
			return other === undefined ? (
				<AgentScreen scene={scene()} size={size} />
			) : (
				<Noticed notice={ui.notice} size={size}>
					{other.render(size)}
				</Noticed>
			);
		},
		onKey(key) {
			if (other !== undefined && !isForBoth(key, other.isTyping?.() ?? false)) {
				ui = {...ui, notice: undefined};
				other.onKey(key);
			} else if (other !== undefined && key.name === 'tab') {
				other = undefined;
			} else {
				const result = reduceKey(keepInText(scene(), size), key, story.model(), mode);
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

function sceneOf(options: AgentScreenOptions, ui: ScreenState): Scene {
	return {
		model: options.story.model(),
		ui,
		now: options.now(),
		clockMs: options.clockMs?.(),
		mode: options.mode,
		isMotionless: options.isMotionless,
		isWideLocale: options.isWideLocale,
		hasOtherView: options.otherView !== undefined,
		goneSinceWall: options.goneSinceWall?.(),
		isSilent: options.isSilent?.(),
		demoMaster: options.demoMaster?.(),
	};
}

/** What is done for each of the things that keys ask for. */
function intentTable(
	{actions}: AgentScreenOptions,
	own: {readonly report: () => void; readonly showOther: () => void},
): Readonly<Record<Intent, () => void>> {
	return {
		retry: () => actions.retry(),
		stop: () => actions.stop('q on the screen'),
		'stop-at-once': () => actions.stop('ctrl-c'),
		leave: () => actions.leave?.(),
		report: own.report,
		'toggle-master': () => actions.toggleMaster?.(),
		'toggle-packets': () => actions.togglePackets?.(),
		'other-view': own.showOther,
	};
}

/** Writes the report and offers it to the clipboard. Returns what is to be said of that. */
function writeReport(scene: Scene, {actions, copyToClipboard}: AgentScreenOptions): string {
	const lines = reportLines(scene);
	const isOffered = copyToClipboard !== undefined && copyToClipboard(`${lines.join('\n')}\n`) !== false;
	const offered = isOffered ? ' (and the clipboard)' : '';
	try {
		return `Report: ${actions.writeReport(lines)}${offered}`;
	} catch (error) {
		return `The report cannot be written: ${error instanceof Error ? error.message : String(error)}`;
	}
}

/** Calls the listener five times a second while a wait is counted in tenths. Returns how to end that. */
function paintTenths({story, isMotionless}: AgentScreenOptions, listener: (urgency: Urgency) => void): () => void {
	return repeat(tenthsIntervalMs, () => {
		const model = story.model();
		if (model.state.type === 'reconnecting' && !isMotionless && countsTenths({model})) {
			listener('now');
		}
	});
}

/** The demo's keys and the end of all work in both views. Where text is typed a letter is a letter. */
function isForBoth(key: Key, isTyping: boolean): boolean {
	return key.name === 'tab' || key.name === 'ctrl-c' || (!isTyping && key.name === 'text' && /^[KD]$/u.test(key.text));
}
