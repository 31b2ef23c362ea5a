import {addLivenessChange, type LivenessChange} from './liveness-history.js';
import {addTrouble, forgetOldTrouble, type TroubleBuckets} from './trouble-buckets.js';

/** What the agents of a fleet were in the past, as far as this screen knows, and when one became late or lost. */
export type LivenessHistories = {
	readonly of: (name: string) => readonly LivenessChange[];
	readonly names: () => readonly string[];
	readonly troubles: TroubleBuckets;
	readonly note: (name: string, change: LivenessChange) => void;
	readonly forget: (name: string) => void;
	/** A snapshot tells the history of each agent again. */
	readonly forgetAll: () => void;
	readonly forgetOldIncidents: (now: number) => void;
};

/** No histories yet. */
export function createLivenessHistories(): LivenessHistories {
	const histories = new Map<string, readonly LivenessChange[]>();
	const troubles = new Map<number, 'late' | 'lost'>();
	return {
		of: (name) => histories.get(name) ?? [],
		names: () => [...histories.keys()],
		troubles,
		note(name, change) {
			histories.set(name, addLivenessChange(histories.get(name) ?? [], change));
			if (change.to === 'late' || change.to === 'lost') {
				addTrouble(troubles, change.at, change.to);
			}
		},
		forget: (name) => void histories.delete(name),
		forgetAll: () => histories.clear(),
		forgetOldIncidents: (now) => forgetOldTrouble(troubles, now),
	};
}
