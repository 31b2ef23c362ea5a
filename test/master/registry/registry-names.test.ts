import {describe, expect, test} from 'vitest';
import type {Registration} from '../../../source/master/registry/contract.js';
import {
	currentReplacements,
	type Replacement,
	rememberReplacement,
} from '../../../source/master/registry/name-claim.js';
import {createRegistry} from '../../../source/master/registry/registry.js';
import {
	connect,
	expectAccepted,
	expectProbe,
	expectRefused,
	goPeer,
	name,
	ours,
	recordOf,
	stored,
	sweepThrough,
} from './registry-fixture.js';

describe('the same instance', () => {
	test('always takes over its own session, with its stream open too', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		const result = expectAccepted(registry.register(10, ours('first', 's2', {peerAddress: '10.0.0.7'})));
		expect(result.record).toMatchObject({sessionId: 's2', streamId: undefined, peerAddress: '10.0.0.7', livenessAt: 0});
		expect(result.replaced).toMatchObject({isSameInstance: true, record: {sessionId: 's1', streamId: 1}});
		expect(result.transition).toBeUndefined();
		expect(registry.heartbeat(11, {name, sessionId: 's1', peerAddress: '10.0.0.1'}).type).toBe('unknown');
	});

	test('of a Go peer is known by its IP, not by the address it reports', () => {
		const registry = createRegistry();
		registry.register(0, goPeer('10.0.0.9', {address: '[::]:50051'}));
		const {replaced, record} = expectAccepted(registry.register(10, goPeer('10.0.0.9', {address: '[::]:50999'})));
		expect(replaced?.isSameInstance).toBe(true);
		expect(record.address).toBe('[::]:50999');
	});

	test('tells that it is active again where it was late', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		registry.endStream(5, {name, streamId: 1});
		expect(expectAccepted(registry.register(10, ours('first', 's2'))).transition).toMatchObject({
			from: 'late',
			to: 'active',
			reason: 'it registered',
		});
	});
});

describe('a newcomer takes over at once', () => {
	test('where the stream of the holder has ended: kill -9 and start, twice within a minute', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		registry.endStream(1000, {name, streamId: 1});
		const result = expectAccepted(registry.register(1001, ours('second', 's2')));
		expect(result.replaced).toMatchObject({isSameInstance: false, record: {sessionId: 's1', streamId: undefined}});
		registry.openStream(1002, {name, sessionId: 's2', streamId: 2});
		registry.endStream(2000, {name, streamId: 2});
		expectAccepted(registry.register(2001, ours('third', 's3')));
		expect(recordOf(registry)).toMatchObject({sessionId: 's3', instanceId: 'third'});
	});

	test('where the holder has registered but opened no stream yet', () => {
		const registry = createRegistry();
		registry.register(0, ours('first', 's1'));
		expectAccepted(registry.register(1, ours('second', 's2')));
		expect(registry.openStream(2, {name, sessionId: 's1', streamId: 1}).type).toBe('unknown-session');
	});

	test('where the holder is lost, though its stream is still open, and tells which stream that is', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		sweepThrough(registry, 0, 21_000);
		expect(recordOf(registry).liveness).toBe('lost');
		expect(expectAccepted(registry.register(21_001, ours('second', 's2'))).replaced?.record.streamId).toBe(1);
	});

	test.each(['stopped', 'lost', 'awaited', 'late', 'active'] as const)(
		'where the holder was %s when the master restarted',
		(liveness) => {
			const registry = createRegistry();
			registry.restore(0, [stored({liveness})]);
			expectAccepted(registry.register(1, ours('second', 's2')));
		},
	);
});

