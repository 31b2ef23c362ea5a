import {describe, expect, test} from 'vitest';
import {isGoPeer} from '../../../source/master/registry/agent-record.js';
import {createRegistry} from '../../../source/master/registry/registry.js';
import {connect, expectAccepted, goPeer, name, ours, recordOf, summary, sweepThrough} from './registry-fixture.js';

describe('registration', () => {
	test('makes a record with the new session', () => {
		const registry = createRegistry();
		const result = expectAccepted(registry.register(1000, ours('first', 's1')));

		expect(result.replaced).toBeUndefined();
		expect(summary(result.transition ? [result.transition] : [])).toEqual(['1000: none → active: it registered']);
		expect(result.record).toBe(recordOf(registry));
		expect(result.record).toEqual({
			name,
			address: 'first.example:0',
			peerAddress: '10.0.0.1',
			installId: 'install',
			instanceId: 'first',
			policy: ours('first', 's1').policy,
			version: '1.0.0',
			sessionId: 's1',
			streamId: undefined,
			liveness: 'active',
			livenessAt: 1000,
			reason: '',
			registeredAt: 1000,
			lastHeartbeatAt: undefined,
			streak: 0,
			roundTripMs: undefined,
		});
	});

	test('gives a Go peer no session id', () => {
		const registry = createRegistry();
		const {record} = expectAccepted(registry.register(0, goPeer('10.0.0.9')));
		expect(record.sessionId).toBe('');
		expect(isGoPeer(record)).toBe(true);
	});

	test('keeps one record for each name', () => {
		const registry = createRegistry();
		registry.register(0, ours('first', 's1'));
		registry.register(0, ours('first', 's2', {name: 'web-2'}));
		registry.register(1, ours('first', 's3'));
		expect(registry.list().map((record) => [record.name, record.sessionId])).toEqual([
			['web-1', 's3'],
			['web-2', 's2'],
		]);
	});
});

describe('heartbeats', () => {
	test('of the current session are acknowledged and kept', () => {
		const registry = createRegistry();
		registry.register(0, ours('first', 's1'));
		const beat = {name, sessionId: 's1', peerAddress: '10.0.0.1'};

		expect(registry.heartbeat(50, {...beat, streak: 7, roundTripMs: 2.5})).toEqual({
			type: 'acknowledged',
			transition: undefined,
		});
		expect(recordOf(registry)).toMatchObject({lastHeartbeatAt: 50, streak: 7, roundTripMs: 2.5, liveness: 'active'});
		registry.heartbeat(60, beat);
		expect(recordOf(registry)).toMatchObject({lastHeartbeatAt: 60, streak: 8, roundTripMs: 2.5});
	});

	test('of a session of ours may come from another IP', () => {
		const registry = createRegistry();
		registry.register(0, ours('first', 's1'));
		expect(registry.heartbeat(1, {name, sessionId: 's1', peerAddress: '10.9.9.9'}).type).toBe('acknowledged');
	});

	test.each([
		['of an unknown name', {name: 'nobody', sessionId: 's2', peerAddress: '10.0.0.1'}],
		['of an earlier session', {name, sessionId: 's1', peerAddress: '10.0.0.1'}],
		['of a session that never was', {name, sessionId: 'invented', peerAddress: '10.0.0.1'}],
		['without a session', {name, sessionId: '', peerAddress: '10.0.0.1'}],
	])('%s are unknown and change nothing', (_, beat) => {
		const registry = createRegistry();
		registry.register(0, ours('first', 's1'));
		registry.register(1, ours('first', 's2'));
		const before = recordOf(registry);
		expect(registry.heartbeat(2, beat)).toEqual({type: 'unknown'});
		expect(registry.list()).toEqual([before]);
		expect(recordOf(registry)).toBe(before);
	});

	test('of a Go peer are counted, tell its version, and count only from its own IP', () => {
		const registry = createRegistry();
		registry.register(0, goPeer('10.0.0.9'));
		const beat = {name, sessionId: '', peerAddress: '10.0.0.9'};
		registry.heartbeat(1, {...beat, version: '4.2'});
		registry.heartbeat(2, {...beat, version: ''});
		expect(recordOf(registry)).toMatchObject({streak: 2, version: '4.2', lastHeartbeatAt: 2});

		const before = recordOf(registry);
		expect(registry.heartbeat(3, {...beat, peerAddress: '10.0.0.8'}).type).toBe('unknown');
		expect(registry.heartbeat(3, {...beat, sessionId: 'not-for-go-peers'}).type).toBe('unknown');
		expect(recordOf(registry)).toBe(before);
	});

	test('of a stopped session do not bring it back', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		registry.unregister(5, {name, sessionId: 's1'});
		const before = recordOf(registry);
		expect(registry.heartbeat(6, {name, sessionId: 's1', peerAddress: '10.0.0.1'}).type).toBe('unknown');
		expect(registry.openStream(6, {name, sessionId: 's1', streamId: 2}).type).toBe('unknown-session');
		expect(recordOf(registry)).toBe(before);
	});
});

