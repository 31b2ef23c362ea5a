import {expect, test} from 'vitest';
import {createEventFeed} from '../../../source/master/events/event-bus.js';
import type {StoredEvent} from '../../../source/master/store/store.js';

const event: StoredEvent = {
	id: 'e-1',
	agentName: 'web-1',
	type: 'deploy',
	atMs: 0,
	severity: 'info',
	message: '',
	data: {},
};

test('a listener that throws takes nothing from the others, and is told once', () => {
	const lines: string[] = [];
	const feed = createEventFeed({error: (message) => lines.push(message)});
	const heard: string[] = [];
	feed.subscribe(({id}) => heard.push(`first ${id}`));
	feed.subscribe(() => {
		throw new Error('this listener is broken');
	});
	feed.subscribe(({id}) => heard.push(`last ${id}`));
	feed.publish(event);
	feed.publish(event);
	expect(heard).toEqual(['first e-1', 'last e-1', 'first e-1', 'last e-1']);
	expect(lines).toHaveLength(1);
	expect(lines[0]).toContain('this listener is broken');
});

test('who has unsubscribed hears nothing', () => {
	const feed = createEventFeed({error() {}});
	const heard: string[] = [];
	const unsubscribe = feed.subscribe(({id}) => heard.push(id));
	unsubscribe();
	feed.publish(event);
	expect(heard).toEqual([]);
});
