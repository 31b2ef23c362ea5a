import type {AgentRecord} from '../registry/agent-record.js';
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

/** Finds what has changed in a registry. */
export type FleetChanges = {
	/** What changed since the last time. Heartbeats alone are kept until they are asked for. */
	readonly collect: (options: {readonly withBeats: boolean}) => Omit<FleetChange, 'events'>;
};

type Known = {readonly record: AgentRecord; readonly isDurable: boolean};

/** What there is now has not changed. */
export function createFleetChanges(
	registry: Pick<Registry, 'list' | 'get'>,
	ledger: Pick<Ledger, 'isDurable' | 'problem'>,
): FleetChanges {
	const known = new Map<string, Known>();
	for (const record of registry.list()) {
		known.set(record.name, {record, isDurable: ledger.isDurable(record.name)});
	}

	let beaten = new Set<string>();
	let knownProblem = ledger.problem();

	/** Compares every record with the known one: records are never changed, so that is one look at each. */
	const findChanged = (): string[] => {
		const changed: string[] = [];
		for (const record of registry.list()) {
			const {name} = record;
			const before = known.get(name);
			const isDurable = ledger.isDurable(name);
			if (before?.record === record && before.isDurable === isDurable) {
				continue;
			}

			if (before !== undefined && before.isDurable === isDurable && isOnlyBeat(before.record, record)) {
				beaten.add(name);
			} else {
				changed.push(name);
				beaten.delete(name);
			}

			known.set(name, {record, isDurable});
		}

		return changed;
	};

	/** Called once all records are known: there are more only where some are gone. */
	const findRemoved = (): string[] => {
		if (known.size === registry.list().length) {
			return [];
		}

		const removed = [...known.keys()].filter((name) => registry.get(name) === undefined);
		for (const name of removed) {
			known.delete(name);
			beaten.delete(name);
		}

		return removed;
	};

	return {
		collect({withBeats}) {
			const changed = findChanged();
			const removed = findRemoved();
			const problem = ledger.problem();
			const isMasterChanged = problem?.message !== knownProblem?.message;
			knownProblem = problem;
			if (!withBeats) {
				return {changed, removed, beaten: undefined, isMasterChanged};
			}

			const told = beaten;
			beaten = new Set();
			return {changed, removed, beaten: told, isMasterChanged};
		},
	};
}

/** True where nothing differs but what each heartbeat changes. */
function isOnlyBeat(one: AgentRecord, other: AgentRecord): boolean {
	return (
		one.liveness === other.liveness &&
		one.livenessAt === other.livenessAt &&
		one.streamId === other.streamId &&
		one.registeredAt === other.registeredAt &&
		one.version === other.version &&
		one.reason === other.reason &&
		one.peerAddress === other.peerAddress &&
		one.address === other.address &&
		one.policy === other.policy
	);
}
