import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {FleetAgent} from '../../../../source/fleet/model/fleet-agent.js';
import {createFleetModel} from '../../../../source/fleet/model/fleet-model.js';
import {
	describeSort,
	matchesFilter,
	orderAgents,
	parseFilter,
	sortColumns,
	worstFirst,
} from '../../../../source/fleet/screen/state/fleet-order.js';
import {nextWords} from '../../../../source/fleet/words/prediction.js';
import {mixedFleet, snapshot, type Told} from '../../../stories/fleet-fixture.js';

const now = 1e9;

function agentsOf(told: readonly Told[] | 'mixed'): FleetAgent[] {
	const model = createFleetModel({type: 'in-process'});
	model.apply(now, told === 'mixed' ? mixedFleet() : snapshot(told));
	return [...model.agents().values()];
}

test('worst first: the newest loss, the longest late, awaited, active by name with numbers by size, stopped', () => {
	const agents = agentsOf([
		{name: 'a10'},
		{name: 'a9'},
		{name: 'gone', liveness: 'stopped'},
		{name: 'lost-long', liveness: 'lost', ageMs: 9000},
		{name: 'lost-new', liveness: 'lost', ageMs: 1000},
		{name: 'late-short', liveness: 'late', ageMs: 1000},
		{name: 'late-long', liveness: 'late', ageMs: 5000},
		{name: 'waited', liveness: 'awaited'},
	]);
	expect(orderAgents(agents, worstFirst, [], now)).toEqual([
		'lost-new',
		'lost-long',
		'late-long',
		'late-short',
		'waited',
		'a9',
		'a10',
		'gone',
	]);
});

test('by next: the soonest first, whatever it is, and last those of which nothing is to come', () => {
	const agents = agentsOf([
		{name: 'active'},
		{name: 'given-up', liveness: 'lost', ageMs: 3_600_000, heartbeatAgeMs: 3_620_000},
		{name: 'go', liveness: 'lost', ageMs: 1000, isGoPeer: true},
		{name: 'late-short', liveness: 'late', heartbeatAgeMs: 11_000},
		{name: 'late-long', liveness: 'late', heartbeatAgeMs: 18_000},
		{name: 'lost-new', liveness: 'lost', ageMs: 1000, heartbeatAgeMs: 21_000},
		{name: 'stopped', liveness: 'stopped'},
		{name: 'waited', liveness: 'awaited', ageMs: 1000},
	]);
	const moment = {monotonicMs: now, wallMs: 0};
	const order = orderAgents(agents, {column: 'next', isReversed: false}, [], now);
	expect(order.map((name) => nextWords(agents.find((agent) => agent.name === name) ?? never(), moment, false))).toEqual(
		[
			'lost in 2 s',
			'lost in 9 s',
			expect.stringMatching(/^retry ≤ /u),
			expect.stringMatching(/^lost in /u),
			'',
			'unknown',
			'-',
			'on purpose',
		],
	);
});

function never(): never {
	throw new Error('Expected an agent of the list');
}

test('a filter takes parts of names, their inverse and states, upper and lower case alike', () => {
	const agents = agentsOf('mixed');
	const found = (text: string) =>
		agents.filter((agent) => matchesFilter(agent, parseFilter(text))).map(({name}) => name);
	expect(found('DB-')).toEqual(['db-us-2']);
	expect(found('status:late')).toEqual(['api-eu-3']);
	expect(found('eu-1 !eu-10')).toEqual(['api-eu-1']);
	expect(found('!status:active').sort()).toEqual(['api-eu-3', 'batch-1', 'db-us-2']);
	expect(found('10.0.0.9')).toEqual(['db-us-2']);
	expect(found('  ')).toHaveLength(12);
	expect(found('!')).toHaveLength(12);
});

test('every order holds each agent once, whatever the column, and its reverse is the same from the end', () => {
	const told = fc.record({
		name: fc
			.string({unit: fc.constantFrom('a', 'b', '1', '2', '-'), minLength: 1, maxLength: 6})
			.map((text) => `a${text}`),
		liveness: fc.constantFrom('active', 'late', 'lost', 'stopped', 'awaited'),
		ageMs: fc.nat(100_000),
		streak: fc.nat(1000),
		roundTripMs: fc.option(fc.nat(100), {nil: undefined}),
		heartbeatAgeMs: fc.option(fc.nat(100_000), {nil: undefined}),
	});
	fc.assert(
		fc.property(
			fc.uniqueArray(told, {selector: ({name}) => name, maxLength: 20}),
			fc.constantFrom(...sortColumns),
			(list, column) => {
				const agents = agentsOf(list);
				const order = orderAgents(agents, {column, isReversed: false}, [], now);
				expect([...order].sort()).toEqual(list.map(({name}) => name).sort());
				expect(orderAgents([...agents].reverse(), {column, isReversed: false}, [], now)).toEqual(order);
				expect(orderAgents(agents, {column, isReversed: true}, [], now)).toEqual([...order].reverse());
			},
		),
		{numRuns: 200},
	);
});

test('each sort has its words', () => {
	expect(sortColumns.map((column) => describeSort({column, isReversed: false}))).toEqual([
		'worst first',
		'by agent ▴',
		'by last ▴',
		'by streak ▴',
		'by round trip ▴',
		'by next ▴',
		'by version ▴',
		'by address ▴',
	]);
});
