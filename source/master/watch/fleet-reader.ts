import {type Moment, readMoment} from '../../base/moment.js';
import {version} from '../../base/version.js';
import type {FleetUpdate, WatchedAgent, WatchedEvent} from '../../protocol/generated/agent.js';
import {trust} from '../../protocol/trust.js';
import type {Registry} from '../registry/contract.js';
import type {RegistryEvent} from '../registry/event.js';
import type {Ledger} from '../store/ledger.js';
import {toAgentInfo} from './agent-info.js';
import type {FleetBeat} from './fleet-update.js';

/** What a watcher reads of the fleet, as of the moment when it is told. */
export type FleetReader = {
	readonly names: () => readonly string[];
	/** Undefined where it is gone. */
	readonly agent: (name: string) => WatchedAgent | undefined;
	/** Undefined where it is gone, or was never heard. */
	readonly beat: (name: string) => FleetBeat | undefined;
	readonly event: (event: RegistryEvent) => WatchedEvent;
	readonly master: () => NonNullable<FleetUpdate['master']>;
};

/** The reader of a registry. It gives each agent a number, its handle, by which its heartbeats are told in few bytes. */
export type RegistryReader = FleetReader & {
	/** An agent that comes again by this name gets another handle. */
	readonly forget: (name: string) => void;
	readonly forgetAll: () => void;
};

/** The reader of this registry, in which no agent has a handle yet. */
export function createFleetReader({
	registry,
	ledger,
	startedAt,
	now = readMoment,
}: {
	readonly registry: Pick<Registry, 'list' | 'get'>;
	readonly ledger: Pick<Ledger, 'isDurable' | 'problem'>;
	/** When the master started, on the monotonic clock. */
	readonly startedAt: number;
	readonly now?: (() => Moment) | undefined;
}): RegistryReader {
	const handles = new Map<string, number>();
	let lastHandle = 0;

	const handleOf = (name: string): number => {
		const handle = handles.get(name) ?? ++lastHandle;
		handles.set(name, handle);
		return handle;
	};

	return {
		names: () => registry.list().map(({name}) => name),
		agent(name) {
			const record = registry.get(name);
			return (
				record && {
					handle: handleOf(name),
					info: {...toAgentInfo(record, now(), ledger.isDurable(name)), lastHeartbeat: 0, status: ''},
					streamOpen: record.streamId !== undefined,
				}
			);
		},
		beat(name) {
			const record = registry.get(name);
			return record?.lastHeartbeatAt === undefined
				? undefined
				: {
						handle: handleOf(name),
						ageMs: clampAge(now().monotonicMs - record.lastHeartbeatAt),
						streak: record.streak,
						roundTripMs: record.roundTripMs ?? 0,
					};
		},
		event: (event) => ({
			eventId: event.id,
			agentName: event.agentName,
			eventType: event.type,
			severity: event.severity,
			message: event.message,
			ageMs: Math.max(0, now().wallMs - event.atWallMs),
			from: event.data['from'] ?? '',
			reason: event.data['reason'] ?? '',
		}),
		master: () => ({
			version,
			uptimeMs: Math.round(now().monotonicMs - startedAt),
			storeProblem: ledger.problem()?.message ?? '',
			trust,
		}),
		forget(name) {
			handles.delete(name);
		},
		forgetAll() {
			handles.clear();
		},
	};
}

/** As many milliseconds as the field holds: some 49 days. */
function clampAge(ageMs: number): number {
	return Math.min(0xff_ff_ff_ff, Math.max(0, Math.round(ageMs)));
}
