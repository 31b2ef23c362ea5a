import type {Liveness} from '../../../protocol/liveness.js';
import type {AvailabilityStripInput} from '../../../terminal/rows/strip.js';
import {type LivenessChange, spansOf} from '../../model/liveness-history.js';

/** What an agent was in the time up to now, as a strip shows it. One that is awaited may well have run: nothing is said of it. */
export function agentStrip(
	history: readonly LivenessChange[],
	now: number,
	spanMs: number,
): Omit<AvailabilityStripInput, 'width'> {
	const spans = spansOf(history);
	const when = (wanted: Liveness) => spans.filter(({liveness}) => liveness === wanted);
	return {fromMs: now - spanMs, toMs: now, outages: when('lost'), failing: when('late'), running: when('active')};
}
