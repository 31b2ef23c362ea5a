import type {AvailabilityStripInput} from '../../../terminal/rows/strip.js';
import type {FleetModel} from '../../model/fleet-model.js';

/** What the whole fleet was in the time up to now, as a strip shows it: when any of its agents became late or lost. */
export function fleetStrip(
	model: Pick<FleetModel, 'master' | 'troubles'>,
	now: number,
	spanMs: number,
): Omit<AvailabilityStripInput, 'width'> {
	const fromMs = now - spanMs;
	const troubles = [...model.troubles()];
	const when = (wanted: 'late' | 'lost') =>
		troubles.filter(([, to]) => to === wanted).map(([at]) => ({fromMs: at, toMs: at}));
	return {
		fromMs,
		toMs: now,
		outages: when('lost'),
		failing: when('late'),
		running: [{fromMs: Math.max(fromMs, model.master()?.startedAt ?? now), toMs: now}],
	};
}
