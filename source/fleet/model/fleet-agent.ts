import {safeText} from '../../base/safe-text.js';
import type {WatchedAgent} from '../../protocol/generated/agent.js';
import {type Liveness, livenessWords} from '../../protocol/liveness.js';
import {type Policy, readPolicy} from '../../protocol/policy.js';
import {hasPort, readAgeMs, readCount, readRoundTripMs} from '../../protocol/wire-numbers.js';

/** One agent as a screen shows it. Times are monotonic milliseconds of this process. All texts are safe to draw. */
export type FleetAgent = {
	readonly name: string;
	/** Sorts as the name does, numbers in it by their size. */
	readonly sortKey: string;
	/** Empty where it has no port. */
	readonly address: string;
	/** The IP that it registered from. */
	readonly peer: string;
	readonly version: string;
	readonly liveness: Liveness;
	readonly livenessAt: number;
	/** Why it is late, lost, stopped or awaited. */
	readonly reason: string;
	readonly registeredAt: number;
	readonly lastHeartbeatAt: number | undefined;
	readonly streak: number;
	readonly roundTripMs: number | undefined;
	/** A moving mean of the round trips that this screen has seen before the last one. Undefined before the first. */
	readonly usualRoundTripMs: number | undefined;
	readonly roundTrips: number;
	/** Undefined for a Go peer. */
	readonly policy: Policy | undefined;
	/** False while a failing disk keeps the record in memory only. */
	readonly isDurable: boolean;
	readonly isStreamOpen: boolean;
	readonly speaksExtensions: boolean;
};

/** A word of status as it was told. Undefined where it is none that this screen knows. */
export function readLiveness(text: string): Liveness | undefined {
	return livenessWords.find((word) => word === text);
}

/** An agent as it was told, by its cleaned name. Undefined without one. `former` is what this screen knew of it. */
export function readAgent(
	name: string,
	{info, streamOpen}: WatchedAgent,
	former: FleetAgent | undefined,
	now: number,
): FleetAgent | undefined {
	if (info === undefined || name === '') {
		return undefined;
	}

	const agent: FleetAgent = {
		name,
		sortKey: former?.sortKey ?? sortKeyOf(name),
		address: hasPort(info.agentAddress) ? safeText(info.agentAddress, 260) : '',
		peer: safeText(info.peerAddress, 64),
		version: safeText(info.version, 64),
		// A word of a newer master: all that is known is that it is none of the others.
		liveness: readLiveness(info.liveness) ?? 'awaited',
		livenessAt: now - readAgeMs(info.livenessAgeMs),
		reason: safeText(info.reason),
		registeredAt: now - readAgeMs(info.registeredAgeMs),
		lastHeartbeatAt: info.lastHeartbeatAgeMs === undefined ? undefined : now - readAgeMs(info.lastHeartbeatAgeMs),
		streak: readCount(info.streak),
		roundTripMs: former?.roundTripMs,
		usualRoundTripMs: former?.usualRoundTripMs,
		roundTrips: former?.roundTrips ?? 0,
		policy: info.speaksExtensions ? readPolicy(info.policy) : undefined,
		isDurable: info.durable,
		isStreamOpen: streamOpen,
		speaksExtensions: info.speaksExtensions,
	};
	const hasBeaten = (agent.lastHeartbeatAt ?? 0) > (former?.lastHeartbeatAt ?? Number.NEGATIVE_INFINITY);
	return hasBeaten ? {...agent, ...withRoundTrip(agent, info.roundTripMs)} : agent;
}

/** So many round trips tell what is usual. */
const fewRoundTrips = 5;

/** What one more round trip makes of them. */
export function withRoundTrip(
	{usualRoundTripMs, roundTrips, roundTripMs}: FleetAgent,
	told: number | undefined,
): Pick<FleetAgent, 'roundTripMs' | 'usualRoundTripMs' | 'roundTrips'> {
	const measuredMs = readRoundTripMs(told) ?? 0;
	if (measuredMs === 0) {
		return {roundTripMs, usualRoundTripMs, roundTrips};
	}

	return {
		roundTripMs: measuredMs,
		// What is compared with it is the last one, which is left out until there is another.
		usualRoundTripMs:
			usualRoundTripMs === undefined || roundTripMs === undefined
				? measuredMs
				: 0.9 * usualRoundTripMs + 0.1 * roundTripMs,
		roundTrips: roundTrips + 1,
	};
}

/** What a round trip of this agent usually takes. Undefined while too few were seen. */
export function usualRoundTrip({usualRoundTripMs, roundTrips}: FleetAgent): number | undefined {
	return roundTrips < fewRoundTrips ? undefined : usualRoundTripMs;
}

/** Comparing texts by code units is ten times as fast as by the rules of a language, and the same on every machine. */
function sortKeyOf(name: string): string {
	return name.replace(/\d+/gu, (digits) => digits.padStart(12, '0'));
}
