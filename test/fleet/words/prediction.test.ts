import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {FleetAgent} from '../../../source/fleet/model/fleet-agent.js';
import {createFleetModel} from '../../../source/fleet/model/fleet-model.js';
import {
	explainNext,
	explainNextShortly,
	explainWhat,
	explainWhy,
	neighboursOf,
} from '../../../source/fleet/words/explanation.js';
import {longestWaitMs, nextWords} from '../../../source/fleet/words/prediction.js';
import {defaultPolicy} from '../../../source/protocol/policy.js';
import {widthOf} from '../../../source/terminal/rows/row.js';
import {minute, second, snapshot, type Told} from '../../stories/fleet-fixture.js';

const moment = {monotonicMs: 1e9, wallMs: new Date(2026, 6, 1, 3, 13, 51).getTime()};

function agentsOf(...told: readonly Told[]): FleetAgent[] {
	const model = createFleetModel({type: 'in-process'});
	model.apply(moment.monotonicMs, snapshot(told));
	return [...model.agents().values()];
}

function agentOf(told: Omit<Told, 'name'>): FleetAgent {
	const [agent] = agentsOf({name: 'web-1', ...told});
	if (agent === undefined) {
		throw new Error('Expected an agent');
	}

	return agent;
}

const next = (told: Omit<Told, 'name'>, isStill = false) => nextWords(agentOf(told), moment, isStill);

test('a late agent is lost 20 s after its last heartbeat, by the policy that it sent', () => {
	expect(next({liveness: 'late', heartbeatAgeMs: 12 * second})).toBe('lost in 8 s');
	expect(next({liveness: 'late', heartbeatAgeMs: 12 * second}, true)).toBe('by 03:13:59');
	expect(next({liveness: 'late', heartbeatAgeMs: 21 * second})).toBe('lost soon');
});

test('an agent that is awaited after a restart of its master is lost after its grace', () => {
	expect(next({liveness: 'awaited', ageMs: 1 * second})).toBe('lost in 84 s');
});

test('a lost agent tries again within a bound that grows, and what should be back is not predicted', () => {
	expect(next({liveness: 'lost', ageMs: 0, heartbeatAgeMs: 2 * second})).toBe('retry ≤ 5 s');
	expect(next({liveness: 'lost', ageMs: 0, heartbeatAgeMs: 20 * second})).toBe('retry ≤ 20 s');
	expect(next({liveness: 'lost', ageMs: 80 * second, heartbeatAgeMs: 100 * second})).toBe('retry ≤ 60 s');
	expect(next({liveness: 'lost', ageMs: 90 * second, heartbeatAgeMs: 100 * second})).toBe('unknown');
});

test('a Go peer tells no policy: nothing is predicted of it', () => {
	for (const liveness of ['late', 'lost', 'awaited']) {
		expect(next({liveness, isGoPeer: true})).toBe('-');
	}
});

test('what is well says nothing', () => {
	expect(next({liveness: 'active'})).toBe('');
	expect(next({liveness: 'stopped'})).toBe('on purpose');
});

test('no wait that an agent may draw is longer than the bound, whatever its policy, its jitter and its attempts take', () => {
	fc.assert(
		fc.property(
			fc.integer({min: 1, max: 100_000}),
			fc.integer({min: 1, max: 500_000}),
			fc.integer({min: 10, max: 100}),
			fc.nat(100),
			fc.nat(100),
			fc.array(fc.oneof(fc.constant(0), fc.nat(10_000)), {minLength: 20, maxLength: 20}),
			(initialDelayMs, maxDelayMs, tenths, jitterPercent, drawnPercent, attempts) => {
				const backoffFactor = tenths / 10;
				const policy = {...defaultPolicy, initialDelayMs, maxDelayMs, backoffFactor, jitter: jitterPercent / 100};
				const share = 1 - (jitterPercent * drawnPercent) / 10_000;
				let at = 0;
				for (const [step, attemptMs] of attempts.entries()) {
					const waitMs = Math.min(initialDelayMs * backoffFactor ** step, maxDelayMs) * share;
					// At its beginning, and just before its end.
					expect(waitMs).toBeLessThanOrEqual(longestWaitMs(policy, at) + 1e-6);
					expect(waitMs).toBeLessThanOrEqual(longestWaitMs(policy, at + waitMs * 0.999) + 1e-6);
					at += waitMs + attemptMs;
				}
			},
		),
		{examples: [[2184, 165_307, 87, 0, 0, Array.from({length: 20}, () => 0)]]},
	);
});

