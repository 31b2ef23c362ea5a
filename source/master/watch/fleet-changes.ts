import type {Registry} from '../registry/contract.js';
import type {RegistryEvent} from '../registry/event.js';
import type {Ledger} from '../store/ledger.js';

/** What changed in the fleet since the last batch. */
export type FleetChange = {
	/** Agents of which more changed than that they beat, the new ones too. */
	readonly changed: readonly string[];
	readonly removed: readonly string[];
	readonly events: readonly RegistryEvent[];
	/** Agents of which only heartbeats came. Undefined: told another time. */
	readonly beaten: ReadonlySet<string> | undefined;
	/** The registry cannot be written any more, for another reason, or can again. */
	readonly isMasterChanged: boolean;
};

/** Gathers what the registry and its ledger tell, until it is collected. */
export type FleetChanges = {
	/** What changed since the last time. Heartbeats alone are kept until they are asked for. */
	readonly collect: (options: {readonly withBeats: boolean}) => Omit<FleetChange, 'events'>;
	readonly close: () => void;
};

/** What there is now has not changed. */
export function createFleetChanges(
	registry: Pick<Registry, 'subscribe'>,
	ledger: Pick<Ledger, 'subscribe' | 'problem'>,
): FleetChanges {
	let changed = new Set<string>();
	let removed = new Set<string>();
	let beaten = new Set<string>();
	let toldProblem = ledger.problem();

	const noteChanged = (name: string) => {
		changed.add(name);
		removed.delete(name);
		beaten.delete(name);
	};

	const unsubscribe = [
		registry.subscribe(({type, record: {name}}) => {
			if (type === 'changed') {
				noteChanged(name);
			} else if (type === 'removed') {
				changed.delete(name);
				beaten.delete(name);
				removed.add(name);
			} else if (!changed.has(name)) {
				beaten.add(name);
			}
		}),
		ledger.subscribe((name) => {
			if (!removed.has(name)) {
				noteChanged(name);
			}
		}),
	];

	return {
		collect({withBeats}) {
			const problem = ledger.problem();
			const told = {
				changed: [...changed],
				removed: [...removed],
				beaten: withBeats ? beaten : undefined,
				isMasterChanged: problem?.message !== toldProblem?.message,
			};
			toldProblem = problem;
			changed = new Set();
			removed = new Set();
			beaten = withBeats ? new Set() : beaten;
			return told;
		},
		close() {
			for (const end of unsubscribe) {
				end();
			}
		},
	};
}