describe('streams', () => {
	test('are refused where the session is not the current one', () => {
		const registry = createRegistry();
		registry.register(0, ours('first', 's1'));
		registry.register(1, ours('first', 's2'));
		registry.register(1, goPeer('10.0.0.9', {name: 'go'}));
		const before = registry.list();
		for (const session of [
			{name, sessionId: 's1'},
			{name, sessionId: ''},
			{name: 'nobody', sessionId: 's2'},
			{name: 'go', sessionId: ''},
		]) {
			expect(registry.openStream(2, {...session, streamId: 1})).toEqual({type: 'unknown-session'});
		}

		expect(registry.list()).toEqual(before);
	});

	test('replace an earlier stream of the same session, whose late end changes nothing', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		expect(registry.openStream(10, {name, sessionId: 's1', streamId: 2})).toEqual({
			type: 'accepted',
			replacedStreamId: 1,
			transition: undefined,
		});
		const before = recordOf(registry);
		expect(registry.endStream(20, {name, streamId: 1})).toBeUndefined();
		expect(recordOf(registry)).toBe(before);
	});

	test('that end make the agent late at once, and active again with the next stream and beat', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		expect(registry.endStream(100, {name, streamId: 1})).toMatchObject({
			from: 'active',
			to: 'late',
			at: 100,
			reason: 'its connection broke',
			record: {streamId: undefined, reason: 'its connection broke', livenessAt: 100},
		});
		expect(registry.endStream(100, {name, streamId: 1})).toBeUndefined();

		expect(registry.openStream(200, {name, sessionId: 's1', streamId: 2})).toMatchObject({transition: undefined});
		expect(recordOf(registry).liveness).toBe('late');
		expect(registry.heartbeat(201, {name, sessionId: 's1', peerAddress: '10.0.0.1'})).toMatchObject({
			type: 'acknowledged',
			transition: {from: 'late', to: 'active', reason: 'it beats again', record: {reason: '', sessionId: 's1'}},
		});
	});

	test('of an old session that end ten seconds after a new registration change nothing', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		connect(registry, 100, ours('first', 's2'), 2);
		const before = recordOf(registry);
		expect(registry.endStream(10_100, {name, streamId: 1})).toBeUndefined();
		expect(registry.unregister(10_100, {name, sessionId: 's1'})).toBeUndefined();
		expect(recordOf(registry)).toBe(before);
		expect(before).toMatchObject({liveness: 'active', streamId: 2});
	});

	test('of a lost or stopped agent end without a word', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		expect(sweepThrough(registry, 0, 21_000).at(-1)).toMatchObject({to: 'lost', record: {streamId: 1}});
		expect(registry.endStream(21_001, {name, streamId: 1})).toBeUndefined();
		expect(recordOf(registry)).toMatchObject({liveness: 'lost', streamId: undefined});
	});
});

describe('leaving', () => {
	test('on purpose makes the agent stopped, once', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		expect(registry.unregister(5, {name, sessionId: 's1'})).toMatchObject({
			from: 'active',
			to: 'stopped',
			reason: 'it left on purpose',
		});
		expect(registry.unregister(6, {name, sessionId: 's1'})).toBeUndefined();
		expect(registry.endStream(7, {name, streamId: 1})).toBeUndefined();
		expect(sweepThrough(registry, 7, 200_000)).toEqual([]);
		expect(recordOf(registry)).toMatchObject({liveness: 'stopped', livenessAt: 5, streamId: undefined});
	});

	test('takes the current session: not another, not none, not an unknown name', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		const before = recordOf(registry);
		for (const session of [
			{name, sessionId: 's0'},
			{name, sessionId: ''},
			{name: 'nobody', sessionId: 's1'},
		]) {
			expect(registry.unregister(5, session)).toBeUndefined();
		}

		expect(recordOf(registry)).toBe(before);
	});
});

describe('removing', () => {
	test('tells which stream is to be ended, and the session is known no more', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		expect(registry.remove(name)).toMatchObject({name, streamId: 1});
		expect(registry.get(name)).toBeUndefined();
		expect(registry.list()).toEqual([]);
		expect(registry.heartbeat(1, {name, sessionId: 's1', peerAddress: '10.0.0.1'}).type).toBe('unknown');
		expect(registry.endStream(2, {name, streamId: 1})).toBeUndefined();
		expect(registry.remove(name)).toBeUndefined();
	});
});
