import {expect, test} from 'vitest';
import type {RegistryEvent} from '../../../source/master/registry/event.js';
import {createBacklogEvents} from '../../../source/master/watch/backlog-events.js';

function event(id: number, message = ''): RegistryEvent {
	return {id: String(id), agentName: '', type: '', atWallMs: 0, severity: 'info', message, data: {}};
}

const ids = (events: readonly RegistryEvent[]) => events.map(({id}) => Number(id));

test('events are taken in the order in which they came, and then weigh nothing', () => {
	const unread = createBacklogEvents();
	unread.add([event(1), event(2)]);
	unread.add([event(3)]);
	expect(unread.count()).toBe(3);
	expect(ids(unread.take(2))).toEqual([1, 2]);
	expect(ids(unread.take(2))).toEqual([3]);
	expect(ids(unread.take(2))).toEqual([]);
	expect([unread.count(), unread.bytes()]).toEqual([0, 0]);
});

test('an event weighs what its texts weigh, and what is told of its data, and some more', () => {
	const unread = createBacklogEvents();
	unread.add([{...event(1, 'x'.repeat(100)), agentName: 'web-1', type: 'late', data: {reason: 'ten letter'}}]);
	expect(unread.bytes()).toBe(200 + 2 * (1 + 100 + 5 + 4 + 'reason'.length + 10));
});

test('the past stands before what came since, and nothing stands there twice', () => {
	const unread = createBacklogEvents();
	unread.add([event(3), event(4)]);
	unread.addPast([event(1), event(2), event(3)]);
	expect(unread.bytes()).toBe(4 * 202);
	expect(ids(unread.take(10))).toEqual([1, 2, 3, 4]);
});

test('too many lose the oldest, and no more of them than must be', () => {
	const unread = createBacklogEvents();
	unread.add(Array.from({length: 10}, (_, id) => event(id)));
	unread.trim(10 * 202);
	expect(unread.count()).toBe(10);
	unread.trim(7 * 202 + 1);
	expect(unread.bytes()).toBe(7 * 202);
	expect(ids(unread.take(10))).toEqual([3, 4, 5, 6, 7, 8, 9]);
});

test('one event that is too large alone is left out', () => {
	const unread = createBacklogEvents();
	unread.add([event(1, 'x'.repeat(1000))]);
	unread.trim(1000);
	expect([unread.count(), unread.bytes()]).toEqual([0, 0]);
});

test('what is cleared is gone', () => {
	const unread = createBacklogEvents();
	unread.add([event(1)]);
	unread.clear();
	expect([unread.count(), unread.bytes()]).toEqual([0, 0]);
	expect(unread.take(1)).toEqual([]);
});

test('of the largest events only what is told is kept, and what is taken at once is bounded too', () => {
	const entries = Array.from({length: 62}, (_, index) => [`${index}`.padEnd(100, 'k'), 'v'.repeat(1000)] as const);
	const largest = (id: number): RegistryEvent => ({
		...event(id, 'm'.repeat(1000)),
		data: {...Object.fromEntries(entries), from: 'late', reason: 'r'.repeat(1000), data_json: 'j'.repeat(16_000)},
	});
	const unread = createBacklogEvents();
	unread.add([largest(2)]);
	unread.addPast([largest(1)]);
	const size = 200 + 2 * (1 + 1000 + 'from'.length + 'late'.length + 'reason'.length + 1000);
	expect(unread.bytes()).toBe(2 * size);
	expect(unread.take(10, 2 * size - 1).map(({id, data}) => [id, data])).toEqual([
		['1', {from: 'late', reason: 'r'.repeat(1000)}],
	]);
	expect(ids(unread.take(10, 1))).toEqual([2]);
	expect(unread.bytes()).toBe(0);
});
