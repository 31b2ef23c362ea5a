import {expect, test} from 'vitest';
import type {RegistryEvent} from '../../../source/master/registry/event.js';
import type {FleetChange} from '../../../source/master/watch/fleet-changes.js';
import type {FleetReader} from '../../../source/master/watch/fleet-reader.js';
import {createWatcher} from '../../../source/master/watch/watcher.js';
import {FleetUpdate} from '../../../source/protocol/generated/agent.js';
import {watched} from '../../stories/fleet-fixture.js';

const nothing: FleetChange = {
	changed: [],
	removed: [],
	events: [],
	beaten: undefined,
	isMasterChanged: false,
};

function names(count: number): string[] {
	return Array.from({length: count}, (_, index) => `agent-${index}`);
}

function event(id: number, message = 'x'.repeat(1000)): RegistryEvent {
	return {id: String(id), agentName: 'agent-1', type: 'agent.late', atWallMs: 0, severity: 'info', message, data: {}};
}

/** A watcher whose reader reads only when it is told to. */
class Reader {
	readonly updates: FleetUpdate[] = [];
	readonly gone = new Set<string>();
	streak = 1;
	drops = 0;
	isReading = true;
	#done: (() => void) | undefined;
	readonly watcher;

	constructor(fleet: readonly string[]) {
		const reader: FleetReader = {
			names: () => fleet,
			agent: (name) => (this.gone.has(name) ? undefined : watched({name, streak: this.streak, handle: 1})),
			beat: (name) => ({
				handle: 1 + Number(name.slice('agent-'.length)),
				ageMs: 2000,
				streak: 48_210,
				roundTripMs: 12.5,
			}),
			event: ({id, message}) => ({
				eventId: id,
				agentName: '',
				eventType: '',
				severity: '',
				message,
				ageMs: 0,
				from: '',
				reason: '',
			}),
			master: () => ({version: '1', uptimeMs: 1, storeProblem: '', trust: ''}),
		};
		this.watcher = createWatcher(reader, {
			write: (update, done) => {
				this.updates.push(update);
				if (this.isReading) {
					done();
				} else {
					this.#done = done;
				}
			},
			drop: () => {
				this.drops++;
			},
			end: () => undefined,
		});
	}

	stall(): void {
		this.isReading = false;
	}

	read(): void {
		this.isReading = true;
		this.#done?.();
	}

	/** Who was told, in order. */
	agents(from = 0): string[] {
		return this.updates.slice(from).flatMap(({agents}) => agents.map(({info}) => info?.agentName ?? ''));
	}
}

test('a snapshot comes in parts, the past first, with one beginning and one end', () => {
	const reader = new Reader(names(450));
	reader.watcher.begin(Array.from({length: 300}, (_, index) => event(index, 'past')));
	expect(reader.updates.map(({beginsSnapshot}) => beginsSnapshot)).toEqual([true, false, false, false, false]);
	expect(reader.updates.map(({endsSnapshot}) => endsSnapshot)).toEqual([false, false, false, false, true]);
	expect(reader.updates.map(({events, agents}) => [events.length, agents.length])).toEqual([
		[200, 0],
		[100, 0],
		[0, 200],
		[0, 200],
		[0, 50],
	]);
	expect(reader.agents()).toEqual(names(450));
});

test('an empty fleet has a snapshot too', () => {
	const reader = new Reader([]);
	reader.watcher.begin([]);
	expect(reader.updates.at(-1)?.endsSnapshot).toBe(true);
});

test('no part is larger than 128 KiB', () => {
	const reader = new Reader(names(10_000));
	reader.watcher.begin(Array.from({length: 1000}, (_, index) => event(index, 'x'.repeat(300))));
	reader.watcher.take({...nothing, beaten: new Set(names(10_000))});
	const sizes = reader.updates.map((update) => FleetUpdate.encode(update).finish().length);
	expect(Math.max(...sizes)).toBeLessThan(128 * 1024);
});

test('what changes several times while nobody reads is told once, as it is by then', () => {
	const reader = new Reader(names(10));
	reader.watcher.begin([]);
	reader.stall();
	reader.watcher.take({...nothing, changed: ['agent-1']});
	const from = reader.updates.length;
	for (let change = 0; change < 1000; change++) {
		reader.watcher.take({...nothing, changed: names(10), beaten: new Set(names(10))});
	}

	reader.streak = 77;
	reader.read();
	expect(reader.agents(from)).toEqual(names(10));
	expect(reader.updates.at(-1)?.agents[0]?.info?.streak).toBe(77);
});

test('ten thousand agents that change at once do not cut a reader that reads slowly', () => {
	const reader = new Reader(names(10_000));
	reader.watcher.begin([]);
	reader.stall();
	for (let batch = 0; batch < 10; batch++) {
		reader.watcher.take({...nothing, changed: names(10_000), beaten: new Set(names(10_000))});
	}

	expect(reader.drops).toBe(0);
	reader.read();
	expect(new Set(reader.agents()).size).toBe(10_000);
});

