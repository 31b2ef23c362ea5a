import {describe, expect, test} from 'vitest';
import type {RegistryChange} from '../../../source/master/registry/contract.js';
import {createRegistry} from '../../../source/master/registry/registry.js';
import {connect, expectAccepted, goPeer, name, ours, sweepThrough} from './registry-fixture.js';

const hidden = {hidesNewcomer: true};

describe('a newcomer that is hidden', () => {
	test('is seen by nobody, and nobody hears of it, until it is admitted', () => {
		const registry = createRegistry();
		const told: RegistryChange[] = [];
		registry.subscribe((change) => told.push(change));
		const {record} = expectAccepted(registry.register(0, ours('first', 's1', hidden)));
		expect(registry.get(name)).toBeUndefined();
		expect(registry.list()).toEqual([]);
		expect(told).toEqual([]);
		registry.admit(1, name);
		expect(told).toEqual([{type: 'changed', record}]);
		expect(registry.get(name)).toBe(record);
		expect(registry.list()).toEqual([record]);
	});

	test('beats, opens a stream and leaves as though it were not there', () => {
		const registry = createRegistry();
		registry.register(0, ours('first', 's1', hidden));
		const session = {name, sessionId: 's1'};
		expect(registry.heartbeat(1, {...session, peerAddress: '10.0.0.1'}).type).toBe('unknown');
		expect(registry.openStream(1, {...session, streamId: 1}).type).toBe('unknown-session');
		expect(registry.unregister(1, session)).toBeUndefined();
		registry.admit(2, name);
		expect(registry.heartbeat(3, {...session, peerAddress: '10.0.0.1'}).type).toBe('acknowledged');
	});

	test('is not late and not lost however long it waits: its silence counts from its admission', () => {
		const registry = createRegistry();
		registry.sweep(0);
		registry.register(0, ours('first', 's1', hidden));
		expect(sweepThrough(registry, 0, 60_000)).toEqual([]);
		registry.admit(60_000, name);
		expect(sweepThrough(registry, 60_000, 70_000)).toEqual([]);
		expect(sweepThrough(registry, 70_000, 81_000).map(({to}) => to)).toEqual(['late', 'lost']);
	});

	test('is gone once it is withdrawn, and the next one is a newcomer too', () => {
		const registry = createRegistry();
		registry.withdraw(expectAccepted(registry.register(0, ours('first', 's1', hidden))).record);
		registry.admit(1, name);
		expect(registry.get(name)).toBeUndefined();
		expect(expectAccepted(registry.register(1, ours('second', 's2'))).transition?.from).toBeUndefined();
	});

	test('is not taken back by the refusal of an earlier claim of its name', () => {
		const registry = createRegistry();
		const {record} = expectAccepted(registry.register(0, ours('first', 's1', hidden)));
		registry.register(1, ours('first', 's2', hidden));
		registry.withdraw(record);
		expect(registry.get(name)).toBeUndefined();
		registry.admit(2, name);
		expect(registry.get(name)).toMatchObject({sessionId: 's2'});
	});

	test('is told from an earlier claim of a Go peer by its time, since neither has a session', () => {
		const registry = createRegistry();
		const {record} = expectAccepted(registry.register(0, goPeer('10.0.0.1', hidden)));
		registry.register(1, goPeer('10.0.0.1', hidden));
		registry.withdraw(record);
		registry.admit(2, name);
		expect(registry.get(name)).toMatchObject({registeredAt: 1});
	});
});

test('a name that is known is never hidden, nor withdrawn', () => {
	const registry = createRegistry();
	connect(registry, 0, ours('first', 's1'), 1);
	const {record} = expectAccepted(registry.register(1, ours('first', 's2', hidden)));
	expect(registry.get(name)).toBe(record);
	registry.withdraw(record);
	expect(registry.get(name)).toBe(record);
});
