import {expect, test} from 'vitest';
import {createEmitter} from '../../../source/base/emitter.js';
import {createRegistry} from '../../../source/master/registry/registry.js';
import {StoreError} from '../../../source/master/store/port.js';
import {createFleetChanges} from '../../../source/master/watch/fleet-changes.js';
import {connect, ours} from '../registry/registry-fixture.js';

/** A registry in which `web-1` and `web-2` are connected, and what changes in it from then on. */
function startFleet() {
	const registry = createRegistry();
	const durability = createEmitter<string>();
	const names = ['web-1', 'web-2'];
	for (const [index, name] of names.entries()) {
		connect(registry, 0, ours(name, `session-${name}`, {name}), index);
	}

	const store: {problem: StoreError | undefined} = {problem: undefined};
	const changes = createFleetChanges(registry, {subscribe: durability.subscribe, problem: () => store.problem});
	return {
		registry,
		durability,
		close: changes.close,
		store,
		collect: (withBeats = true) => changes.collect({withBeats}),
		beat(name: string) {
			registry.heartbeat(1000, {name, sessionId: `session-${name}`, peerAddress: '10.0.0.1'});
		},
	};
}

const nothing = {changed: [], removed: [], beaten: new Set(), isMasterChanged: false};

test('what is there at the beginning has not changed', () => {
	const {collect} = startFleet();
	expect(collect()).toEqual(nothing);
});

test('a heartbeat alone is told as that, once, when heartbeats are asked for', () => {
	const {collect, beat} = startFleet();
	beat('web-1');
	expect(collect(false)).toEqual({...nothing, beaten: undefined});
	beat('web-2');
	expect(collect()).toEqual({...nothing, beaten: new Set(['web-1', 'web-2'])});
	expect(collect()).toEqual(nothing);
});

test('whatever else changes is told in whole, and the heartbeats before it are in that', () => {
	const {registry, collect, beat} = startFleet();
	beat('web-1');
	collect(false);
	registry.endStream(2000, {name: 'web-1', streamId: 0});
	expect(collect()).toEqual({...nothing, changed: ['web-1']});
});

test('a new agent has changed', () => {
	const {registry, collect} = startFleet();
	connect(registry, 0, ours('db-1', 'session-db-1', {name: 'db-1'}), 2);
	expect(collect()).toEqual({...nothing, changed: ['db-1']});
});

test('an agent that is stored no more, or again, has changed', () => {
	const {durability, collect} = startFleet();
	durability.tell('web-1');
	expect(collect()).toEqual({...nothing, changed: ['web-1']});
	durability.tell('web-1');
	expect(collect()).toEqual({...nothing, changed: ['web-1']});
});

test('an agent that is removed is told once, without its heartbeats', () => {
	const {registry, collect, beat} = startFleet();
	beat('web-1');
	collect(false);
	registry.remove('web-1');
	expect(collect()).toEqual({...nothing, removed: ['web-1']});
	expect(collect()).toEqual(nothing);
});

test('an agent that is removed while another comes is told too', () => {
	const {registry, collect} = startFleet();
	registry.remove('web-1');
	connect(registry, 0, ours('db-1', 'session-db-1', {name: 'db-1'}), 2);
	expect(collect()).toEqual({...nothing, changed: ['db-1'], removed: ['web-1']});
});

test('a registry that cannot be written any more, or again, is told once', () => {
	const {store, collect} = startFleet();
	store.problem = new StoreError('full', 'No space is left');
	expect(collect(false)).toEqual({...nothing, beaten: undefined, isMasterChanged: true});
	store.problem = new StoreError('full', 'No space is left');
	expect(collect()).toEqual(nothing);
	store.problem = undefined;
	expect(collect()).toEqual({...nothing, isMasterChanged: true});
});

test('one that is removed and comes back has changed, and is not gone', () => {
	const {registry, collect} = startFleet();
	registry.remove('web-1');
	connect(registry, 0, ours('web-1', 'session-new', {name: 'web-1'}), 3);
	expect(collect()).toEqual({...nothing, changed: ['web-1']});
});

test('one that is removed is not told again when its record is given up', () => {
	const {registry, durability, collect} = startFleet();
	registry.remove('web-1');
	durability.tell('web-1');
	expect(collect()).toEqual({...nothing, removed: ['web-1']});
});

test('nothing is gathered once it is closed', () => {
	const {durability, collect, beat, close} = startFleet();
	close();
	beat('web-1');
	durability.tell('web-2');
	expect(collect()).toEqual(nothing);
});
