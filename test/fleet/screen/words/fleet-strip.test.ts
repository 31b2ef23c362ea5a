import {expect, test} from 'vitest';
import {createFleetModel} from '../../../../source/fleet/model/fleet-model.js';
import {fleetStrip} from '../../../../source/fleet/screen/words/fleet-strip.js';
import {happened, snapshot, update} from '../../../stories/fleet-fixture.js';

const now = 50_004_000;

test('the strip of a fleet has in which ten seconds any of its agents became late or lost, lost before late', () => {
	const model = createFleetModel({type: 'in-process'});
	const master = {version: '1', uptimeMs: 50_000, storeProblem: '', trust: ''};
	model.apply(now, {...snapshot([]), master});
	const events = [happened('a', 'late', 30_000), happened('b', 'lost', 2000), happened('c', 'late', 1000)];
	model.apply(now, update({events}));
	expect(fleetStrip(model, now, 100_000)).toEqual({
		fromMs: now - 100_000,
		toMs: now,
		outages: [{fromMs: 50_000_000, toMs: 50_000_000}],
		failing: [{fromMs: 49_970_000, toMs: 49_970_000}],
		running: [{fromMs: now - 50_000, toMs: now}],
	});
});

test('nothing ran before anything was told', () => {
	expect(fleetStrip(createFleetModel({type: 'in-process'}), now, 100_000).running).toEqual([{fromMs: now, toMs: now}]);
});
