import {expect, test} from 'vitest';
import {reasonLines} from '../../../../source/agent/screen/words/reason-lines.js';
import {createFailure, type Failure, failureOfCode} from '../../../../source/protocol/failures/failure.js';
import {
	active,
	at,
	failAttempts,
	lose,
	master,
	modelOf,
	now,
	play,
	sceneOf,
	show,
} from '../../../stories/agent-scenes.js';

const dotted = {host: 'master.example.', port: 50_050};

/** Why one heartbeat failed, as the screen has it. */
function failingLine(reason: Failure): string | undefined {
	const model = play(active(), [
		{type: 'heartbeat-failed', at: now.monotonicMs, session: 1, failures: 1, threshold: 3, reason},
	]);
	return reasonLines(sceneOf(model))[0]?.text;
}

/** What stands under the state while it reconnects. */
function waitingLines(reason: Failure): readonly string[] {
	const lost = play(active(), lose(at(3, 13, 51), reason));
	const model = play(lost, failAttempts(2, at(3, 13, 51), reason, {address: reason.address}));
	return reasonLines(sceneOf(model)).map(({text}) => text);
}

test('a name that ends in a dot does not end the sentence', () => {
	const reason = failureOfCode('ENOTFOUND', {address: dotted, said: 'getaddrinfo ENOTFOUND master.example.'});
	expect(failingLine(reason)).toBe(
		'! Heartbeat failed (1/3): the name master.example. does not resolve. Same session.',
	);
	expect(waitingLines(reason)).toEqual([
		'The name master.example. does not resolve. It is probably misspelt or missing from DNS.',
		'ENOTFOUND, the same on both attempts.',
	]);
});

test('an error that a master answers with stands beside its address, whatever it wrote', () => {
	const reason = createFailure('unreachable', 'INTERNAL', {address: dotted}, 'disk sda: full. Call 10.0.0.9:22');
	expect(failingLine(reason)).toBe('! Heartbeat failed (1/3): the master answers with an error. Same session.');
	// What the master wrote names an address: nobody dialled it.
	expect(waitingLines(reason)).toEqual([
		'The master answers with an error: disk sda: full. Call 10.0.0.9:22.',
		'INTERNAL, the same on both attempts.',
	]);
});

test('the address that was dialled stands beside the code, and that the name resolves', () => {
	const dialled = {host: '10.0.0.5', port: 50_050};
	expect(waitingLines(failureOfCode('ECONNREFUSED', {address: master, dialled}))[1]).toBe(
		'ECONNREFUSED 10.0.0.5:50050, the same on both attempts. The name resolves.',
	);
	expect(waitingLines(failureOfCode('ECONNREFUSED', {address: master}))[1]).toBe(
		'ECONNREFUSED, the same on both attempts.',
	);
});

test('an outage of an earlier version keeps its words in the list and on its page', () => {
	const message = 'Another agent has taken this name: web-2 did (SUPERSEDED).';
	const {history} = modelOf();
	const outages = history.outages.map((outage) => ({...outage, reason: {code: 'SUPERSEDED', message}}));
	const model = modelOf({history: {...history, outages}});
	expect(show(model, undefined, {}, {page: {type: 'outages', selected: 0}})).toContain(message.slice(0, 40));
	expect(show(model, undefined, {}, {page: {type: 'outage', selected: 0, top: 0}})).toContain(message);
	expect(show(model, undefined, {}, {page: {type: 'error', top: 0}})).toContain(message.slice(0, 40));
});
