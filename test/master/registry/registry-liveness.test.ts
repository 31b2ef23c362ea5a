import {describe, expect, test} from 'vitest';
import {createRegistry} from '../../../source/master/registry/registry.js';
import {createSweepClock} from '../../../source/master/registry/sweep-clock.js';
import {connect, goPeer, name, ours, policyWith, recordOf, stored, summary, sweepThrough} from './registry-fixture.js';

const beat = {name, sessionId: 's1', peerAddress: '10.0.0.1'};

describe('silence', () => {
	test('makes an agent late after two intervals and lost after threshold × interval + timeout', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		expect(sweepThrough(registry, 0, 10_250)).toEqual([]);
		// Each sweep judges by the time of the one before: what had arrived by then has been read.
		expect(summary(sweepThrough(registry, 10_250, 10_500))).toEqual(['10500: active → late: no heartbeat for 10 s']);
		expect(sweepThrough(registry, 10_500, 20_000)).toEqual([]);
		expect(summary(sweepThrough(registry, 20_000, 20_250))).toEqual(['20250: late → lost: no heartbeat for 20 s']);
		expect(sweepThrough(registry, 20_250, 300_000)).toEqual([]);
		expect(recordOf(registry)).toMatchObject({
			liveness: 'lost',
			reason: 'no heartbeat for 20 s',
			livenessAt: 20_250,
			streak: 0,
			sessionId: 's1',
		});
	});

	test('is judged by the policy of each agent, and by the defaults for a Go peer', () => {
		const registry = createRegistry();
		const quick = policyWith({heartbeatIntervalMs: 1000, heartbeatTimeoutMs: 500, failureThreshold: 4});
		registry.sweep(0);
		registry.register(0, ours('first', 's1', {name: 'quick', policy: quick}));
		registry.register(0, goPeer('10.0.0.9', {name: 'go'}));
		expect(sweepThrough(registry, 0, 30_000).map(({name, to, at}) => [name, to, at])).toEqual([
			['quick', 'late', 2500],
			['quick', 'lost', 4750],
			['go', 'late', 10_500],
			['go', 'lost', 20_250],
		]);
	});

	test('of an agent whose stream broke counts from its last heartbeat', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		sweepThrough(registry, 0, 8000);
		registry.endStream(8000, {name, streamId: 1});
		expect(summary(sweepThrough(registry, 8000, 30_000))).toEqual(['20250: late → lost: no heartbeat for 20 s']);
	});

	test('makes an agent lost at once where its policy allows less than two intervals', () => {
		const registry = createRegistry();
		const policy = policyWith({failureThreshold: 1, heartbeatTimeoutMs: 1000});
		registry.register(0, ours('first', 's1', {policy}));
		expect(summary(sweepThrough(registry, 0, 30_000))).toEqual(['6250: active → lost: no heartbeat for 6 s']);
	});

	test('ends with a heartbeat of the same session, from late and from lost', () => {
		const registry = createRegistry();
		registry.register(0, ours('first', 's1'));
		sweepThrough(registry, 0, 11_000);
		expect(registry.heartbeat(11_000, beat)).toMatchObject({transition: {from: 'late', to: 'active'}});
		expect(sweepThrough(registry, 11_000, 21_000)).toEqual([]);
		expect(sweepThrough(registry, 21_000, 40_000).map(({to}) => to)).toEqual(['late', 'lost']);
		expect(registry.heartbeat(40_000, beat)).toMatchObject({
			transition: {from: 'lost', to: 'active', record: {streak: 1, reason: '', livenessAt: 40_000}},
		});
	});

	test('resets the count of a Go peer once it is lost', () => {
		const registry = createRegistry();
		const goBeat = {name, sessionId: '', peerAddress: '10.0.0.9'};
		registry.register(0, goPeer('10.0.0.9'));
		registry.heartbeat(0, goBeat);
		registry.heartbeat(0, goBeat);
		sweepThrough(registry, 0, 25_000);
		expect(recordOf(registry)).toMatchObject({liveness: 'lost', streak: 0});
		registry.heartbeat(25_000, goBeat);
		expect(recordOf(registry)).toMatchObject({liveness: 'active', streak: 1});
	});
});

