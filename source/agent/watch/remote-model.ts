import {createEmitter} from '../../base/emitter.js';
import type {Moment} from '../../base/moment.js';
import type {AgentModel} from '../story/agent-model.js';
import type {Urgency} from '../story/story.js';
import type {StoryState} from './story-stream.js';

/** Why nothing is heard of an agent: it does not run, or it runs but says nothing. */
type Absence = {readonly why: 'gone' | 'silent'; readonly since: Moment};

/** What was heard of an agent in another process last, and who wants to know. */
export type RemoteModel = {
	readonly model: () => AgentModel | undefined;
	/** Both clocks, the monotonic one that of the agent; where nothing is heard of it, as they were when it was heard of last. */
	readonly now: () => Moment;
	/** When it was heard of last, in wall-clock time, where it is gone or silent. */
	readonly goneSinceWall: () => number | undefined;
	/** True where it runs but does not answer: it is frozen or stuck. */
	readonly isSilent: () => boolean;
	readonly subscribe: (listener: (urgency: Urgency) => void) => () => void;
	/** A sign of life. */
	readonly hear: () => void;
	readonly take: (state: StoryState) => void;
	/** Nothing is heard of the agent any more, if it was ever there. */
	readonly lose: (why: Absence['why']) => void;
};

/** Nothing was heard yet. */
export function createRemoteModel(): RemoteModel {
	const {tell, subscribe} = createEmitter<Urgency>();
	let current: AgentModel | undefined;
	let offset = 0;
	let absence: Absence | undefined;
	const clocks = (): Moment => ({monotonicMs: performance.now() + offset, wallMs: Date.now()});
	let heardAt = clocks();

	return {
		model: () => current,
		now: () => absence?.since ?? clocks(),
		goneSinceWall: () => absence?.since.wallMs,
		isSilent: () => absence?.why === 'silent',
		subscribe,
		hear() {
			heardAt = clocks();
			// Of one that was gone there is nothing to show yet: it tells what it is next.
			if (absence?.why === 'silent') {
				absence = undefined;
				tell('now');
			}
		},
		take({now, model}) {
			const isNews = current?.state.type !== model.state.type || absence !== undefined;
			offset = now - performance.now();
			heardAt = clocks();
			current = model;
			absence = undefined;
			tell(isNews ? 'now' : 'soon');
		},
		lose(why) {
			if (current !== undefined) {
				absence = {why, since: absence?.since ?? (why === 'silent' ? heardAt : clocks())};
				tell('now');
			}
		},
	};
}
