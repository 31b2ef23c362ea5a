import {type Address, formatAddress} from '../base/address.js';
import {formatDuration} from '../base/durations.js';
import {readMoment} from '../base/moment.js';
import {version} from '../base/version.js';
import type {Log} from '../observe/log.js';
import {AgentRegistryService, EndReason} from '../protocol/generated/agent.js';
import {type Liveness, livenessWords} from '../protocol/liveness.js';
import {serve} from '../protocol/server.js';
import {createEventBus} from './events/event-bus.js';
import {createEventService} from './events/event-service.js';
import {createRegistry} from './registry/registry.js';
import {type AgentCommands, createAgentCommands} from './sessions/agent-commands.js';
import {createAnnouncer} from './sessions/announcer.js';
import type {MasterContext} from './sessions/master-context.js';
import {createRegistryService} from './sessions/registry-service.js';
import {createSessionStreams} from './sessions/session-streams.js';
import {createLedger} from './store/ledger.js';
import type {Store} from './store/port.js';
import {fromStored} from './store/stored-agent.js';
import {createQueryService} from './watch/query-service.js';
import {createWatchService} from './watch/watch-service.js';
import {createWatchTracker, type WatchTracker} from './watch/watch-tracker.js';

const sweepIntervalMs = 250;

/** A stall shorter than this is not worth a line. */
const tellStallMs = 2000;

const cleanIntervalMs = 60 * 60 * 1000;

/** How long running calls may go on when the master stops. */
const closeGraceMs = 300;

/** Where a master listens, and what it keeps. */
export type MasterSettings = {
	readonly host: string;
	readonly port: number;
	readonly keepEventsMs: number;
};

/** A master that runs in this process. */
export type Master = {
	readonly address: Address;
	readonly status: () => Promise<MasterStatus>;
	/** What changes in the fleet, for a screen in this process. */
	readonly tracker: WatchTracker;
	/** What a person may ask of an agent. */
	readonly commands: AgentCommands;
	/** Tells its agents, writes what waits, closes the store. Idempotent. */
	readonly close: () => Promise<void>;
};

/** What a running master tells of itself. Keys stay. */
export type MasterStatus = {
	readonly pid: number;
	readonly version: string;
	readonly address: string;
	readonly uptimeMs: number;
	readonly agents: Readonly<Record<Liveness, number>>;
	readonly streams: number;
	/** Why the registry cannot be written. */
	readonly storeProblem: string | null;
	readonly commits: number;
	readonly log: string | null;
	readonly dataDirectory: string;
};

/** Opens the registry and serves it. The store is the master's from now on, also where this throws. */
export async function openMaster(
	{host, port, keepEventsMs}: MasterSettings,
	store: Store,
	log: Log,
	facts: Pick<MasterStatus, 'log' | 'dataDirectory'>,
): Promise<Master> {
	const startedAt = performance.now();
	const registry = createRegistry({sweepIntervalMs});
	const ledger = createLedger(store, log, registry);
	const bus = createEventBus(log);
	const streams = createSessionStreams();
	const fleet = createAnnouncer({ledger, bus, streams, log});
	const context = {registry, ledger, bus, streams, fleet, log};
	const tracker = createWatchTracker({registry, ledger, bus, readEvents: store.readEvents, startedAt});
	try {
		const moment = readMoment();
		const stored = await store.loadAgents();
		const awaited = registry.restore(
			moment.monotonicMs,
			stored.map((agent) => fromStored(agent, moment)),
		);
		log.info(`Registry read: ${stored.length} agents, ${awaited.length} of them awaited`);
		const server = await serve(
			{host, port},
			[
				{
					definition: AgentRegistryService,
					handlers: {
						...createRegistryService(context),
						...createQueryService(context, startedAt),
						...createEventService(context, store.readEvents),
						...createWatchService(tracker),
					},
				},
			],
			{host: '--host', port: '--port'},
		);

		const endChores = beginChores({registry, fleet, store, log, keepEventsMs});
		let closing: Promise<void> | undefined;
		const close = async () => {
			endChores();
			fleet.close();
			tracker.close();
			streams.endAll(EndReason.GOING_AWAY, 'The master stops');
			await server.close(closeGraceMs);
			await ledger.close();
		};

		return {
			address: server.address,
			tracker,
			commands: createAgentCommands(context),
			async status() {
				const agents = Object.fromEntries(livenessWords.map((word) => [word, 0])) as Record<Liveness, number>;
				for (const {liveness} of registry.list()) {
					agents[liveness]++;
				}

				return {
					...facts,
					pid: process.pid,
					version,
					address: formatAddress(server.address),
					uptimeMs: Math.round(performance.now() - startedAt),
					agents,
					streams: streams.count(),
					storeProblem: ledger.problem()?.message ?? null,
					commits: (await store.statistics()).commits,
				};
			},
			close() {
				closing ??= close();
				return closing;
			},
		};
	} catch (error) {
		await ledger.close();
		throw error;
	}
}

/** What a master does by itself: it judges silence, and deletes old events. Returns how to end that. */
function beginChores({
	registry,
	fleet,
	store,
	log,
	keepEventsMs,
}: Pick<MasterContext, 'registry' | 'fleet' | 'log'> & {
	readonly store: Store;
	readonly keepEventsMs: number;
}): () => void {
	const sweep = () => {
		const {transitions, stalledMs} = registry.sweep(performance.now());
		if (stalledMs >= tellStallMs) {
			log.warn(`This master stood still for ${formatDuration(stalledMs)}: every deadline moved by as much`);
		}

		void fleet.tell(transitions);
	};

	const clean = () => {
		store.deleteEventsBefore(Date.now() - keepEventsMs).catch((error: unknown) => {
			log.warn(`Old events cannot be deleted: ${error instanceof Error ? error.message : String(error)}`);
		});
	};

	const sweeping = setInterval(sweep, sweepIntervalMs);
	const cleaning = setInterval(clean, cleanIntervalMs);
	clean();
	return () => {
		clearInterval(sweeping);
		clearInterval(cleaning);
	};
}
