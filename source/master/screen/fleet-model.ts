import type {FleetUpdate, WatchedAgent, WatchedBeats, WatchedEvent} from '../../protocol/generated/agent.js';
import {safeText} from '../../protocol/text.js';
import type {Contact} from '../contact.js';
import type {Liveness} from '../registry-record.js';
import {readAgeMs, readCount} from '../told-values.js';
import {type FleetAgent, readAgent, readLiveness, withRoundTrip} from './fleet-agent.js';
import {type FleetEvent, readEvent} from './fleet-event.js';
import {addIncident, forgetIncidents, type Incidents} from './incidents.js';
import {addPassage, type Passage} from './passages.js';

/** So many events are kept. */
const mostEvents = 500;

/** What a screen knows of a fleet. It has no clock: `now` is monotonic milliseconds. */
export type FleetModel = {
	/** Takes in what the master tells. `now`: it must be seen at once. */
	readonly apply: (now: number, update: FleetUpdate) => 'now' | 'soon';
	readonly setContact: (contact: Contact) => void;
	readonly contact: () => Contact;
	/** The names of the agents, unsorted, and what they are. */
	readonly agents: () => ReadonlyMap<string, FleetAgent>;
	readonly counts: () => Readonly<Record<Liveness, number>>;
	/** The newest last. */
	readonly events: () => readonly FleetEvent[];
	readonly historyOf: (name: string) => readonly Passage[];
	readonly incidents: () => Incidents;
	/** Undefined until it was told. */
	readonly master: () => {readonly version: string; readonly startedAtMs: number} | undefined;
	/** True once a whole snapshot has come. */
	readonly isKnown: () => boolean;
	/** Grows with every change. */
	readonly revision: () => number;
};

export function createFleetModel(first: Contact): FleetModel {
	const agents = new Map<string, FleetAgent>();
	const namesOfHandles = new Map<number, string>();
	const handlesOfNames = new Map<string, number>();
	const histories = new Map<string, readonly Passage[]>();
	const incidents = new Map<number, 'late' | 'lost'>();
	const eventIds = new Set<string>();
	let events: FleetEvent[] = [];
	const counts: Record<Liveness, number> = noAgents();
	let contact = first;
	let master: {readonly version: string; readonly startedAtMs: number} | undefined;
	/** While a snapshot is under way: the names that it has told. */
	let told: Set<string> | undefined;
	let isKnown = false;
	let revision = 0;

	const notePassage = (name: string, passage: Passage) => {
		histories.set(name, addPassage(histories.get(name) ?? [], passage));
		if (passage.to === 'late' || passage.to === 'lost') {
			addIncident(incidents, passage.atMs, passage.to);
		}
	};

	const forgetHandle = (name: string) => {
		const handle = handlesOfNames.get(name);
		if (handle !== undefined && namesOfHandles.get(handle) === name) {
			namesOfHandles.delete(handle);
		}

		handlesOfNames.delete(name);
	};

	const remove = (name: string) => {
		forgetHandle(name);
		const agent = agents.get(name);
		if (agent !== undefined) {
			counts[agent.liveness]--;
			agents.delete(name);
			histories.delete(name);
		}
	};

	const takeAgent = (now: number, watched: WatchedAgent): boolean => {
		const name = safeText(watched.info?.agentName ?? '', 253);
		const former = agents.get(name);
		const agent = readAgent(name, watched, former, now);
		if (agent === undefined) {
			return false;
		}

		agents.set(name, agent);
		forgetHandle(name);
		handlesOfNames.set(name, watched.handle);
		namesOfHandles.set(watched.handle, name);
		told?.add(agent.name);
		counts[agent.liveness]++;
		if (former !== undefined) {
			counts[former.liveness]--;
		}

		if (former?.liveness !== agent.liveness || !histories.has(agent.name)) {
			const from = former?.liveness === agent.liveness ? undefined : former?.liveness;
			notePassage(agent.name, {atMs: agent.sinceMs, from, to: agent.liveness});
		}

		return former?.liveness !== agent.liveness;
	};

	const takeEvent = (now: number, watched: WatchedEvent) => {
		const name = safeText(watched.agentName, 253);
		const event = readEvent(watched, told === undefined ? agents.get(name) : undefined, now);
		const to = watched.eventType === 'agent.registered' ? 'active' : readLiveness(watched.eventType.slice(6));
		if (to !== undefined && watched.eventType.startsWith('agent.')) {
			notePassage(name, {atMs: event.atMs, from: readLiveness(watched.from), to});
		}

		// Every snapshot tells of the last hour again.
		if (!eventIds.has(event.id)) {
			eventIds.add(event.id);
			events.push(event);
		}
	};

	const takeBeats = (now: number, {handles, agesMs, streaks, roundTripsMs}: WatchedBeats) => {
		for (const [index, handle] of handles.entries()) {
			const name = namesOfHandles.get(handle);
			const agent = name === undefined ? undefined : agents.get(name);
			if (agent !== undefined) {
				agents.set(agent.name, {
					...agent,
					lastHeartbeatAtMs: now - readAgeMs(agesMs[index]),
					streak: readCount(streaks[index] ?? agent.streak),
					...withRoundTrip(agent, roundTripsMs[index]),
				});
			}
		}
	};

	const beginSnapshot = () => {
		told = new Set();
		namesOfHandles.clear();
		handlesOfNames.clear();
		histories.clear();
	};

	const endSnapshot = () => {
		for (const name of [...agents.keys(), ...histories.keys()]) {
			if (told?.has(name) === false) {
				remove(name);
				histories.delete(name);
			}
		}

		told = undefined;
		isKnown = true;
	};

	return {
		apply(now, update) {
			revision++;
			if (update.beginsSnapshot) {
				beginSnapshot();
			}

			if (update.master !== undefined) {
				master = {version: safeText(update.master.version, 64), startedAtMs: now - readAgeMs(update.master.uptimeMs)};
			}

			for (const event of update.events) {
				takeEvent(now, event);
			}

			const isNews = update.agents.map((agent) => takeAgent(now, agent)).some(Boolean);
			for (const name of update.removed) {
				remove(safeText(name, 253));
			}

			if (update.beats !== undefined) {
				takeBeats(now, update.beats);
			}

			if (update.endsSnapshot) {
				endSnapshot();
			}

			if (update.events.length > 0) {
				events = events.sort((one, other) => one.atMs - other.atMs).slice(-mostEvents);
				if (eventIds.size > 4 * mostEvents) {
					eventIds.clear();
					for (const {id} of events) {
						eventIds.add(id);
					}
				}
			}

			forgetIncidents(incidents, now);
			return isNews || update.events.length > 0 || update.removed.length > 0 || update.endsSnapshot ? 'now' : 'soon';
		},
		setContact(next) {
			contact = next;
			revision++;
		},
		contact: () => contact,
		agents: () => agents,
		counts: () => counts,
		events: () => events,
		historyOf: (name) => histories.get(name) ?? [],
		incidents: () => incidents,
		master: () => master,
		isKnown: () => isKnown,
		revision: () => revision,
	};
}

function noAgents(): Record<Liveness, number> {
	return {active: 0, late: 0, lost: 0, stopped: 0, awaited: 0};
}
