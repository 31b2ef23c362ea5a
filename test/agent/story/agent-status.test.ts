import {expect, test} from 'vitest';
import {describeStatus, statusLines} from '../../../source/agent/story/agent-status.js';
import {active, facts, now, play, silent} from '../screen/scenes.js';
import '../screen/zone.js';

test('the status of an agent whose heartbeats fail says how many', () => {
	const {state} = play(active(), [
		{type: 'heartbeat-failed', at: now.monotonicMs, session: 1, failures: 1, threshold: 3, reason: silent},
		{type: 'heartbeat-failed', at: now.monotonicMs, session: 1, failures: 2, threshold: 3, reason: silent},
	]);
	const lines = statusLines(describeStatus(state, facts, now));
	expect(lines).toContain('  Failing     the last 2 heartbeats');
	expect(statusLines(describeStatus(active().state, facts, now)).join()).not.toContain('Failing');
});
