import {expect, test} from 'vitest';
import {createFleetModel} from '../../../source/fleet/model/fleet-model.js';
import {happened, minute, second, snapshot, update, watched} from '../../stories/fleet-fixture.js';

const now = 50_000_000;

function modelOf(...updates: Parameters<ReturnType<typeof createFleetModel>['apply']>[1][]) {
	const model = createFleetModel({type: 'in-process'});
	for (const one of updates) {
		model.apply(now, one);
	}

	return model;
}

test('ages become times of the local monotonic clock', () => {
	const model = modelOf(snapshot([{name: 'a', liveness: 'late', ageMs: 2000, heartbeatAgeMs: 12_000}]));
	expect(model.agents().get('a')).toMatchObject({
		liveness: 'late',
		livenessAt: now - 2000,
		lastHeartbeatAt: now - 12_000,
	});
	expect(model.master()).toEqual({version: '1.4.2', startedAt: now - 291 * 3_600_000, storeProblem: '', trust: ''});
});

test('counts follow every change, and a removal', () => {
	const model = modelOf(snapshot([{name: 'a'}, {name: 'b'}, {name: 'c', liveness: 'lost'}]));
	model.apply(now, update({agents: [watched({name: 'a', liveness: 'late'})], removed: ['b']}));
	expect(model.counts()).toEqual({active: 0, late: 1, lost: 1, stopped: 0, awaited: 0});
	expect([...model.agents().keys()]).toEqual(['a', 'c']);
});

test('a new snapshot replaces what it does not tell, but only once it is complete', () => {
	const model = modelOf(snapshot([{name: 'old'}, {name: 'kept'}]));
	model.apply(now, update({beginsSnapshot: true, agents: [watched({name: 'kept'})]}));
	expect(model.agents().has('old')).toBe(true);
	model.apply(now, update({endsSnapshot: true, agents: [watched({name: 'new'})]}));
	expect([...model.agents().keys()]).toEqual(['kept', 'new']);
	expect(model.counts().active).toBe(2);
});

test('packed heartbeats reach their agents by handle, unknown ones nobody', () => {
	const model = modelOf(snapshot([{name: 'a', handle: 9001, roundTripMs: 10}]));
	const urgency = model.apply(
		now,
		update({beats: {handles: [9001, 9999], agesMs: [300, 1], streaks: [101, 5], roundTripsMs: [20, 1]}}),
	);
	expect(urgency).toBe('soon');
	expect(model.agents().get('a')).toMatchObject({lastHeartbeatAt: now - 300, streak: 101, roundTripMs: 20});
	expect(model.agents().get('a')?.usualRoundTripMs).toBeCloseTo(10);
	expect(model.agents().size).toBe(1);
});

test('a change of liveness is to be seen at once', () => {
	const model = modelOf(snapshot([{name: 'a'}]));
	expect(model.apply(now, update({agents: [watched({name: 'a', liveness: 'lost', ageMs: 0})]}))).toBe('now');
	expect(model.apply(now, update({agents: [watched({name: 'a', liveness: 'lost', ageMs: 0, streak: 0})]}))).toBe(
		'soon',
	);
});

test('a change that both an event and the record tell stands once', () => {
	const model = modelOf(snapshot([{name: 'a', ageMs: 10 * minute}]));
	model.apply(now, update({agents: [watched({name: 'a', liveness: 'lost', ageMs: 400})]}));
	model.apply(now, update({events: [happened('a', 'lost', 405, {from: 'late'})]}));
	expect(model.historyOf('a')).toEqual([
		{at: now - 10 * minute, from: undefined, to: 'active'},
		{at: now - 400, from: 'active', to: 'lost'},
	]);
});

test('the past of an agent survives another snapshot', () => {
	const events = [
		happened('a', 'lost', 3 * minute, {from: 'active'}),
		happened('a', 'active', 2 * minute, {from: 'lost'}),
	];
	const model = modelOf(snapshot([{name: 'a', ageMs: 2 * minute}], events));
	const before = model.historyOf('a');
	expect(before.map(({to}) => to)).toEqual(['lost', 'active']);
	model.apply(now + 100, snapshot([{name: 'a', ageMs: 2 * minute + 100}], events));
	expect(model.historyOf('a').map(({to}) => to)).toEqual(['lost', 'active']);
	expect(model.events()).toHaveLength(2);
});

test('a removed agent leaves no past, even one that was never listed', () => {
	const model = modelOf(snapshot([{name: 'listed'}]));
	model.apply(
		now,
		update({
			events: [happened('listed', 'lost', 0), happened('ghost', 'registered', 0)],
			removed: ['listed', 'ghost'],
		}),
	);
	expect(model.historyOf('listed')).toEqual([]);
	expect(model.historyOf('ghost')).toEqual([]);
});

