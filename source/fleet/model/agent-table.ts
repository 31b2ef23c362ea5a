import type {Liveness} from '../../protocol/liveness.js';
import type {FleetAgent} from './fleet-agent.js';

/** The agents that a screen knows, by name and by the handle that the master has given them. */
export type AgentTable = {
	readonly agents: ReadonlyMap<string, FleetAgent>;
	readonly counts: Readonly<Record<Liveness, number>>;
	/** Puts an agent in, in place of what was known of it. */
	readonly put: (agent: FleetAgent, handle: number) => void;
	/** The agent that a handle stands for. */
	readonly byHandle: (handle: number) => FleetAgent | undefined;
	/** What a heartbeat changes of an agent that is there. */
	readonly refresh: (agent: FleetAgent) => void;
	readonly remove: (name: string) => void;
	/** Handles are given anew with each snapshot. */
	readonly forgetHandles: () => void;
};

/** An empty table. */
export function createAgentTable(): AgentTable {
	const agents = new Map<string, FleetAgent>();
	const namesOfHandles = new Map<number, string>();
	const handlesOfNames = new Map<string, number>();
	const counts: Record<Liveness, number> = {active: 0, late: 0, lost: 0, stopped: 0, awaited: 0};

	const forgetHandle = (name: string) => {
		const handle = handlesOfNames.get(name);
		if (handle !== undefined && namesOfHandles.get(handle) === name) {
			namesOfHandles.delete(handle);
		}

		handlesOfNames.delete(name);
	};

	const discount = (agent: FleetAgent | undefined) => {
		if (agent !== undefined) {
			counts[agent.liveness]--;
		}
	};

	return {
		agents,
		counts,
		put(agent, handle) {
			discount(agents.get(agent.name));
			counts[agent.liveness]++;
			agents.set(agent.name, agent);
			forgetHandle(agent.name);
			handlesOfNames.set(agent.name, handle);
			namesOfHandles.set(handle, agent.name);
		},
		byHandle: (handle) => agents.get(namesOfHandles.get(handle) ?? ''),
		refresh: (agent) => void agents.set(agent.name, agent),
		remove(name) {
			forgetHandle(name);
			discount(agents.get(name));
			agents.delete(name);
		},
		forgetHandles() {
			namesOfHandles.clear();
			handlesOfNames.clear();
		},
	};
}
