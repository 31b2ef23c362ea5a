import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createEventBus} from '../../../source/master/events/event-bus.js';
import type {RegistryEvent} from '../../../source/master/registry/event.js';
import {tellInBatches} from '../../../source/master/watch/fleet-batches.js';
import type {FleetChange} from '../../../source/master/watch/fleet-changes.js';

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
});

function event(id: string): RegistryEvent {
	return {id, agentName: '', type: '', atWallMs: 0, severity: 'info', message: '', data: {}};
}

/** Batches of a fleet in which `changed` is what the next batch finds. */
function startBatches() {
	const bus = createEventBus({error: () => undefined});
	const batches: FleetChange[] = [];
	const fleet = {changed: [] as string[], greetings: 0};
	const stop = tellInBatches(
		{
			changes: {
				collect: ({withBeats}) => ({
					changed: fleet.changed.splice(0),
					removed: [],
					beaten: withBeats ? new Set() : undefined,
					isMasterChanged: false,
				}),
				close() {},
			},
			bus,
			now: () => ({monotonicMs: performance.now(), wallMs: Date.now()}),
		},
		{
			onBatch: (change) => batches.push(change),
			onGreeting: () => {
				fleet.greetings++;
			},
		},
	);
	return {bus, batches, fleet, stop, told: () => batches.map(({events}) => events.map(({id}) => id).join())};
}

test('a batch comes twice a second, every fourth with heartbeats, and a greeting after every fifth', () => {
	const {batches, fleet} = startBatches();
	vi.advanceTimersByTime(4000);
	expect(batches.map(({beaten}) => beaten !== undefined)).toEqual([
		false,
		false,
		false,
		true,
		false,
		false,
		false,
		true,
	]);
	expect(fleet.greetings).toBe(1);
	vi.advanceTimersByTime(1000);
	expect(fleet.greetings).toBe(2);
});

test('an event in a quiet fleet is told at once, those that follow with the next batch', () => {
	const {bus, told} = startBatches();
	vi.advanceTimersByTime(600);
	bus.publish(event('first'));
	expect(told()).toEqual(['', 'first']);
	bus.publish(event('second'));
	bus.publish(event('third'));
	expect(told()).toEqual(['', 'first']);
	vi.advanceTimersByTime(400);
	expect(told()).toEqual(['', 'first', 'second,third']);
});

test('a fleet in which something has just changed is not quiet', () => {
	const {bus, fleet, told} = startBatches();
	fleet.changed.push('web-1');
	vi.advanceTimersByTime(500);
	bus.publish(event('first'));
	expect(told()).toEqual(['']);
	vi.advanceTimersByTime(500);
	expect(told()).toEqual(['', 'first']);
});

test('nothing is told any more once it has ended, and no timer is left', () => {
	const {bus, batches, stop} = startBatches();
	stop();
	bus.publish(event('late'));
	vi.advanceTimersByTime(5000);
	expect(batches).toEqual([]);
	expect(vi.getTimerCount()).toBe(0);
});
