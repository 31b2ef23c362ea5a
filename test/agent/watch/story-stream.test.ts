import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {AgentModel} from '../../../source/agent/story/agent-model.js';
import type {AgentStory, Urgency} from '../../../source/agent/story/story.js';
import {storyFormat, streamStory} from '../../../source/agent/watch/story-stream.js';
import {version} from '../../../source/base/version.js';
import {at, connect, modelOf, play} from '../../stories/agent-scenes.js';

beforeEach(() => {
	vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'performance']});
});

afterEach(() => {
	vi.useRealTimers();
});

function fakeFeed(first: AgentModel) {
	const listeners = new Set<(urgency: Urgency) => void>();
	let model = first;
	const story: AgentStory = {
		model: () => model,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
	return {
		story,
		listeners,
		change(urgency: Urgency, next = model) {
			model = next;
			for (const listener of listeners) {
				listener(urgency);
			}
		},
	};
}

/** Reads a stream into a list, for as long as it goes on. */
function collect(story: AgentStory, signal: AbortSignal) {
	const times: number[] = [];
	const greetedAt: number[] = [];
	const start = performance.now();
	const ended = (async () => {
		for await (const message of streamStory(story, signal)) {
			if ('model' in message) {
				times.push(message.now - start);
			} else {
				expect(message).toEqual({version, format: storyFormat});
				expect(greetedAt.length > 0 || times.length === 0).toBe(true);
				greetedAt.push(performance.now() - start);
			}
		}
	})();
	return {times, greetedAt, ended};
}

test('sends the model at once, then at most four a second', async () => {
	const {story, change, listeners} = fakeFeed(modelOf());
	const abort = new AbortController();
	const {times, ended} = collect(story, abort.signal);
	await vi.advanceTimersByTimeAsync(0);
	for (let step = 0; step < 100; step++) {
		change('soon');
		await vi.advanceTimersByTimeAsync(10);
	}

	expect(times).toEqual([0, 250, 500, 750, 1000]);
	abort.abort();
	await ended;
	expect(listeners.size).toBe(0);
	expect(vi.getTimerCount()).toBe(0);
});

test('does not wait with a change of state', async () => {
	const {story, change} = fakeFeed(modelOf());
	const abort = new AbortController();
	const {times, ended} = collect(story, abort.signal);
	await vi.advanceTimersByTimeAsync(10);
	change('soon');
	await vi.advanceTimersByTimeAsync(10);
	change('now');
	await vi.advanceTimersByTimeAsync(0);
	expect(times).toEqual([0, 20]);
	abort.abort();
	await ended;
});

test('greets first, and again every two seconds while nothing changes', async () => {
	const {story, change} = fakeFeed(modelOf());
	const abort = new AbortController();
	const {times, greetedAt, ended} = collect(story, abort.signal);
	await vi.advanceTimersByTimeAsync(5000);
	change('now');
	await vi.advanceTimersByTimeAsync(4000);
	expect(times).toEqual([0, 5000]);
	expect(greetedAt).toEqual([0, 2000, 4000, 7000, 9000]);
	abort.abort();
	await ended;
});

test('ends after it has told that the agent stopped', async () => {
	const connected = play(modelOf(), connect(at(3, 0, 0), 3, at(3, 0, 10)));
	const {story, change} = fakeFeed(connected);
	const {times, ended} = collect(story, new AbortController().signal);
	await vi.advanceTimersByTimeAsync(0);
	change('now', play(connected, [{type: 'stopped', at: at(3, 0, 11), reason: {type: 'asked', by: 'a test'}}]));
	await ended;
	expect(times).toHaveLength(2);
});

test('a stream that is aborted before it begins sends nothing', async () => {
	const {story} = fakeFeed(modelOf());
	const {times, greetedAt, ended} = collect(story, AbortSignal.abort());
	await ended;
	expect([times, greetedAt]).toEqual([[], []]);
});
