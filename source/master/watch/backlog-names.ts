import type {FleetChange} from './fleet-changes.js';

/**
The names of agents of which a watcher has not been told. A name is kept, not what is to be told of it: what has changed
several times is told once, as it is by then.
*/
export type BacklogNames = {
	/** How many names are kept. */
	readonly count: () => number;
	readonly add: (change: Pick<FleetChange, 'changed' | 'removed' | 'beaten'>) => void;
	readonly takeChanged: (most: number) => readonly string[];
	readonly takeRemoved: (most: number) => readonly string[];
	/** Those of which there are only heartbeats to tell. */
	readonly takeBeaten: (most: number) => readonly string[];
	/** For agents that are told in whole: their last heartbeat is in that. */
	readonly dropBeaten: (names: readonly string[]) => void;
	readonly clear: () => void;
};

/** Without any name. */
export function createBacklogNames(): BacklogNames {
	const changed = new Set<string>();
	const removed = new Set<string>();
	const beaten = new Set<string>();

	const dropBeaten = (names: readonly string[]) => {
		for (const name of names) {
			beaten.delete(name);
		}
	};

	return {
		count: () => changed.size + removed.size + beaten.size,
		add(change) {
			for (const name of change.changed) {
				changed.add(name);
				removed.delete(name);
			}

			for (const name of change.removed) {
				removed.add(name);
				changed.delete(name);
			}

			for (const name of change.beaten ?? []) {
				beaten.add(name);
			}
		},
		takeChanged(most) {
			const names = takeFrom(changed, most);
			dropBeaten(names);
			return names;
		},
		takeRemoved: (most) => takeFrom(removed, most),
		takeBeaten: (most) => takeFrom(beaten, most),
		dropBeaten,
		clear() {
			for (const names of [changed, removed, beaten]) {
				names.clear();
			}
		},
	};
}

function takeFrom(names: Set<string>, most: number): readonly string[] {
	const taken: string[] = [];
	for (const name of names) {
		if (taken.length === most) {
			break;
		}

		taken.push(name);
		names.delete(name);
	}

	return taken;
}
