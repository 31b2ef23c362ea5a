import {describe, expect, test} from 'vitest';
import {foldLogLine, isInOutage, isModel, roundTripSpanMs} from '../../../source/agent/story/agent-model.js';
import {
	at,
	connect,
	failAttempts,
	lose,
	modelOf,
	play,
	reconnecting,
	refusedAt,
	silent,
	toWall,
} from '../../stories/agent-scenes.js';

test('an outage is told by its loss and its failed attempts', () => {
	const {failedAttempts, state} = reconnecting();
	expect(state.type).toBe('reconnecting');
	expect(failedAttempts.loss).toMatchObject({at: at(3, 12, 9), failures: 3, reason: {code: 'ECONNREFUSED'}});
	expect(failedAttempts.failed.map(({attempt, afterMs}) => [attempt, afterMs])).toEqual([
		[1, 5000],
		[2, 10_000],
		[3, 20_000],
		[4, 40_000],
	]);
	expect(failedAttempts).toMatchObject({count: 4, sameReason: 4});
});

test('another reason is counted anew', () => {
	const model = play(reconnecting(), [
		{type: 'connecting', at: at(3, 14, 24), master: {host: 'master.example', port: 50_050}, attempt: 5},
		...failAttempts(0, at(3, 14, 34), silent, {first: 6}),
	]);
	expect(model.failedAttempts).toMatchObject({count: 5, sameReason: 1});
});

test('the next outage begins with an empty list', () => {
	const model = play(reconnecting(), [
		{type: 'connecting', at: at(3, 14, 24), master: {host: 'master.example', port: 50_050}, attempt: 5},
		{type: 'registered', at: at(3, 14, 25), session: {number: 1, id: ''}, reportedAddress: ''},
		{type: 'heartbeat-acknowledged', at: at(3, 14, 26), session: 1, roundTripMs: 1},
		...lose(at(3, 14, 30), silent),
	]);
	expect(model.failedAttempts).toMatchObject({count: 0, failed: [], loss: {at: at(3, 14, 30)}});
	expect(model.history.outages).toHaveLength(4);
});

test('a session that no heartbeat confirmed is one more attempt of the same outage', () => {
	const model = play(reconnecting(), [
		{type: 'connecting', at: at(3, 14, 24), master: {host: 'master.example', port: 50_050}, attempt: 5},
		{type: 'registered', at: at(3, 14, 25), session: {number: 1, id: ''}, reportedAddress: ''},
		{type: 'session-ended', at: at(3, 14, 26), session: 1, reason: silent},
		...failAttempts(0, at(3, 14, 26), silent, {first: 6}),
	]);
	expect(model.failedAttempts).toMatchObject({count: 5, loss: {at: at(3, 12, 9)}});
});

test('the lists of an outage of a day stay bounded, their counts do not', () => {
	const model = play(play(modelOf(), connect(at(0, 0, 0), 3, at(0, 0, 10))), [
		...lose(at(0, 0, 20), refusedAt()),
		...failAttempts(1443, at(0, 0, 20), refusedAt()),
	]);
	expect(model.failedAttempts.count).toBe(1443);
	expect(model.failedAttempts.failed.length).toBeLessThanOrEqual(100);
	expect(model.passed.length).toBeLessThanOrEqual(16);
});

test('round trips are those of the last five minutes, one per half second, the worst', () => {
	const start = play(modelOf(), connect(at(3, 0, 0), 0, 0));
	const model = play(
		start,
		Array.from({length: 5000}, (_, index) => ({
			type: 'heartbeat-acknowledged' as const,
			at: at(3, 0, 1) + index * 100,
			session: 1,
			roundTripMs: index % 5 === 2 ? 40 : 10,
		})),
	);
	const last = at(3, 0, 1) + 499_900;
	expect(model.roundTrips.length).toBeLessThanOrEqual(601);
	expect(model.roundTrips.every(({at: time}) => last - time <= roundTripSpanMs)).toBe(true);
	expect(new Set(model.roundTrips.slice(1, -1).map(({ms}) => ms))).toEqual(new Set([40]));
});

test('failing heartbeats are a part of time, from the first of them to the next acknowledged', () => {
	const connected = play(modelOf(), connect(at(3, 0, 0), 3, at(3, 0, 10)));
	const failing = play(connected, lose(at(3, 0, 20), silent).slice(0, 2));
	const fromWall = toWall(at(3, 0, 20) - 1400);
	expect(failing.failing).toEqual([{fromWall, toWall: null}]);
	const recovered = play(failing, [{type: 'heartbeat-acknowledged', at: at(3, 0, 21), session: 1, roundTripMs: 1}]);
	expect(recovered.failing).toEqual([{fromWall, toWall: toWall(at(3, 0, 21))}]);
});

test('a heartbeat is due one interval after the last was sent', () => {
	const model = play(modelOf(), connect(at(3, 0, 0), 3, at(3, 0, 10)));
	expect(model.nextBeatAt).toBe(at(3, 0, 15) - 16);
});

describe('the log', () => {
	test('folds what repeats at once', () => {
		const lines = ['a', 'a', 'a', 'b', 'a'].map((message, index) => ({wallMs: index, level: 'info' as const, message}));
		const {log} = lines.reduce(foldLogLine, modelOf());
		expect(log.map(({message, count, wallMs, lastWallMs}) => [message, count, wallMs, lastWallMs])).toEqual([
			['a', 3, 0, 2],
			['b', 1, 3, 3],
			['a', 1, 4, 4],
		]);
	});

	test('does not fold what is of another level', () => {
		const model = foldLogLine(modelOf(), {wallMs: 0, level: 'info', message: 'a'});
		expect(foldLogLine(model, {wallMs: 0, level: 'warn', message: 'a'}).log).toHaveLength(2);
	});

	test('keeps the newest lines, without control characters', () => {
		let model = modelOf();
		for (let index = 0; index < 1000; index++) {
			model = foldLogLine(model, {wallMs: index, level: 'info', message: `\u001B[2J${index}`});
		}

		expect(model.log).toHaveLength(200);
		expect(model.log.at(-1)?.message).toBe('[2J999');
	});
});

test('a model is the same after its way through JSON, in all that is drawn', () => {
	const model = reconnecting();
	const travelled: unknown = JSON.parse(JSON.stringify(model));
	expect(isModel(travelled)).toBe(true);
	expect(travelled).toEqual(JSON.parse(JSON.stringify(model)));
	expect(isInOutage(model)).toBe(true);
});

test.each([[undefined], [null], [{}], [{name: 'web-1', state: 'active'}], ['text']])('%j is no model', (value) => {
	expect(isModel(value)).toBe(false);
});
