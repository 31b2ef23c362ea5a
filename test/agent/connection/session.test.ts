import {expect, test, vi} from 'vitest';
import type {ConnectionEvent, ConnectionState} from '../../../source/agent/connection/connection-state.js';
import {openSession} from '../../../source/agent/connection/session.js';
import {defaultPolicy} from '../../../source/protocol/policy.js';
import {FakeMaster} from '../../helpers/fake-link.js';
import {master, stopTheClock} from './connection-fixture.js';

stopTheClock();

/** A session of a connection that takes only some of what it brings. */
function open(fake: FakeMaster, takes: (event: ConnectionEvent) => boolean, state: () => ConnectionState) {
	return openSession({
		master,
		policy: {...defaultPolicy, jitter: 0},
		suspectIntervalMs: 1000,
		reportedAddress: 'agent.example:0',
		openLink: fake.openLink,
		random: () => 0,
		signal: new AbortController().signal,
		facts: {state, emit: takes},
		nextNumber: () => 1,
	});
}

test('a session whose registration the state refuses closes its connection', async () => {
	const fake = new FakeMaster();
	const opening = open(
		fake,
		() => false,
		() => ({type: 'stopped', since: 0, reason: {type: 'asked', by: 'SIGTERM'}}),
	);
	await expect(opening).rejects.toThrow('does not take "registered"');
	expect(fake.open.size).toBe(0);
	expect(fake.beats).toBe(0);
});

test('a session whose heartbeat the state refuses beats no more', async () => {
	const fake = new FakeMaster();
	const session = await open(
		fake,
		({type}) => type === 'registered',
		() => ({type: 'stopped', since: 0, reason: {type: 'asked', by: 'SIGTERM'}}),
	);
	await expect(session.lost).rejects.toThrow('does not take "heartbeat-acknowledged"');
	await vi.advanceTimersByTimeAsync(60_000);
	expect(fake.beats).toBe(1);
	session.close();
	expect(fake.open.size).toBe(0);
});
