import {expect, test} from 'vitest';
import {describeEvent, toAgentJson} from '../../../source/operator/agent-json.js';
import {AgentInfo} from '../../../source/protocol/generated/agent.js';
import {hasPort, readAgeMs, readCount, readRoundTripMs} from '../../../source/protocol/wire-numbers.js';
import {watched} from '../../stories/fleet-fixture.js';

const wallMs = Date.UTC(2026, 6, 1);

function info(changes: Partial<AgentInfo>): AgentInfo {
	const {info: told} = watched({name: 'web-1'});
	if (told === undefined) {
		throw new Error('Expected an agent');
	}

	return {...told, ...changes};
}

test('an absurd age has a time all the same', () => {
	const absurd = 18_446_744_073_709_552_000;
	const view = toAgentJson(
		info({
			lastHeartbeatAgeMs: absurd,
			livenessAgeMs: absurd,
			registeredAgeMs: absurd,
			streak: absurd,
			roundTripMs: Number.POSITIVE_INFINITY,
		}),
		wallMs,
	);
	expect([view.statusSince, view.registeredAt, view.lastHeartbeat]).toEqual(
		Array.from({length: 3}, () => expect.stringMatching(/^1926-/u)),
	);
	expect(view).toMatchObject({streak: Number.MAX_SAFE_INTEGER, roundTripMs: null});
});

test.each([-9.2e18, 9.2e18])(
	'the last heartbeat of a Go master, at %d seconds, has a time all the same',
	(lastHeartbeat) => {
		const view = toAgentJson(info({liveness: '', status: 'Active', lastHeartbeat}), wallMs);
		expect(view.lastHeartbeat).toMatch(/^(?:1926|2026)-/u);
	},
);

test('what a Go master does not tell is null, and nothing is made up', () => {
	const silent = AgentInfo.fromPartial({agentName: 'web-1', agentAddress: '10.0.0.7:50051', status: 'Active'});
	expect(toAgentJson({...silent, lastHeartbeat: wallMs / 1000 - 5}, wallMs)).toEqual({
		name: 'web-1',
		address: '10.0.0.7:50051',
		peer: null,
		status: 'active',
		statusSince: null,
		statusSinceMs: null,
		reason: null,
		lastHeartbeat: '2026-06-30T23:59:55.000Z',
		lastHeartbeatAgeMs: 5000,
		streak: null,
		roundTripMs: null,
		version: '',
		registeredAt: null,
		registeredAgeMs: null,
		durable: null,
		speaksExtensions: null,
	});
	expect(toAgentJson(silent, wallMs).lastHeartbeat).toBeNull();
});

test.each([8.64e15 - 1, 9e18])('an event at the end of the calendar, %d, is a line all the same', (timestampMs) => {
	const event = {
		agentName: 'web-1',
		eventType: 'agent.late',
		timestamp: 0,
		message: 'It is late',
		metadata: {},
		severity: 'info',
		eventId: '1',
		timestampMs,
	};
	// The zone of these tests is east of Greenwich: its local time is later.
	expect(describeEvent(event)).toContain('It is late');
});

test('what is no number, negative or too large is bounded', () => {
	const centuryMs = 3_155_760_000_000;
	expect([undefined, Number.NaN, -5, 5, 1e300].map(readAgeMs)).toEqual([0, 0, 0, 5, centuryMs]);
	expect([undefined, Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 12.5, 1e300].map(readRoundTripMs)).toEqual([
		undefined,
		undefined,
		undefined,
		undefined,
		0,
		12.5,
		centuryMs,
	]);
	expect([Number.NaN, -1, 2.5, 1e300].map(readCount)).toEqual([0, 0, 2, Number.MAX_SAFE_INTEGER]);
});

test('an address has a port unless that is 0', () => {
	expect(['', 'host:0', '[::]:0', 'host:50051', '[::1]:1'].map(hasPort)).toEqual([false, false, false, true, true]);
});
