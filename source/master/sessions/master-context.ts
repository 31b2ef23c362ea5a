import type {Log} from '../../observe/log.js';
import type {EventBus} from '../events/event-bus.js';
import type {Registry} from '../registry/contract.js';
import type {Ledger} from '../store/ledger.js';
import type {Fleet} from './announcer.js';
import type {SessionStreams} from './session-streams.js';

/** What the services of a master work on. */
export type MasterContext = {
	readonly registry: Registry;
	readonly ledger: Ledger;
	readonly streams: SessionStreams;
	readonly bus: EventBus;
	readonly fleet: Fleet;
	readonly log: Log;
};
