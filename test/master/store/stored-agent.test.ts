import {expect, test} from 'vitest';
import {fromStored, toStored} from '../../../source/master/store/stored-agent.js';
import {stored} from '../registry/registry-fixture.js';

const moment = {monotonicMs: 1000, wallMs: 1_790_000_000_000};

test('a record goes on in the next process as old as it is by the wall clock', () => {
	const written = toStored(stored({streamId: 3}), moment);
	expect(written).toMatchObject({
		livenessWallMs: moment.wallMs - 61_000,
		registeredWallMs: moment.wallMs - 91_000,
		lastHeartbeatWallMs: moment.wallMs - 8000,
	});
	const read = fromStored(written, {monotonicMs: 50, wallMs: moment.wallMs + 10_000});
	expect(read).toEqual(stored({livenessAt: 50 - 71_000, registeredAt: 50 - 101_000, lastHeartbeatAt: 50 - 18_000}));
});

test('nothing that was stored is younger than now', () => {
	const written = toStored(stored({lastHeartbeatAt: undefined}), moment);
	expect(fromStored(written, {monotonicMs: 50, wallMs: 0})).toMatchObject({
		livenessAt: 50,
		registeredAt: 50,
		lastHeartbeatAt: undefined,
	});
});
