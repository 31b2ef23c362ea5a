import {addPassage, type Passage} from './liveness-history.js';
import {addIncident, forgetIncidents, type Incidents} from './trouble-buckets.js';

/** What the agents of a fleet were in the past, as far as this screen knows, and when one became late or lost. */
export type Histories = {
	readonly of: (name: string) => readonly Passage[];
	readonly names: () => readonly string[];
	readonly incidents: Incidents;
	readonly note: (name: string, passage: Passage) => void;
	readonly forget: (name: string) => void;
	/** A snapshot tells the history of each agent again. */
	readonly forgetAll: () => void;
	readonly forgetOldIncidents: (now: number) => void;
};

/** No histories yet. */
export function createHistories(): Histories {
	const histories = new Map<string, readonly Passage[]>();
	const incidents = new Map<number, 'late' | 'lost'>();
	return {
		of: (name) => histories.get(name) ?? [],
		names: () => [...histories.keys()],
		incidents,
		note(name, passage) {
			histories.set(name, addPassage(histories.get(name) ?? [], passage));
			if (passage.to === 'late' || passage.to === 'lost') {
				addIncident(incidents, passage.atMs, passage.to);
			}
		},
		forget: (name) => void histories.delete(name),
		forgetAll: () => histories.clear(),
		forgetOldIncidents: (now) => forgetIncidents(incidents, now),
	};
}
