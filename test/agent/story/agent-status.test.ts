import {expect, test} from 'vitest';
import {describeStatus, statusLines} from '../../../source/agent/story/agent-status.js';
import {active, facts, now, play, silent} from '../../stories/agent-scenes.js';
import '../../stories/time-zone.js';

test('the status of an agent whose heartbeats fail says how many', () => {
	const {state} = play(active(), [
		{type: 'heartbeat-failed', at: now.monotonicMs, session: 1, failures: 1, threshold: 3, reason: silent},
		{type: 'heartbeat-failed', at: now.monotonicMs, session: 1, failures: 2, threshold: 3, reason: silent},
	]);
	const lines = statusLines(describeStatus(state, facts, now));
	expect(lines).toContain('  Failing     the last 2 heartbeats');
	expect(statusLines(describeStatus(active().state, facts, now)).join()).not.toContain('Failing');
});

test('what only the screens need is no part of the status', () => {
	const keys = Object.keys(describeStatus(active().state, facts, now));
	expect(keys).not.toContain('trust');
	expect(keys).not.toContain('startedAt');
});

test('the reason is told in full, with its code', () => {
	const {state} = play(active(), [
		{type: 'heartbeat-failed', at: now.monotonicMs, session: 1, failures: 1, threshold: 3, reason: silent},
	]);
	const message =
		'No answer from master.example:50050 within 5 s (TIMEOUT). The master is stuck, or the network drops packets.';
	expect(describeStatus(state, facts, now).reason).toEqual({code: 'TIMEOUT', message});
});
