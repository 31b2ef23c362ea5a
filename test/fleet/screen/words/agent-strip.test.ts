import {expect, test} from 'vitest';
import {agentStrip} from '../../../../source/fleet/screen/words/agent-strip.js';

test('the strip of an agent has when it was lost, late and active, and nothing of when it was stopped or awaited', () => {
	const history = [
		{at: 10_000, from: 'active', to: 'late'},
		{at: 20_000, from: 'late', to: 'lost'},
		{at: 30_000, from: 'lost', to: 'stopped'},
		{at: 40_000, from: 'stopped', to: 'active'},
		{at: 50_000, from: 'active', to: 'awaited'},
	] as const;
	expect(agentStrip(history, 60_000, 55_000)).toMatchObject({
		fromMs: 5000,
		toMs: 60_000,
		outages: [{fromMs: 20_000, toMs: 30_000}],
		failing: [{fromMs: 10_000, toMs: 20_000}],
		running: [
			{fromMs: Number.NEGATIVE_INFINITY, toMs: 10_000},
			{fromMs: 40_000, toMs: 50_000},
		],
	});
});
