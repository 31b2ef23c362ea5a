import type {AgentModel} from '../story/agent-model.js';
import type {AgentStory, Urgency} from '../story/story.js';

/** What travels to a watching process: the model, and the sender's monotonic clock at that moment. */
export type StoryMessage = {readonly now: number; readonly model: AgentModel};

/** No more than four a second, but for what must be seen at once. */
const shortestPauseMs = 250;

/** Whole models, one at once and one after each change, until the agent has stopped or `signal` aborts. */
export async function* streamStory(story: AgentStory, signal: AbortSignal): AsyncGenerator<StoryMessage, void, void> {
	const pending: {urgency: Urgency | undefined} = {urgency: 'now'};
	let sentAt = 0;
	let wake = () => {};
	const unsubscribe = story.subscribe((news) => {
		pending.urgency = pending.urgency === 'now' ? 'now' : news;
		wake();
	});
	const onAbort = () => wake();
	signal.addEventListener('abort', onAbort, {once: true});

	/** Until something is due to be sent; woken early it is asked again. */
	const pause = (limitMs: number | undefined) =>
		new Promise<void>((resolve) => {
			const timer = limitMs === undefined ? undefined : setTimeout(resolve, limitMs);
			wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});

	try {
		while (!signal.aborted) {
			const now = performance.now();
			const {urgency} = pending;
			const waitMs = urgency === 'soon' ? sentAt + shortestPauseMs - now : 0;
			if (urgency === undefined || waitMs > 0) {
				await pause(urgency === undefined ? undefined : waitMs);
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
