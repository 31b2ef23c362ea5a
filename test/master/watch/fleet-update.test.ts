import {expect, test} from 'vitest';
import {fleetUpdate, packBeats} from '../../../source/master/watch/fleet-update.js';

test('a message holds nothing but what it is given', () => {
	expect(fleetUpdate({removed: ['web-1']})).toEqual({
		beginsSnapshot: false,
		endsSnapshot: false,
		master: undefined,
		agents: [],
		removed: ['web-1'],
		events: [],
		beats: undefined,
	});
});

test('two messages share nothing', () => {
	fleetUpdate().agents.push({handle: 1, info: undefined, streamOpen: false});
	expect(fleetUpdate().agents).toEqual([]);
});

test('heartbeats are packed field by field, and none are nothing', () => {
	expect(packBeats([])).toBeUndefined();
	expect(
		packBeats([
			{handle: 1, ageMs: 10, streak: 100, roundTripMs: 0.5},
			{handle: 2, ageMs: 20, streak: 200, roundTripMs: 1.5},
		]),
	).toEqual({handles: [1, 2], agesMs: [10, 20], streaks: [100, 200], roundTripsMs: [0.5, 1.5]});
});
