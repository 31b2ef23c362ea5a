import type {FleetUpdate} from '../../protocol/generated/agent.js';

/** A heartbeat as watchers are told of it. The handle stands for the agent. */
export type FleetBeat = {
	readonly handle: number;
	readonly ageMs: number;
	readonly streak: number;
	readonly roundTripMs: number;
};

/** A message to a watcher, empty but for these parts. */
export function fleetUpdate(parts: Partial<FleetUpdate> = {}): FleetUpdate {
	return {
		beginsSnapshot: false,
		endsSnapshot: false,
		master: undefined,
		agents: [],
		removed: [],
		events: [],
		beats: undefined,
		...parts,
	};
}

/** Heartbeats side by side, each field in an array of its own, which takes the fewest bytes. Undefined for none. */
export function packBeats(beats: readonly FleetBeat[]): FleetUpdate['beats'] {
	return beats.length === 0
		? undefined
		: {
				handles: beats.map(({handle}) => handle),
				agesMs: beats.map(({ageMs}) => ageMs),
				streaks: beats.map(({streak}) => streak),
				roundTripsMs: beats.map(({roundTripMs}) => roundTripMs),
			};
}
