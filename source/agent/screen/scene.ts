import {formatClock, formatDuration, formatSpan} from '../../terminal/formats.js';
import type {Moment} from '../../terminal/moment.js';
import type {AgentModel} from './model.js';
import type {ScreenState} from './screen-state.js';

/** Where the screen stands: over the agent of this process, before one of another process, or in the demo. */
export type ScreenMode = 'run' | 'watch' | 'demo';

/** All that one picture is drawn from. */
export type Scene = {
	readonly model: AgentModel;
	readonly ui: ScreenState;
	readonly now: Moment;
	readonly mode: ScreenMode;
	/** Nothing that moves by itself. */
	readonly isMotionless: boolean;
	/** The terminal may draw lines and dots two cells wide. */
	readonly isWideLocale?: boolean;
	/** In the demo `tab` shows the master's view. */
	readonly hasOtherView?: boolean;
	/** When a watched agent was heard of last, in wall-clock time, where it is gone. */
	readonly goneSinceWall?: number | undefined;
	/** What the demo's master does now. */
	readonly demoMaster?: 'running' | 'killed' | 'silent' | undefined;
};

/** A duration as a screen has it: `42 s`, `1m 42s`. Below a second `350 ms`. */
export function spell(ms: number): string {
	return ms < 1000 ? `${Math.floor(Math.max(0, ms))} ms` : formatSpan(ms);
}

/** A delay or an interval as a screen has it: `500 ms`, `4.3 s`, `60 s`, `2m 30s`. */
export function spellDelay(ms: number): string {
	const rounded = Math.round(ms);
	if (rounded < 1000) {
		return `${rounded} ms`;
	}

	return rounded < 120_000
		? `${rounded < 10_000 ? Math.round(rounded / 100) / 10 : Math.round(rounded / 1000)} s`
		: formatDuration(rounded);
}

/** `11:47:31` within a day, else with its date: `1 Mar 11:47`. */
export function clockOrDate(wallMs: number, nowWallMs: number): string {
	const clock = formatClock(wallMs);
	if (Math.abs(nowWallMs - wallMs) < 24 * 60 * 60 * 1000) {
		return clock;
	}

	const date = new Date(wallMs);
	return `${date.getDate()} ${months[date.getMonth()] ?? ''} ${clock.slice(0, 5)}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
