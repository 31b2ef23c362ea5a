import {version} from '../../base/version.js';
import type {AgentModel} from '../story/agent-model.js';
import type {AgentStory, Urgency} from '../story/story.js';

/** The number of the format in which a story travels. It is raised with what a reader of the old one would misread. */
export const storyFormat = 1;

/** Who tells. It comes first, and again as a sign of life where there is nothing to tell. */
export type StoryGreeting = {readonly version: string; readonly format: number};

/** What travels to a watching process: the model, and the sender's monotonic clock at that moment. */
export type StoryState = {readonly now: number; readonly model: AgentModel};

/** An agent is never silent for longer: whoever watches takes a longer silence for a sign that it is frozen. */
export const longestSilenceMs = 2000;

/** No more than four a second, but for what must be seen at once. */
const shortestPauseMs = 250;

/**
A greeting, then whole models, one at once and one after each change, until the agent has stopped or `signal` aborts. Where
nothing changes the greeting is sent again.
*/
export async function* streamStory(
	story: AgentStory,
	signal: AbortSignal,
): AsyncGenerator<StoryGreeting | StoryState, void, void> {
	const greeting: StoryGreeting = {version, format: storyFormat};
	const pending: {urgency: Urgency | undefined} = {urgency: 'now'};
	let sentAt = 0;
	let spokenAt = performance.now();
	let wake = () => {};
	const unsubscribe = story.subscribe((news) => {
		pending.urgency = pending.urgency === 'now' ? 'now' : news;
		wake();
	});
	const onAbort = () => wake();
	signal.addEventListener('abort', onAbort, {once: true});

	/** Until something is due to be sent; woken early it is asked again. */
	const pause = (limitMs: number) =>
		new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, limitMs);
			wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});

	try {
		if (!signal.aborted) {
			yield greeting;
		}

		while (!signal.aborted) {
			const now = performance.now();
			const {urgency} = pending;
			const dueAt =
				urgency === undefined ? spokenAt + longestSilenceMs : urgency === 'soon' ? sentAt + shortestPauseMs : now;
			if (dueAt > now) {
				await pause(dueAt - now);
				continue;
			}

			spokenAt = now;
			if (urgency === undefined) {
				yield greeting;
				continue;
			}

			pending.urgency = undefined;
			sentAt = now;
			const model = story.model();
			yield {now, model};
			if (model.state.type === 'stopped') {
				return;
			}
		}
	} finally {
		unsubscribe();
		signal.removeEventListener('abort', onAbort);
	}
}
