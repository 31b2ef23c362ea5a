import {expect, test} from 'vitest';
import {formatLocalTime} from '../../../source/base/formats.js';
import type {Reach} from '../../../source/fleet/model/reach.js';
import {createFleetLines} from '../../../source/operator/watch/fleet-lines.js';
import {endedFailure, failureOfCode} from '../../../source/protocol/failures/failure.js';
import {happened, update} from '../../stories/fleet-fixture.js';

const wallMs = Date.UTC(2026, 6, 1, 12);
const context = {address: {host: 'm', port: 1}};
const time = formatLocalTime(wallMs);

function none(changes: Partial<Extract<Reach, {type: 'none'}>> = {}): Reach {
	return {
		type: 'none',
		isFirst: true,
		since: 0,
		reason: failureOfCode('ECONNREFUSED', context),
		nextAttemptAt: 5000,
		...changes,
	};
}

const event = (id: string, ageMs = 0) => happened('web-1', 'late', ageMs, {id, severity: 'warning', reason: 'slow'});

/** The ids of many events. */
const many = (count: number, first = 0) => Array.from({length: count}, (_, index) => event(String(first + index)));

test('an event is one line, with the time when it happened', () => {
	const lines = createFleetLines('m:1');
	expect(lines.takeUpdate(update({events: [event('1', 90_000)]}), wallMs)).toEqual([
		`${formatLocalTime(wallMs - 90_000)} WARNING  agent.late       web-1 is late: slow`,
	]);
});

test('an event without a message names its agent, and what could steer a terminal is taken out', () => {
	const lines = createFleetLines('m:1');
	const told = {...event('1'), message: '', agentName: 'web-\u001B[31m1'};
	const [line = ''] = lines.takeUpdate(update({events: [told]}), wallMs);
	expect(line).toMatch(/agent\.late {7}web-/u);
	expect(line).not.toContain('\u001B');
});

test('the past is told once the snapshot is complete, its newest hundred, and not again after a loss', () => {
	const lines = createFleetLines('m:1');
	expect(lines.takeUpdate(update({beginsSnapshot: true, events: many(150)}), wallMs)).toEqual([]);
	expect(lines.takeUpdate(update({events: many(100, 150)}), wallMs)).toEqual([]);
	expect(lines.takeUpdate(update({endsSnapshot: true}), wallMs)).toHaveLength(100);
	expect(lines.takeUpdate(update({beginsSnapshot: true, events: many(251)}), wallMs)).toEqual([]);
	expect(lines.takeUpdate(update({endsSnapshot: true}), wallMs)).toHaveLength(1);
});

test('a snapshot that was cut off is told no more once another begins', () => {
	const lines = createFleetLines('m:1');
	lines.takeUpdate(update({beginsSnapshot: true, events: many(3)}), wallMs);
	lines.takeUpdate(update({beginsSnapshot: true, events: many(1, 3)}), wallMs);
	expect(lines.takeUpdate(update({endsSnapshot: true}), wallMs)).toHaveLength(1);
});

test('of what happens now everything is told, however much it is', () => {
	const lines = createFleetLines('m:1');
	lines.takeUpdate(update({beginsSnapshot: true, endsSnapshot: true}), wallMs);
	expect(lines.takeUpdate(update({events: many(200)}), wallMs)).toHaveLength(200);
});

test('a loss is told once, and so is the contact that follows', () => {
	const lines = createFleetLines('m:1');
	const told = [
		none({reason: undefined, nextAttemptAt: undefined}),
		none(),
		none({nextAttemptAt: undefined}),
		none(),
		{type: 'connected', since: 0} as const,
		none({isFirst: false, reason: endedFailure(context)}),
		none({isFirst: false, reason: failureOfCode('ECONNREFUSED', context)}),
		{type: 'connected', since: 0} as const,
		none({isFirst: false, reason: failureOfCode('ECONNRESET', context)}),
	].map((contact) => lines.takeReach(contact, wallMs).join());
	expect(told).toEqual([
		'',
		`${time} ERROR    no contact       Nothing is listening at m:1 (ECONNREFUSED). The master is probably down.`,
		'',
		'',
		`${time} INFO     contact          In contact with m:1`,
		`${time} ERROR    no contact       m:1 ended the connection. The master stopped or died, or something on the way cut it.`,
		'',
		`${time} INFO     contact          In contact with m:1`,
		`${time} ERROR    no contact       m:1 cut the connection (ECONNRESET). The master died, or something on the way ended the connection.`,
	]);
});