test('events are bounded, in order, and safe to draw', () => {
	const model = modelOf(snapshot([{name: 'a'}]));
	for (let index = 0; index < 1200; index++) {
		model.apply(
			now + index,
			update({events: [happened('a', 'late', 0, {id: `e${index}`, reason: '\u001B[2J\u202Ebad'})]}),
		);
	}

	expect(model.events()).toHaveLength(500);
	expect(model.events().at(-1)).toMatchObject({
		at: now + 1199,
		word: 'LATE',
		reason: '[2J bad',
	});
});

test('what happens to the fleet costs the same however many agents it happens to', () => {
	const model = modelOf(snapshot([]));
	const agents = Array.from({length: 2000}, (_, index) => watched({name: `a${index}`, liveness: 'lost', ageMs: 0}));
	model.apply(now, update({agents}));
	expect(model.troubles().size).toBe(1);
	model.apply(now + 61 * minute, update({}));
	expect(model.troubles().size).toBe(0);
});

test('the late event of an agent keeps its last round trip, and what is usual once that is known', () => {
	const model = modelOf(snapshot([{name: 'a', handle: 7, roundTripMs: 14, heartbeatAgeMs: 60 * second}]));
	model.apply(now, update({events: [happened('a', 'late', 2)]}));
	expect(model.events().at(-1)?.roundTrip).toBeUndefined();
	for (let beat = 1; beat < 6; beat++) {
		const roundTrip = beat === 5 ? 88 : 14;
		model.apply(now + beat, update({beats: {handles: [7], agesMs: [0], streaks: [beat], roundTripsMs: [roundTrip]}}));
	}

	model.apply(now + 9, update({events: [happened('a', 'late', 0, {reason: 'no heartbeat for 10 s'})]}));
	expect(model.events().at(-1)).toMatchObject({
		reason: 'no heartbeat for 10 s',
		roundTrip: {lastMs: 88, usualMs: expect.closeTo(14)},
	});
});

test('a status word of a newer master is shown as not known, and text of the network is cleaned', () => {
	const model = modelOf(snapshot([{name: 'a\u001B[31m', liveness: 'draining', version: '1\n2', reason: 'x\u202Ey'}]));
	expect([...model.agents().values()]).toMatchObject([
		{name: 'a [31m', liveness: 'awaited', version: '1 2', reason: 'x y'},
	]);
});

test('an agent is found again by its cleaned name: it is counted once, and removed', () => {
	const name = 'a\u001B[31m';
	const model = modelOf(snapshot([{name}]));
	model.apply(now, update({agents: [watched({name, liveness: 'lost'})]}));
	expect(model.counts()).toEqual({active: 0, late: 0, lost: 1, stopped: 0, awaited: 0});
	model.apply(now, update({removed: [name]}));
	expect(model.agents().size).toBe(0);
	expect(model.counts().lost).toBe(0);
});

test('a handle is forgotten with its agent, and when the agent gets another', () => {
	const model = modelOf(snapshot([{name: 'a', handle: 7}]));
	const beat = (handle: number, streak: number) =>
		model.apply(now, update({beats: {handles: [handle], agesMs: [0], streaks: [streak], roundTripsMs: [1]}}));
	model.apply(now, update({removed: ['a']}));
	model.apply(now, update({agents: [watched({name: 'a', handle: 8, streak: 1})]}));
	beat(7, 500);
	expect(model.agents().get('a')?.streak).toBe(1);
	model.apply(now, update({agents: [watched({name: 'a', handle: 9, streak: 1})]}));
	beat(8, 500);
	expect(model.agents().get('a')?.streak).toBe(1);
	beat(9, 2);
	expect(model.agents().get('a')?.streak).toBe(2);
});

test('numbers of the network are finite and bounded before they are shown', () => {
	const absurd = {liveness: 'late', ageMs: 1.8e19, heartbeatAgeMs: 1.8e19, streak: 1.8e19} as const;
	const model = modelOf({...snapshot([{name: 'a', ...absurd, roundTripMs: Number.NaN, handle: 7}])});
	model.apply(
		now,
		update({
			master: {version: '1', uptimeMs: 1.8e19, storeProblem: '', trust: ''},
			events: [{...happened('a', 'lost', 1.8e19)}],
		}),
	);
	model.apply(
		now,
		update({beats: {handles: [7], agesMs: [1.8e19], streaks: [1.8e19], roundTripsMs: [Number.POSITIVE_INFINITY]}}),
	);
	const agent = model.agents().get('a');
	expect(agent).toMatchObject({streak: Number.MAX_SAFE_INTEGER, roundTripMs: undefined});
	const times = [
		agent?.livenessAt,
		agent?.registeredAt,
		agent?.lastHeartbeatAt,
		model.master()?.startedAt,
		model.events()[0]?.at,
	];
	for (const time of times) {
		expect(new Date(Date.now() + (time ?? Number.NaN)).getTime()).not.toBeNaN();
	}
});
