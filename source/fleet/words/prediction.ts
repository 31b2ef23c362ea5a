import {assertNever} from '../../base/assert-never.js';
import {formatShortly} from '../../base/durations.js';
import {clockOf, type Moment} from '../../base/moment.js';
import type {Policy} from '../../protocol/policy.js';
import {silenceLimits} from '../../protocol/silence-limits.js';
import type {FleetAgent} from '../model/fleet-agent.js';

/** When an agent that says nothing becomes lost. Undefined where it does not, or where its policy is not known. */
export function lostAt(agent: FleetAgent): number | undefined {
	const {liveness, policy, livenessAt} = agent;
	if (policy === undefined) {
		return undefined;
	}

	const {lostAfterMs, graceMs} = silenceLimits(policy);
	switch (liveness) {
		case 'late':
			return lastHeardAt(agent) + lostAfterMs;
		case 'awaited':
			return livenessAt + Math.max(graceMs, lostAfterMs);
		case 'active':
		case 'lost':
		case 'stopped':
			return undefined;
		default:
			return assertNever(liveness);
	}
}

/** By then an agent that lives and reaches this master has tried again. Undefined where its policy is not known. */
export function triedBy({liveness, policy, livenessAt}: FleetAgent): number | undefined {
	return liveness === 'lost' && policy !== undefined ? livenessAt + silenceLimits(policy).graceMs : undefined;
}

/** Since when an agent may have been without its master: it may notice the loss earlier than its master does. */
export function lastHeardAt({lastHeartbeatAt, registeredAt}: FleetAgent): number {
	return lastHeartbeatAt ?? registeredAt;
}

/**
The longest that an agent may wait now for its next attempt, after it has been without its master for so long. Jitter
only shortens delays, so the shortest schedule tells how far it may have got, and the documented one how long it waits.
*/
export function longestWaitMs({initialDelayMs, maxDelayMs, backoffFactor, jitter}: Policy, lostForMs: number): number {
	let delayMs = Math.min(initialDelayMs, maxDelayMs);
	let beginsAfterMs = 0;
	// The schedule of any policy reaches its longest delay, or a year, in fewer steps than this.
	for (let step = 0; step < 1000 && delayMs < maxDelayMs; step++) {
		beginsAfterMs += delayMs * (1 - jitter);
		// Sums of fractions are not exact: within a millisecond it may have got that far.
		if (beginsAfterMs > lostForMs + 1) {
			break;
		}

		delayMs = Math.min(delayMs * backoffFactor, maxDelayMs);
	}

	return delayMs;
}

/** In how long what is told as next comes. Undefined where nothing does, or nobody knows when. */
export function nextInMs(agent: FleetAgent, now: number): number | undefined {
	const {liveness, policy} = agent;
	if (liveness !== 'lost') {
		const at = lostAt(agent);
		return at === undefined ? undefined : Math.max(0, at - now);
	}

	const byMs = triedBy(agent);
	return policy === undefined || byMs === undefined || byMs <= now
		? undefined
		: longestWaitMs(policy, now - lastHeardAt(agent));
}

/** What comes next for an agent, in at most 12 cells. `isStill`: clock times in place of a countdown. */
export function nextWords(agent: FleetAgent, moment: Moment, isStill: boolean): string {
	const now = moment.monotonicMs;
	const {liveness, policy} = agent;
	switch (liveness) {
		case 'active':
			return '';
		case 'stopped':
			return 'on purpose';
		case 'late':
		case 'awaited': {
			const at = lostAt(agent);
			if (at === undefined) {
				return '-';
			}

			if (isStill) {
				return `by ${clockOf(moment, at)}`;
			}

			return at <= now ? 'lost soon' : `lost in ${formatShortly(at - now)}`;
		}

		case 'lost': {
			if (policy === undefined) {
				return '-';
			}

			const waitMs = nextInMs(agent, now);
			return waitMs === undefined ? 'unknown' : `retry ≤ ${formatShortly(waitMs)}`;
		}

		default:
			return assertNever(liveness);
	}
}