test('a reader that leaves a mebibyte of events unread from greeting to greeting is dropped, and holds nothing then', () => {
	const reader = new Reader(names(10));
	reader.watcher.begin([]);
	reader.stall();
	for (let id = 0; id < 400; id++) {
		reader.watcher.take({...nothing, events: [event(id)]});
	}

	reader.watcher.greet();
	reader.watcher.greet();
	// Each takes some 2,200 bytes: that is not enough yet.
	expect(reader.drops).toBe(0);
	for (let id = 400; id < 600; id++) {
		reader.watcher.take({...nothing, events: [event(id)]});
	}

	reader.watcher.greet();
	reader.watcher.greet();
	expect(reader.drops).toBe(1);
	const from = reader.updates.length;
	reader.read();
	reader.watcher.take({...nothing, events: [event(9999)], changed: ['agent-1']});
	reader.watcher.greet();
	expect(reader.updates).toHaveLength(from);
	expect(reader.drops).toBe(1);
});

test('more events at once than a watcher may hold drop nobody who reads: the oldest of them are left out', () => {
	const reader = new Reader(names(10));
	reader.watcher.begin([]);
	reader.stall();
	reader.watcher.take({...nothing, events: Array.from({length: 10_000}, (_, id) => event(id))});
	reader.watcher.greet();
	reader.read();
	reader.watcher.greet();
	reader.watcher.greet();
	expect(reader.drops).toBe(0);
	const told = reader.updates.flatMap(({events}) => events.map(({eventId}) => Number(eventId)));
	expect(told.at(-1)).toBe(9999);
	// One part went out at once, and after it what a mebibyte holds.
	expect(told.slice(0, 200)).toEqual(Array.from({length: 200}, (_, id) => id));
	expect(told.length).toBeGreaterThan(600);
	expect(told.length).toBeLessThan(800);
	expect(told.slice(200)).toEqual(Array.from({length: told.length - 200}, (_, index) => 10_200 - told.length + index));
});

test('what is on its way to a reader is bounded too, however large the events are', () => {
	const reader = new Reader(names(10));
	reader.watcher.begin([]);
	reader.stall();
	const data = {reason: 'r'.repeat(1000), from: 'f'.repeat(1000), data_json: 'j'.repeat(16_000)};
	reader.watcher.take({...nothing, events: Array.from({length: 400}, (_, id) => ({...event(id), data}))});
	expect(reader.updates.at(-1)?.events.length).toBeLessThan(100);
});

test('a past of more than a mebibyte drops nobody, and its newest are told', () => {
	const reader = new Reader(names(10));
	reader.stall();
	reader.watcher.begin(Array.from({length: 1000}, (_, id) => event(id)));
	reader.watcher.take({...nothing, events: [event(1000)]});
	reader.watcher.greet();
	reader.read();
	expect(reader.drops).toBe(0);
	expect(reader.updates.flatMap(({events}) => events).at(-1)?.eventId).toBe('1000');
	expect(reader.updates.flatMap(({events}) => events).length).toBeLessThan(800);
});

test('an agent that is removed and registers again while nobody reads is there afterwards', () => {
	const reader = new Reader(names(3));
	reader.watcher.begin([]);
	reader.stall();
	reader.watcher.take({...nothing, changed: ['agent-0']});
	reader.watcher.take({...nothing, removed: ['agent-1']});
	reader.watcher.take({...nothing, changed: ['agent-1']});
	reader.watcher.take({...nothing, removed: ['agent-2']});
	const from = reader.updates.length;
	reader.read();
	expect(reader.agents(from)).toEqual(['agent-1']);
	expect(reader.updates.slice(from).flatMap(({removed}) => removed)).toEqual(['agent-2']);
});

test('ten thousand agents at two thousand heartbeats a second cost a watcher some 25 kB a second', () => {
	const reader = new Reader(names(10_000));
	reader.watcher.begin([]);
	const from = reader.updates.length;
	reader.watcher.take({...nothing, beaten: new Set(names(4000))});
	const bytes = reader.updates.slice(from).reduce((sum, update) => sum + FleetUpdate.encode(update).finish().length, 0);
	expect(bytes / 2).toBeLessThan(25_000);
});

test('what has changed of the master is told once, also where nothing else has', () => {
	const reader = new Reader([]);
	reader.watcher.begin([]);
	const told = reader.updates.length;
	reader.watcher.take({...nothing, isMasterChanged: true});
	reader.watcher.take(nothing);
	expect(reader.updates.slice(told).map(({master}) => master)).toEqual([
		{version: '1', uptimeMs: 1, storeProblem: '', trust: ''},
	]);
});
