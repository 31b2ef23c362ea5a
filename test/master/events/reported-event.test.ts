import {expect, test} from 'vitest';
import {readReportedEvent} from '../../../source/master/events/reported-event.js';
import {EventData} from '../../../source/protocol/generated/agent.js';

const nowMs = 1_800_000_000_000;

function read(parts: Partial<EventData> = {}) {
	const data = {...EventData.create(), eventType: 'deploy', agentName: 'web-1', ...parts};
	return readReportedEvent(data, {nowMs, newId: () => 'new-id'});
}

test('an event without an id gets one, and one that has one keeps it', () => {
	expect(read().id).toBe('new-id');
	expect(read({eventId: 'e-1'}).id).toBe('e-1');
});

test.each([
	['an hour ago', -3600, -3_600_000],
	['a minute ahead', 60, 60_000],
	['more than a minute ahead, which is now', 61, 0],
])('a clock may be %s', (_name, offsetSeconds, expectedMs) => {
	expect(read({timestamp: nowMs / 1000 + offsetSeconds}).atWallMs - nowMs).toBe(expectedMs);
});

test('an event without a time happened now', () => {
	expect(read().atWallMs).toBe(nowMs);
});

test('a severity that nobody knows is an info', () => {
	expect([read({severity: 'critical'}).severity, read({severity: 'dire'}).severity]).toEqual(['critical', 'info']);
});

test('data is bounded in number and length', () => {
	const data = Object.fromEntries(Array.from({length: 100}, (_, index) => [`key-${index}`, 'x'.repeat(5000)]));
	const {data: kept} = read({data});
	expect(Object.keys(kept)).toHaveLength(64);
	expect(Math.max(...Object.values(kept).map(({length}) => length))).toBeLessThanOrEqual(1000);
});

test.each([
	['', /to be a name/u],
	['agent.lost', /master's own/u],
	['agent.registered', /master's own/u],
])('the type "%s" is refused', (eventType, message) => {
	expect(() => read({eventType})).toThrow(message);
});