test('a prediction fits its column', () => {
	fc.assert(
		fc.property(
			fc.constantFrom('late', 'lost', 'awaited', 'active', 'stopped'),
			fc.nat(4e9),
			fc.nat(4e9),
			fc.boolean(),
			(liveness, ageMs, heartbeatAgeMs, isStill) => {
				expect(widthOf(next({liveness, ageMs, heartbeatAgeMs}, isStill))).toBeLessThanOrEqual(12);
			},
		),
	);
});

test('what comes next is told in short where there is little room: it fits 40 columns beside its label', () => {
	const shortly = (told: Omit<Told, 'name'>) => explainNextShortly(agentOf(told), moment);
	expect(shortly({liveness: 'late', heartbeatAgeMs: 12 * second})).toBe('LOST at 03:13:59 if silent.');
	expect(shortly({liveness: 'lost', heartbeatAgeMs: 860 * second, ageMs: 14 * minute})).toBe(
		'Unknown: it was due by 03:01:16.',
	);
	expect(shortly({liveness: 'lost', heartbeatAgeMs: 20 * second, ageMs: 0})).toBe('If it lives, back by 03:15:16.');
	expect(shortly({liveness: 'active'})).toBe('Late after 10 s, lost after 20 s.');
	fc.assert(
		fc.property(
			fc.constantFrom('late', 'lost', 'awaited', 'active', 'stopped'),
			fc.nat(4e9),
			fc.nat(4e9),
			fc.boolean(),
			(liveness, ageMs, heartbeatAgeMs, isGoPeer) => {
				expect(widthOf(shortly({liveness, ageMs, heartbeatAgeMs, isGoPeer}))).toBeLessThanOrEqual(33);
			},
		),
	);
});

test('whose fault it is follows from the stream and from the others of the same IP', () => {
	const why = (subject: Omit<Told, 'name'>, ...others: readonly Omit<Told, 'name'>[]) => {
		const agents = agentsOf(
			{name: 'web-1', ...subject},
			...others.map((other, index) => ({name: `other-${index}`, ...other})),
		);
		const [agent] = agents;
		return agent === undefined ? '' : explainWhy(agent, neighboursOf(agent, agents));
	};
	const late = {liveness: 'late', heartbeatAgeMs: 12_000, streamOpen: true};
	const lost = {liveness: 'lost', streamOpen: false};
	expect(why(late, {}, {})).toBe('Its stream is open; 2 others from 10.0.0.7 answer: suspect the agent.');
	expect(why({...late, streamOpen: false}, {})).toBe(
		'Its stream ended; 1 other from 10.0.0.7 answers: suspect the agent.',
	);
	expect(why(lost, {peer: '10.0.0.8'})).toBe('No stream; alone at 10.0.0.7: suspect the agent or its machine.');
	expect(why(late, {peer: '10.0.0.8'})).toBe(
		'Its stream is open; alone at 10.0.0.7: suspect the agent or the network.',
	);
	expect(why(lost, lost, {peer: '10.0.0.8'})).toBe('No stream; no other at 10.0.0.7 answers: suspect that machine.');
	const elsewhere = {...lost, peer: '10.0.0.8'};
	expect(why(lost, elsewhere, elsewhere, {peer: '10.0.0.9'})).toBe(
		"No stream; 1 of 3 others answer: suspect this master's network.",
	);
	// Stopped on purpose tells nothing of a network.
	expect(why(lost, {liveness: 'stopped'}, {peer: '10.0.0.8'})).toMatch(/^No stream; alone/u);
	expect(why({...lost, isGoPeer: true})).toMatch(/^A Go peer; alone/u);
});

test('what is the case and what comes next are told in words', () => {
	const late = agentOf({liveness: 'late', heartbeatAgeMs: 12 * second, streak: 812});
	expect(explainWhat(late, moment)).toBe('No heartbeat since 03:13:39; the one of 03:13:44 is 7 s late.');
	expect(explainNext(late, moment)).toBe('LOST at 03:13:59 if nothing comes. That would end a streak of 812.');
	const broken = agentOf({liveness: 'late', heartbeatAgeMs: 2 * second, ageMs: second});
	expect(explainWhat(broken, moment)).toBe('Its connection broke at 03:13:50; the next heartbeat is due at 03:13:54.');
	const gone = agentOf({liveness: 'lost', heartbeatAgeMs: 860 * second, ageMs: 14 * minute});
	expect(explainWhat(gone, moment)).toBe('No heartbeat since 02:59:31. Lost at 02:59:51, 14m 0s ago.');
	expect(explainNext(gone, moment)).toBe('Unknown: if alive and on the network, it was due back by 03:01:16.');
	const unstored = agentOf({durable: false, ageMs: 2 * minute});
	expect(explainWhat(unstored, moment)).toBe(
		'It answers, since 03:11:51. In memory only: the data directory cannot be written.',
	);
});
