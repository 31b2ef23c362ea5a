import {formatClockOrDate} from '../../../base/formats.js';
import {type Moment, toWall} from '../../../base/moment.js';
import type {AgentModel} from '../../story/agent-model.js';
import type {ScreenState} from './screen-state.js';

/** Where the screen stands: over the agent of this process, before one of another process, or in the demo. */
export type ScreenMode = 'run' | 'watch' | 'demo';

/** All that one picture is drawn from. */
export type Scene = {
	readonly model: AgentModel;
	readonly ui: ScreenState;
	/** The moment as which all is drawn. */
	readonly now: Moment;
	/** What time it is, in wall-clock time, where that is later. @default now.wallMs */
	readonly clockMs?: number;
	readonly mode: ScreenMode;
	/** Nothing that moves by itself. */
	readonly isMotionless: boolean;
	/** The terminal may draw lines and dots two cells wide. */
	readonly isWideLocale?: boolean;
	/** In the demo `tab` shows the master's view. */
	readonly hasOtherView?: boolean;
	/** When a watched agent was heard of last, in wall-clock time, where it is gone or silent. */
	readonly goneSinceWall?: number | undefined;
	/** True where a watched agent that is not heard of runs all the same: it is frozen or stuck. */
	readonly isSilent?: boolean | undefined;
	/** What the demo's master does now. */
	readonly demoMaster?: 'running' | 'killed' | 'silent' | undefined;
};

/** True where a watched agent is gone or silent, and has not said that it stops. */
export function isGone({model, goneSinceWall}: Pick<Scene, 'model' | 'goneSinceWall'>): boolean {
	return goneSinceWall !== undefined && model.state.type !== 'stopped';
}

/**
While a watched agent is gone all but the clock stands still, as it was when the agent was heard of last. Nothing changes
where `now` is that moment already: only then a step of the wall clock changes no duration.
*/
export function frozen(scene: Scene): Scene {
	const {now, goneSinceWall} = scene;
	return goneSinceWall === undefined
		? scene
		: {
				...scene,
				now: {monotonicMs: now.monotonicMs - (now.wallMs - goneSinceWall), wallMs: goneSinceWall},
				clockMs: clockMsOf(scene),
			};
}

/** What time it is. */
export function clockMsOf({now, clockMs}: Pick<Scene, 'now' | 'clockMs'>): number {
	return clockMs ?? now.wallMs;
}

/** When a time of the monotonic clock was: `03:12:09`, and `1 Mar 11:47` where that is over a day ago. */
export function whenOf(scene: Scene, at: number): string {
	return wallWhen(scene, toWall(scene.now, at));
}

/** When a time of the wall clock was, in the same way. */
export function wallWhen(scene: Scene, wallMs: number): string {
	return formatClockOrDate(wallMs, clockMsOf(scene));
}
