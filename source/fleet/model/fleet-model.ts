import {safeText} from '../../base/safe-text.js';
import type {FleetUpdate, WatchedAgent, WatchedBeats, WatchedEvent} from '../../protocol/generated/agent.js';
import type {Liveness} from '../../protocol/liveness.js';
import {readAgeMs, readCount} from '../../protocol/wire-numbers.js';
import {type AgentTable, createAgentTable} from './agent-table.js';
import {createEventList} from './event-list.js';
import {type FleetAgent, readAgent, readLiveness, withRoundTrip} from './fleet-agent.js';
import {type FleetEvent, readEvent} from './fleet-event.js';
import {createLivenessHistories, type LivenessHistories} from './liveness-histories.js';
import type {LivenessChange} from './liveness-history.js';
import type {Reach} from './reach.js';
import type {TroubleBuckets} from './trouble-buckets.js';

/** What a screen knows of a fleet. It has no clock: `now` is monotonic milliseconds. */
export type FleetModel = {
	/** Takes in what the master tells. `now`: it must be seen at once. */
	readonly apply: (now: number, update: FleetUpdate) => 'now' | 'soon';
	readonly setReach: (reach: Reach) => void;
	readonly reach: () => Reach;
	/** The names of the agents, unsorted, and what they are. */
	readonly agents: () => ReadonlyMap<string, FleetAgent>;
	readonly counts: () => Readonly<Record<Liveness, number>>;
	/** The newest last. */
	readonly events: () => readonly FleetEvent[];
	readonly historyOf: (name: string) => readonly LivenessChange[];
	readonly troubles: () => TroubleBuckets;
	/** Undefined until it was told. */
	readonly master: () =>
		| {
				readonly version: string;
				readonly startedAt: number;
				/** Why it cannot write its registry. Empty where it can. */
				readonly storeProblem: string;
				/** What a connection to it is, in a word. Empty where that is not told. */
				readonly trust: string;
		  }
		| undefined;
	/** True once a whole snapshot has come. */
	readonly isKnown: () => boolean;
	/** Grows with every change. */
	readonly revision: () => number;
};

/** An empty fleet, of which nothing was told yet. */
export function createFleetModel(first: Reach): FleetModel {
	const table = createAgentTable();
	const histories = createLivenessHistories();
	const list = createEventList();
	let reach = first;
	let master: ReturnType<FleetModel['master']>;
	/** While a snapshot is under way: the names that it has told. */
	let told: Set<string> | undefined;
	let isKnown = false;
	let revision = 0;

	/** Returns whether one of them is not what it was. */
	const takeAgents = (now: number, watched: readonly WatchedAgent[]) => {
		const names = watched.map((one) => takeAgent(table, histories, one, now));
		for (const taken of names) {
			if (taken !== undefined) {
				told?.add(taken.name);
			}
		}

		return names.some((taken) => taken?.isNews === true);
	};

	return {
		apply(now, update) {
			revision++;
			if (update.beginsSnapshot) {
				told = new Set();
				table.forgetHandles();
				histories.forgetAll();
			}

			if (update.master !== undefined) {
				master = {
					version: safeText(update.master.version, 64),
					startedAt: now - readAgeMs(update.master.uptimeMs),
					storeProblem: safeText(update.master.storeProblem, 400),
					trust: safeText(update.master.trust, 40),
				};
			}

			// In a snapshot events are older than what is known of their agents.
			const agents = told === undefined ? table.agents : undefined;
			const events = update.events.map((event) => takeEvent(histories, agents, event, now));
			const isNews = takeAgents(now, update.agents);
			for (const name of update.removed) {
				remove(table, histories, safeText(name, 253));
			}

			takeBeats(table, update.beats, now);
			if (update.endsSnapshot) {
				removeUntold(table, histories, told);
				told = undefined;
				isKnown = true;
			}

			list.take(events);
			histories.forgetOldIncidents(now);
			const isAnyNews = isNews || events.length > 0 || update.removed.length > 0 || update.master !== undefined;
			return isAnyNews || update.endsSnapshot ? 'now' : 'soon';
		},
		setReach(next) {
			reach = next;
			revision++;
		},
		reach: () => reach,
		agents: () => table.agents,
		counts: () => table.counts,
		events: list.all,
		historyOf: histories.of,
		troubles: () => histories.troubles,
		master: () => master,
		isKnown: () => isKnown,
		revision: () => revision,
	};
}

/** Takes in one agent. Undefined where it is none. `isNews`: its liveness is another than it was. */
function takeAgent(
	table: AgentTable,
	histories: LivenessHistories,
	watched: WatchedAgent,
	now: number,
): {readonly name: string; readonly isNews: boolean} | undefined {
	const name = safeText(watched.info?.agentName ?? '', 253);
	const former = table.agents.get(name);
	const agent = readAgent(name, watched, former, now);
	if (agent === undefined) {
		return undefined;
	}

	const isNews = former?.liveness !== agent.liveness;
	table.put(agent, watched.handle);
	if (isNews || histories.of(name).length === 0) {
		histories.note(name, {at: agent.livenessAt, from: isNews ? former?.liveness : undefined, to: agent.liveness});
	}

	return {name, isNews};
}

/** `agents` are those of the moment when it happened, where they are known. */
function takeEvent(
	histories: LivenessHistories,
	agents: ReadonlyMap<string, FleetAgent> | undefined,
	watched: WatchedEvent,
	now: number,
): FleetEvent {
	const name = safeText(watched.agentName, 253);
	const event = readEvent(watched, agents?.get(name), now);
	const to = watched.eventType === 'agent.registered' ? 'active' : readLiveness(watched.eventType.slice(6));
	if (to !== undefined && watched.eventType.startsWith('agent.')) {
		histories.note(name, {at: event.at, from: readLiveness(watched.from), to});
	}

	return event;
}

function takeBeats(table: AgentTable, beats: WatchedBeats | undefined, now: number): void {
	if (beats === undefined) {
		return;
	}

	const {handles, agesMs, streaks, roundTripsMs} = beats;
	for (const [index, handle] of handles.entries()) {
		const agent = table.byHandle(handle);
		if (agent !== undefined) {
			table.refresh({
				...agent,
				lastHeartbeatAt: now - readAgeMs(agesMs[index]),
				streak: readCount(streaks[index] ?? agent.streak),
				...withRoundTrip(agent, roundTripsMs[index]),
			});
		}
	}
}

function remove(table: AgentTable, histories: LivenessHistories, name: string): void {
	table.remove(name);
	histories.forget(name);
}

/** What a whole snapshot has not told is there no more. */
function removeUntold(table: AgentTable, histories: LivenessHistories, told: ReadonlySet<string> | undefined): void {
	for (const name of [...table.agents.keys(), ...histories.names()]) {
		if (told?.has(name) === false) {
			remove(table, histories, name);
		}
	}
}
