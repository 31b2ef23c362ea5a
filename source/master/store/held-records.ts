import type {AgentRecord} from '../registry/agent-record.js';
import type {RegistryChange} from '../registry/contract.js';

/**
The newest records of the agents that are being written, or wait for it: a write that is repeated, or that is split, does
not write an older record over a newer one.
*/
export type HeldRecords = {
	/** Until it was released as often. */
	readonly hold: (record: AgentRecord) => void;
	readonly release: (name: string) => void;
	/** A newer record, or none any more, of an agent that may be held. */
	readonly take: (change: RegistryChange) => void;
	readonly has: (name: string) => boolean;
	/** Undefined where it is not held, or gone. */
	readonly get: (name: string) => AgentRecord | undefined;
};

/** Nothing is held. */
export function createHeldRecords(): HeldRecords {
	const held = new Map<string, {record: AgentRecord | undefined; times: number}>();
	return {
		hold(record) {
			const entry = held.get(record.name);
			held.set(record.name, {record, times: (entry?.times ?? 0) + 1});
		},
		release(name) {
			const entry = held.get(name);
			if (entry !== undefined && --entry.times === 0) {
				held.delete(name);
			}
		},
		take({type, record}) {
			const entry = held.get(record.name);
			if (entry !== undefined) {
				entry.record = type === 'removed' ? undefined : record;
			}
		},
		has: (name) => held.has(name),
		get: (name) => held.get(name)?.record,
	};
}
