import {expect, test} from 'vitest';
import {createRegistry} from '../../../source/master/registry/registry.js';
import {connect, goPeer, name, ours, sweepThrough} from './registry-fixture.js';

function startListening() {
	const registry = createRegistry();
	let told: string[] = [];
	registry.subscribe(({type, record}) => told.push(`${type} ${record.name}`));
	return {
		registry,
		tellsOf(act: () => unknown) {
			told = [];
			act();
			return told;
		},
	};
}

test('each heartbeat, change and removal is told once', () => {
	const {registry, tellsOf} = startListening();
	const session = {name, sessionId: 's1'};
	const beat = {...session, peerAddress: '10.0.0.1'};
	expect(tellsOf(() => registry.register(0, ours('first', 's1')))).toEqual(['changed web-1']);
	expect(tellsOf(() => registry.openStream(1, {...session, streamId: 1}))).toEqual(['changed web-1']);
	expect(tellsOf(() => registry.heartbeat(2, beat))).toEqual(['beat web-1']);
	expect(tellsOf(() => registry.heartbeat(3, {...beat, version: '2.0'}))).toEqual(['changed web-1']);
	expect(tellsOf(() => registry.endStream(4, {name, streamId: 1}))).toEqual(['changed web-1']);
	expect(tellsOf(() => registry.heartbeat(5, beat))).toEqual(['changed web-1']);
	expect(tellsOf(() => sweepThrough(registry, 5, 60_000))).toEqual(['changed web-1', 'changed web-1']);
	expect(tellsOf(() => registry.unregister(60_000, session))).toEqual(['changed web-1']);
	expect(tellsOf(() => registry.heartbeat(60_001, beat))).toEqual([]);
	expect(tellsOf(() => registry.remove(name))).toEqual(['removed web-1']);
	expect(tellsOf(() => registry.remove(name))).toEqual([]);
});

test('a newcomer that is removed while it is hidden was never there', () => {
	const {registry, tellsOf} = startListening();
	registry.register(0, goPeer('10.0.0.1', {hidesNewcomer: true}));
	expect(tellsOf(() => registry.remove(name))).toEqual([]);
});

test('what is told stands in the registry already', () => {
	const registry = createRegistry();
	connect(registry, 0, ours('first', 's1'), 1);
	const isRead: boolean[] = [];
	registry.subscribe(({record}) => isRead.push(registry.get(name) === record));
	registry.heartbeat(1, {name, sessionId: 's1', peerAddress: '10.0.0.1'});
	expect(isRead).toEqual([true]);
});