describe('a stall of the master', () => {
	test('declares nobody lost whose heartbeat was queued meanwhile', () => {
		const registry = createRegistry();
		for (let index = 0; index < 50; index++) {
			connect(registry, 0, ours('first', `s${index}`, {name: `web-${index}`}), index);
		}

		sweepThrough(registry, 0, 1000);
		expect(registry.sweep(31_000)).toEqual({transitions: [], stalledMs: 29_750});
		for (let index = 0; index < 50; index++) {
			registry.heartbeat(31_010, {name: `web-${index}`, sessionId: `s${index}`, peerAddress: '10.0.0.1'});
		}

		expect(sweepThrough(registry, 31_000, 41_000)).toEqual([]);
	});

	test('moves all deadlines, where it is too short for an agent to give up', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		sweepThrough(registry, 0, 1000);
		expect(registry.sweep(5000)).toEqual({transitions: [], stalledMs: 3750});
		// 4000 ms passed, of which two sweep intervals count.
		expect(summary(sweepThrough(registry, 5000, 30_000))).toEqual([
			'14000: active → late: no heartbeat for 14 s',
			'23750: late → lost: no heartbeat for 23 s',
		]);
	});

	test('gives those who may have given up on it the grace of a restart; the dead are lost right after it', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1', {name: 'dead'}), 1);
		connect(registry, 0, ours('first', 's1'), 2);
		sweepThrough(registry, 0, 1000);
		registry.sweep(31_000);
		registry.endStream(31_001, {name, streamId: 2});
		registry.endStream(31_001, {name: 'dead', streamId: 1});
		expect(sweepThrough(registry, 31_000, 111_000)).toEqual([]);
		registry.register(111_000, ours('first', 's2'));
		expect(sweepThrough(registry, 111_000, 120_000).map(({name, to, at}) => [name, to, at])).toEqual([
			['dead', 'lost', 116_250],
		]);
	});

	test('is excused once: after the next heartbeat the usual limits hold', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		registry.sweep(30_000);
		registry.heartbeat(30_001, beat);
		expect(sweepThrough(registry, 30_000, 51_000).map(({to, at}) => [to, at])).toEqual([
			['late', 40_500],
			['lost', 50_500],
		]);
	});

	test('that recurs with every sweep does not hide a dead agent for ever', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		const seen: string[] = [];
		for (let now = 1000; now < 60_000; now += 1000) {
			seen.push(...registry.sweep(now).transitions.map(({to}) => to));
		}

		expect(seen).toEqual(['late', 'lost']);
	});

	test('does not add to the patience with those that beat before its sweep', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		registry.heartbeat(4000, beat);
		registry.sweep(4000);
		expect(sweepThrough(registry, 4000, 24_500).map(({to, at}) => [to, at])).toEqual([
			['late', 14_500],
			['lost', 24_250],
		]);
	});
});

describe('the sweep clock', () => {
	test('runs with time while sweeps come in time', () => {
		const clock = createSweepClock(250);
		expect(clock.read(1000)).toBe(1000);
		expect(clock.sweep(1250)).toEqual({judgedAtMs: 1000, stalledMs: 0});
		expect(clock.sweep(1750)).toEqual({judgedAtMs: 1250, stalledMs: 0});
		expect(clock.read(1800)).toBe(1800);
	});

	test('stands still while the process does, and never runs backwards', () => {
		const clock = createSweepClock(250);
		clock.sweep(0);
		expect(clock.read(499)).toBe(499);
		expect(clock.read(60_000)).toBe(500);
		expect(clock.sweep(60_000)).toEqual({judgedAtMs: 0, stalledMs: 59_750});
		expect(clock.read(60_000)).toBe(500);
		expect(clock.sweep(60_250)).toEqual({judgedAtMs: 500, stalledMs: 0});
		expect(clock.read(60_300)).toBe(800);
	});
});

