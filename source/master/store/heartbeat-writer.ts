import {readMoment} from '../../base/moment.js';
import type {Log} from '../../observe/log.js';
import type {AgentRecord} from '../registry/agent-record.js';
import type {RegistryChange} from '../registry/contract.js';
import type {Store, StoredHeartbeat} from './port.js';
import type {StoreTrouble} from './store-trouble.js';
import {toStored} from './stored-agent.js';
import {writeApart} from './write-apart.js';

/** Writes heartbeats behind: the last one of each agent, in one batch. */
export type HeartbeatWriter = {
	/** Costs next to nothing: it is on the path of a heartbeat. */
	readonly take: (change: RegistryChange) => void;
	/** Writes what has come since. What the store does not take now waits for the next time. Never rejects. */
	readonly write: () => Promise<void>;
};

/** No heartbeat waits yet. */
export function createHeartbeatWriter(
	store: Pick<Store, 'writeHeartbeats'>,
	trouble: Pick<StoreTrouble, 'observe'>,
	log: Pick<Log, 'error'>,
): HeartbeatWriter {
	let touched = new Map<string, AgentRecord>();
	return {
		take({type, record}) {
			if (type === 'removed') {
				touched.delete(record.name);
			} else if (type === 'beat' || touched.has(record.name)) {
				touched.set(record.name, record);
			}
		},
		async write() {
			if (touched.size === 0) {
				return;
			}

			const records = touched;
			touched = new Map();
			const moment = readMoment();
			try {
				await writeApart(
					[...records.values()].map((record): StoredHeartbeat => toStored(record, moment)),
					(part) => trouble.observe('heartbeats', () => store.writeHeartbeats(part)),
					({name}, {message}) => log.error(`The heartbeat of agent ${name} is not written: ${message}`),
				);
			} catch {
				// Later ones have come meanwhile. One that is gone meanwhile is none in the store, either.
				touched = new Map([...records, ...touched]);
			}
		},
	};
}
