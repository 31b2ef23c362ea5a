import {assertNever} from '../../base/assert-never.js';
import type {FleetUpdate} from '../../protocol/generated/agent.js';
import type {RegistryEvent} from '../registry/event.js';
import {createBacklogEvents} from './backlog-events.js';
import {createBacklogNames} from './backlog-names.js';
import type {FleetChange} from './fleet-changes.js';
import type {FleetReader} from './fleet-reader.js';
import {fleetUpdate, packBeats} from './fleet-update.js';

/** So many agents, or events, are in one message. */
const mostInOnePart = 200;

/** Large events are fewer in one message: what is on its way counts as well. */
const mostEventBytesInOnePart = 512 * 1024;

/** So many heartbeats are in one message: some 10 bytes each. */
const mostBeatsInOnePart = 5000;

/** What one watcher may hold in this process while it does not read. Of events, a screen keeps 500: some 200 kB. */
const mostHeldBytes = 1024 * 1024;

/** An entry of a set: the name itself is the registry's. */
const bytesOfName = 32;

/**
What a watcher has not been told, made into messages when it reads: a snapshot in parts, then what changed. Only events
add up; beyond what may be held the oldest are left out.
*/
export type WatchBacklog = {
	/** Begins the snapshot, once, with these events of the past. What changed before this waits. */
	readonly begin: (history: readonly RegistryEvent[]) => void;
	readonly add: (change: FleetChange) => void;
	/** Takes the next message. Undefined where there is nothing to tell. */
	readonly take: () => FleetUpdate | undefined;
	/** Leaves out the oldest events beyond what may be held. True where too much was held. */
	readonly trim: () => boolean;
	/** True once the snapshot is told. */
	readonly isLive: () => boolean;
	readonly clear: () => void;
};

type Phase =
	| {readonly type: 'waiting'}
	/** `told` of the names are told. It begins with a message of its own. */
	| {readonly type: 'beginning' | 'snapshot'; readonly names: readonly string[]; readonly told: number}
	| {readonly type: 'live'};

/** Nothing is told before it begins. */
export function createWatchBacklog(reader: FleetReader): WatchBacklog {
	const names = createBacklogNames();
	const events = createBacklogEvents();
	let phase: Phase = {type: 'waiting'};
	let isMasterUntold = false;

	const takeEvents = () => events.take(mostInOnePart, mostEventBytesInOnePart).map((event) => reader.event(event));

	/** The agents of these names, and who is gone. */
	const tellAgents = (told: readonly string[]): Pick<FleetUpdate, 'agents' | 'removed'> => ({
		agents: told.flatMap((name) => reader.agent(name) ?? []),
		removed: [...names.takeRemoved(mostInOnePart)],
	});

	/** The past first, then the agents. It ends with the last of them. */
	const takeOfSnapshot = (all: readonly string[], from: number): FleetUpdate => {
		if (events.count() > 0) {
			return fleetUpdate({events: takeEvents()});
		}

		const part = all.slice(from, from + mostInOnePart);
		const told = from + part.length;
		const endsSnapshot = told >= all.length;
		phase = endsSnapshot ? {type: 'live'} : {type: 'snapshot', names: all, told};
		names.dropBeaten(part);
		return fleetUpdate({...tellAgents(part), endsSnapshot});
	};

	const takeMaster = () => {
		const master = isMasterUntold ? reader.master() : undefined;
		isMasterUntold = false;
		return master;
	};

	const takeChanges = (): FleetUpdate | undefined =>
		names.count() + events.count() === 0 && !isMasterUntold
			? undefined
			: fleetUpdate({
					master: takeMaster(),
					...tellAgents(names.takeChanged(mostInOnePart)),
					events: takeEvents(),
					beats: packBeats(names.takeBeaten(mostBeatsInOnePart).flatMap((name) => reader.beat(name) ?? [])),
				});

	return {
		begin(history) {
			if (phase.type === 'waiting') {
				events.addPast(history);
				phase = {type: 'beginning', names: reader.names(), told: 0};
			}
		},
		add(change) {
			names.add(change);
			events.add(change.events);
			isMasterUntold ||= change.isMasterChanged;
		},
		take() {
			switch (phase.type) {
				case 'waiting':
					return undefined;
				case 'beginning':
					phase = {...phase, type: 'snapshot'};
					return fleetUpdate({beginsSnapshot: true, master: reader.master(), events: takeEvents()});
				case 'snapshot':
					return takeOfSnapshot(phase.names, phase.told);
				case 'live':
					return takeChanges();
				default:
					return assertNever(phase);
			}
		},
		trim() {
			const heldNames = names.count() + ('names' in phase ? phase.names.length : 0);
			const isTooMuch = events.bytes() + heldNames * bytesOfName > mostHeldBytes;
			events.trim(mostHeldBytes);
			return isTooMuch;
		},
		isLive: () => phase.type === 'live',
		clear() {
			phase = {type: 'waiting'};
			names.clear();
			events.clear();
		},
	};
}