describe('a restarted master', () => {
	test('awaits those that were active or late, and keeps the others as they were', () => {
		const registry = createRegistry();
		const transitions = registry.restore(1000, [
			stored({name: 'a', liveness: 'active'}),
			stored({name: 'b', liveness: 'late'}),
			stored({name: 'c', liveness: 'lost', reason: 'no heartbeat for 20 s'}),
			stored({name: 'd', liveness: 'stopped', reason: 'it left on purpose'}),
			stored({name: 'e', liveness: 'awaited', reason: 'the master restarted'}),
		]);
		expect(transitions.map(({name, from, to, reason}) => [name, from, to, reason])).toEqual([
			['a', 'active', 'awaited', 'the master restarted'],
			['b', 'late', 'awaited', 'the master restarted'],
		]);
		expect(registry.list().map(({name, liveness, livenessAt, reason}) => [name, liveness, livenessAt, reason])).toEqual(
			[
				['a', 'awaited', 1000, 'the master restarted'],
				['b', 'awaited', 1000, 'the master restarted'],
				['c', 'lost', -60_000, 'no heartbeat for 20 s'],
				['d', 'stopped', -60_000, 'it left on purpose'],
				['e', 'awaited', -60_000, 'the master restarted'],
			],
		);
		expect(recordOf(registry, 'a')).toMatchObject({
			registeredAt: -90_000,
			lastHeartbeatAt: -7000,
			streak: 12,
			roundTripMs: 1.5,
			streamId: undefined,
		});
	});

	test('declares the awaited lost after the grace, counted from the restart', () => {
		const registry = createRegistry();
		const short = policyWith({maxDelayMs: 6000, connectTimeoutMs: 1000, heartbeatIntervalMs: 500});
		registry.restore(1000, [
			stored({name: 'usual'}),
			stored({name: 'short', policy: short}),
			stored({name: 'go', installId: '', instanceId: '', sessionId: '', policy: undefined}),
		]);
		registry.sweep(1000);
		expect(sweepThrough(registry, 1000, 200_000).map(({name, from, to, at}) => [name, from, to, at])).toEqual([
			['short', 'awaited', 'lost', 9750],
			['usual', 'awaited', 'lost', 86_250],
			['go', 'awaited', 'lost', 86_250],
		]);
		expect(recordOf(registry, 'usual').reason).toBe('it did not come back after the master restarted');
	});

	test('takes up a stored session by a stream, and by a beat', () => {
		const registry = createRegistry();
		registry.restore(0, [stored(), stored({name: 'web-2', sessionId: 's2'})]);
		expect(registry.openStream(10, {name, sessionId: 'stored-session', streamId: 1})).toMatchObject({
			type: 'accepted',
			transition: {from: 'awaited', to: 'active', reason: 'it resumed its session'},
		});
		expect(registry.heartbeat(10, {name: 'web-2', sessionId: 's2', peerAddress: '10.0.0.1'})).toMatchObject({
			type: 'acknowledged',
			transition: {from: 'awaited', to: 'active', reason: 'it beats again'},
		});
		expect(recordOf(registry)).toMatchObject({sessionId: 'stored-session', reason: ''});
		expect(sweepThrough(registry, 10, 10_000)).toEqual([]);
		expect(sweepThrough(registry, 10_010, 21_000).map(({to}) => to)).toEqual(['late', 'late', 'lost', 'lost']);
	});

	test('does not know another session', () => {
		const registry = createRegistry();
		registry.restore(0, [stored()]);
		const before = recordOf(registry);
		expect(registry.openStream(1, {name, sessionId: 'other', streamId: 1}).type).toBe('unknown-session');
		expect(registry.heartbeat(1, {name, sessionId: '', peerAddress: '10.0.0.1'}).type).toBe('unknown');
		expect(recordOf(registry)).toBe(before);
	});

	test('takes the beat of a Go peer that noticed nothing, from its own IP', () => {
		const registry = createRegistry();
		registry.restore(0, [stored({installId: '', instanceId: '', sessionId: '', policy: undefined})]);
		expect(registry.heartbeat(1, {name, sessionId: '', peerAddress: '10.0.0.2'}).type).toBe('unknown');
		expect(registry.heartbeat(1, {name, sessionId: '', peerAddress: '10.0.0.1'}).type).toBe('acknowledged');
		expect(recordOf(registry)).toMatchObject({liveness: 'active', streak: 13});
	});
});
