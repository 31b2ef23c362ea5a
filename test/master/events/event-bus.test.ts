import {expect, test} from 'vitest';
import {createEventBus} from '../../../source/master/events/event-bus.js';
import type {RegistryEvent} from '../../../source/master/registry/event.js';

const event: RegistryEvent = {
	id: 'e-1',
	agentName: 'web-1',
	type: 'deploy',
	atWallMs: 0,
	severity: 'info',
	message: '',
	data: {},
};

test('a listener that throws takes nothing from the others, and is told once', () => {
	const lines: string[] = [];
	const bus = createEventBus({error: (message) => lines.push(message)});
	const heard: string[] = [];
	bus.subscribe(({id}) => heard.push(`first ${id}`));
	bus.subscribe(() => {
		throw new Error('this listener is broken');
	});
	bus.subscribe(({id}) => heard.push(`last ${id}`));
	bus.publish(event);
	bus.publish(event);
	expect(heard).toEqual(['first e-1', 'last e-1', 'first e-1', 'last e-1']);
	expect(lines).toHaveLength(1);
	expect(lines[0]).toContain('this listener is broken');
});

test('who has unsubscribed hears nothing', () => {
	const bus = createEventBus({error() {}});
	const heard: string[] = [];
	const unsubscribe = bus.subscribe(({id}) => heard.push(id));
	unsubscribe();
	bus.publish(event);
	expect(heard).toEqual([]);
});
