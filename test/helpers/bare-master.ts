import {createEventBus} from '../../source/master/events/event-bus.js';
import type {Registry} from '../../source/master/registry/contract.js';
import {createRegistry} from '../../source/master/registry/registry.js';
import {createAnnouncer} from '../../source/master/sessions/announcer.js';
import {createRegistryService} from '../../source/master/sessions/registry-service.js';
import {createSessionStreams} from '../../source/master/sessions/session-streams.js';
import {createLedger} from '../../source/master/store/ledger.js';
import {AgentRegistryService} from '../../source/protocol/generated/agent.js';
import {serve} from '../../source/protocol/server.js';
import {createMemoryStore} from './memory-store.js';

/** The registry service of a master, on a registry that a test can reach into. Nothing is swept, nothing is stored. */
export type BareMaster = {
	readonly port: number;
	readonly address: {readonly host: string; readonly port: number};
	readonly registry: Registry;
	readonly close: () => Promise<void>;
};

export async function startBareMaster(): Promise<BareMaster> {
	const silent = () => {};
	const log = {debug: silent, info: silent, warn: silent, error: silent, close: silent};
	const registry = createRegistry();
	const ledger = createLedger({...createMemoryStore(), commit: async () => ({newEventIds: []})}, log, registry);
	const bus = createEventBus(log);
	const streams = createSessionStreams();
	const fleet = createAnnouncer({ledger, bus, streams, log});
	const handlers = createRegistryService({registry, ledger, bus, streams, fleet, log});
	const {registerAgent, heartbeat, session, unregisterAgent} = AgentRegistryService;
	const server = await serve(
		{host: '127.0.0.1', port: 0},
		[{definition: {registerAgent, heartbeat, session, unregisterAgent}, handlers: {...handlers}}],
		{host: 'host', port: 'port'},
	);
	return {
		port: server.address.port,
		address: server.address,
		registry,
		async close() {
			await server.close(0);
			await ledger.close();
		},
	};
}