describe('a holder with an open stream', () => {
	const contest = () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		const newcomer = ours('second', 's2', {peerAddress: '10.0.0.2'});
		const before = recordOf(registry);
		const probe = expectProbe(registry.register(7_200_000, newcomer));
		expect(probe).toEqual({sessionId: 's1', streamId: 1, askedAt: 7_200_000});
		expect(recordOf(registry)).toBe(before);
		return {registry, newcomer, probe};
	};

	test('that answers the probe keeps its name; the newcomer is told who holds it and since when', () => {
		const {registry, newcomer, probe} = contest();
		const before = recordOf(registry);
		const refusal = expectRefused(registry.register(7_200_500, {...newcomer, probe: {...probe, result: 'answered'}}));
		expect(refusal.message).toBe(
			'The name "web-1" has been held for 2h 0m by another agent at 10.0.0.1 (reporting address first.example:0). Stop that agent, or give this one another name.',
		);
		expect(refusal.holder).toBe(before);
		expect(recordOf(registry)).toBe(before);
	});

	test('that is silent is replaced', () => {
		const {registry, newcomer, probe} = contest();
		const {replaced} = expectAccepted(registry.register(7_201_000, {...newcomer, probe: {...probe, result: 'silent'}}));
		expect(replaced).toMatchObject({isSameInstance: false, record: {sessionId: 's1', streamId: 1}});
		expect(registry.heartbeat(7_201_001, {name, sessionId: 's1', peerAddress: '10.0.0.1'}).type).toBe('unknown');
	});

	test('that has beaten since it was asked is not silent', () => {
		const {registry, newcomer, probe} = contest();
		registry.heartbeat(7_200_400, {name, sessionId: 's1', peerAddress: '10.0.0.1'});
		expectRefused(registry.register(7_201_000, {...newcomer, probe: {...probe, result: 'silent'}}));
	});

	test('that lost its stream after it had answered is replaced', () => {
		const {registry, newcomer, probe} = contest();
		registry.endStream(7_200_600, {name, streamId: 1});
		expectAccepted(registry.register(7_200_700, {...newcomer, probe: {...probe, result: 'answered'}}));
	});

	test.each(['answered', 'silent'] as const)('with a newer stream is probed anew, the old one being %s', (result) => {
		const {registry, newcomer, probe} = contest();
		registry.openStream(7_200_100, {name, sessionId: 's1', streamId: 2});
		expect(expectProbe(registry.register(7_201_000, {...newcomer, probe: {...probe, result}})).streamId).toBe(2);
	});

	test('with a newer session is probed anew', () => {
		const {registry, newcomer, probe} = contest();
		connect(registry, 7_200_100, ours('first', 's1b'), 1);
		const next = expectProbe(registry.register(7_201_000, {...newcomer, probe: {...probe, result: 'silent'}}));
		expect(next).toEqual({sessionId: 's1b', streamId: 1, askedAt: 7_201_000});
	});

	test('is probed for a Go peer as well', () => {
		const {registry, probe} = contest();
		expect(expectProbe(registry.register(7_200_100, goPeer('10.0.0.9')))).toMatchObject({sessionId: probe.sessionId});
	});
});

describe('a holder that beats without a stream', () => {
	test.each<[string, Registration]>([
		['another Go peer', goPeer('10.0.0.8')],
		['one of ours', ours('second', 's2', {peerAddress: '10.0.0.8'})],
	])('is live until its beat is late, if it is a Go peer, against %s', (_, newcomer) => {
		const registry = createRegistry();
		registry.register(0, goPeer('10.0.0.9'));
		expect(sweepThrough(registry, 0, 10_000)).toEqual([]);
		const {message} = expectRefused(registry.register(10_000, newcomer));
		expect(message).toContain('10.0.0.9');
		expect(sweepThrough(registry, 10_000, 10_500)).toMatchObject([{to: 'late'}]);
		const {replaced} = expectAccepted(registry.register(10_500, newcomer));
		expect(replaced).toMatchObject({isSameInstance: false, record: {streamId: undefined}});
	});

	test('is live until its beat is late, if it is one of ours', () => {
		const registry = createRegistry();
		registry.register(0, ours('first', 's1'));
		registry.heartbeat(1, {name, sessionId: 's1', peerAddress: '10.0.0.1'});
		expectRefused(registry.register(2, ours('second', 's2')));
		sweepThrough(registry, 2, 11_000);
		expectAccepted(registry.register(11_000, ours('second', 's2')));
	});
});

