import type {AvailabilityStripInput} from '../../../terminal/rows/strip.js';
import {type LivenessChange, stripSpans} from '../../model/liveness-history.js';

/** What an agent was in the time up to now, as a strip shows it. */
export function agentStrip(
	history: readonly LivenessChange[],
	now: number,
	spanMs: number,
): Omit<AvailabilityStripInput, 'width'> {
	return {fromMs: now - spanMs, toMs: now, ...stripSpans(history)};
}
