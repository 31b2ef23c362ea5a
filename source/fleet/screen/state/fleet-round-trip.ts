import type {Moment} from '../../../base/moment.js';
import type {FleetModel} from '../../model/fleet-model.js';
import {sortIntervalMs} from './screen-state.js';

/** The round trip of the fleet, measured as often as its list is sorted. */
export function measureRoundTrip(model: FleetModel): (moment: Moment) => number | undefined {
	let roundTripMs: number | undefined;
	let measuredAtMs = Number.NEGATIVE_INFINITY;
	return ({monotonicMs: now}) => {
		if (now - measuredAtMs >= sortIntervalMs) {
			measuredAtMs = now;
			roundTripMs = middleRoundTrip(model);
		}

		return roundTripMs;
	};
}

/** The middle one of the round trips of all that are active. */
function middleRoundTrip(model: FleetModel): number | undefined {
	const trips: number[] = [];
	for (const {liveness, roundTripMs} of model.agents().values()) {
		if (liveness === 'active' && roundTripMs !== undefined) {
			trips.push(roundTripMs);
		}
	}

	const sorted = Float64Array.from(trips).sort();
	return sorted[sorted.length >> 1];
}