describe('no ping-pong', () => {
	/** `second` took the name from `first` at 15,000 and lost its stream at once. */
	const swapped = (first: Registration, second: Registration) => {
		const registry = createRegistry();
		registry.register(0, first);
		sweepThrough(registry, 0, 15_000);
		expectAccepted(registry.register(15_000, second));
		if (second.installId !== '') {
			registry.openStream(15_001, {name, sessionId: second.newSessionId, streamId: 2});
			registry.endStream(15_002, {name, streamId: 2});
		}

		return registry;
	};

	test('a replaced instance may not take its name back for a minute, even though the holder is gone', () => {
		const registry = swapped(ours('first', 's1'), ours('second', 's2', {peerAddress: '10.0.0.2'}));
		const again = ours('first', 's3');
		sweepThrough(registry, 15_000, 27_000);
		expect(expectRefused(registry.register(27_000, again)).message).toBe(
			'The name "web-1" was taken over from this agent 12 s ago by another agent at 10.0.0.2 (reporting address second.example:0). This agent may ask for it again in 48 s.',
		);
		sweepThrough(registry, 27_000, 74_750);
		expect(recordOf(registry).liveness).toBe('lost');
		expectRefused(registry.register(74_999, again));
		expectAccepted(registry.register(75_000, again));
	});

	test('nor may a replaced Go peer, known by its IP', () => {
		const registry = swapped(goPeer('10.0.0.9'), ours('second', 's2'));
		expectRefused(registry.register(74_999, goPeer('10.0.0.9', {address: '[::]:1'})));
		expectAccepted(registry.register(75_000, goPeer('10.0.0.9')));
	});

	test('each of a chain of replaced instances waits its own minute', () => {
		const registry = swapped(ours('first', 's1'), ours('second', 's2'));
		expectAccepted(registry.register(30_000, ours('third', 's3')));
		expectRefused(registry.register(74_999, ours('first', 's4')));
		expectAccepted(registry.register(75_000, ours('first', 's5')));
		expectRefused(registry.register(75_001, ours('second', 's6')));
		expectRefused(registry.register(75_002, ours('third', 's7')));
		expectAccepted(registry.register(90_000, ours('second', 's8')));
	});

	test('a new instance need not wait', () => {
		const registry = swapped(ours('first', 's1'), ours('second', 's2'));
		expectAccepted(registry.register(15_003, ours('third', 's3')));
	});

	test('the pause ends where the holder leaves on purpose', () => {
		const registry = swapped(ours('first', 's1'), ours('second', 's2'));
		registry.unregister(16_000, {name, sessionId: 's2'});
		expectAccepted(registry.register(16_001, ours('first', 's3')));
	});

	test('the same instance is not kept out by its own registering again', () => {
		const registry = swapped(ours('first', 's1'), ours('second', 's2'));
		expectAccepted(registry.register(16_000, ours('second', 's3')));
		expectAccepted(registry.register(16_001, ours('second', 's4')));
		expectRefused(registry.register(16_002, ours('first', 's5')));
	});

	test('nor is one kept out that left on purpose before another took its name', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 's1'), 1);
		registry.unregister(1, {name, sessionId: 's1'});
		expectAccepted(registry.register(2, ours('second', 's2')));
		expectAccepted(registry.register(3, ours('first', 's3')));
	});
});

test('what is remembered of replaced instances is bounded, holds each of them once, and ends after a minute', () => {
	const instance = (index: number) => ours(`instance-${index}`, `s${index}`);
	let replacements: readonly Replacement[] = [];
	for (let index = 0; index < 1000; index++) {
		replacements = rememberReplacement(index, replacements, instance(index), instance(index + 1));
	}

	expect(replacements.length).toBe(64);
	expect(replacements.at(-1)?.instance.instanceId).toBe('instance-999');
	replacements = rememberReplacement(1000, replacements, instance(1000), instance(999));
	replacements = rememberReplacement(1001, replacements, instance(999), instance(1000));
	expect(replacements.slice(-2).map(({instance: {instanceId}}) => instanceId)).toEqual([
		'instance-998',
		'instance-999',
	]);
	expect(currentReplacements(61_000, replacements).map(({at}) => at)).toEqual([1001]);
	expect(currentReplacements(61_001, replacements)).toEqual([]);
});
