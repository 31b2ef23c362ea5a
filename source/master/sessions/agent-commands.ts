import {status} from '@grpc/grpc-js';
import {isUnspecifiedHost, parseAddress} from '../../base/address.js';
import {safeText} from '../../base/safe-text.js';
import type {CommandResult} from '../../protocol/command-result.js';
import {EndReason} from '../../protocol/generated/agent.js';
import {isConnected} from '../../protocol/liveness.js';
import {StatusError} from '../../protocol/status-error.js';
import type {AgentRecord} from '../registry/agent-record.js';
import {isGoPeer} from '../registry/agent-record.js';
import type {RegistryEvent} from '../registry/event.js';
import {callShutdown} from './agent-client.js';
import {agentEvent} from './announcer.js';
import type {MasterContext} from './master-context.js';

/** How long an agent's own port may take to answer `Shutdown`. */
const shutdownLimitMs = 5000;

/** What a master does to an agent when somebody asks for it: by a call, or on its own screen. */
export type AgentCommands = {
	/** Tells an agent to stop. `by` is who asks, such as an IP. */
	readonly stop: (name: string, by: string) => Promise<CommandResult>;
	/**
	Forgets an agent; one that is active or late, or becomes that meanwhile, only with `force`. Throws a `StatusError` where
	that cannot be written: then the agent is still there.
	*/
	readonly remove: (name: string, by: string, options: {readonly force: boolean}) => Promise<CommandResult>;
};

type CommandContext = Pick<MasterContext, 'registry' | 'ledger' | 'bus' | 'streams' | 'log'>;

const notFound: CommandResult = {success: false, message: 'Agent not found'};

/** The commands of a master, on its registry. */
export function createAgentCommands(context: CommandContext): AgentCommands {
	const {registry, streams, log} = context;
	return {
		async stop(name, by) {
			const record = registry.get(name);
			if (record === undefined) {
				return notFound;
			}

			log.warn(`Agent ${name} is asked to stop, for ${by}`);
			try {
				await tellToStop(record, by, streams);
				return {success: true, message: 'Agent told to stop'};
			} catch (error) {
				return {success: false, message: safeText(error instanceof Error ? error.message : String(error), 400)};
			}
		},
		remove: createRemoval(context),
	};
}

/** Down the agent's stream, or else at its own port. Throws a `StatusError` where there is neither, or where it fails. */
async function tellToStop(record: AgentRecord, by: string, streams: MasterContext['streams']): Promise<void> {
	const {streamId} = record;
	const reason = `asked by the master, for ${by}`;
	// The agent unregisters and then ends the stream itself: that its connection breaks is no news.
	if (streamId !== undefined && streams.tellEnd(streamId, EndReason.STOP_REQUESTED, reason)) {
		return;
	}

	const address = addressToDial(record);
	if (address === undefined) {
		throw new StatusError(
			status.UNAVAILABLE,
			isGoPeer(record)
				? `Agent ${record.name} reports no address that can be dialled: "${record.address}"`
				: `Agent ${record.name} is ${record.liveness} and has no port: it cannot be told`,
		);
	}

	await callShutdown(address, shutdownLimitMs);
}

/** How an agent is forgotten, which may come back while its removal is written. */
function createRemoval({registry, ledger, bus, streams, log}: CommandContext): AgentCommands['remove'] {
	const write = async (name: string, event: RegistryEvent) => {
		try {
			await ledger.remove(name, event);
		} catch (error) {
			throw new StatusError(
				status.UNAVAILABLE,
				`This master cannot remove agents now: ${error instanceof Error ? error.message : String(error)}`,
			);
		}
	};

	const refuse = ({name, liveness}: AgentRecord): CommandResult => ({
		success: false,
		message: `Agent ${name} is ${liveness}`,
	});

	/** What was removed already is written again, and the history goes on with what is true. */
	const putBack = async (record: AgentRecord, former: AgentRecord['liveness']): Promise<CommandResult> => {
		const {name, liveness} = record;
		const reason = 'it came back while it was being removed';
		const event = agentEvent(record, `agent.${liveness}`, 'info', `${name} is ${liveness}: ${reason}`, {
			from: former,
			reason,
			session: record.sessionId,
		});
		await ledger.record([record], [event]);
		bus.publish(event);
		return refuse(record);
	};

	return async (name, by, {force}) => {
		const record = registry.get(name);
		if (record === undefined) {
			return notFound;
		}

		if (!force && isConnected(record.liveness)) {
			return refuse(record);
		}

		const event = agentEvent(record, 'agent.removed', 'warning', `${name} was removed from the registry`);
		await write(name, event);
		const current = registry.get(name);
		// One that registered meanwhile was registered after the removal.
		if (current?.sessionId === record.sessionId && current.registeredAt === record.registeredAt) {
			if (!force && isConnected(current.liveness)) {
				return putBack(current, record.liveness);
			}

			registry.remove(name);
			streams.end(current.streamId, EndReason.REMOVED, `removed from ${by}`);
			if (current !== record) {
				// What changed meanwhile may have been written, after the removal.
				await write(name, event);
			}
		}

		log.warn(`Agent ${name} was removed from ${by}`);
		bus.publish(event);
		return {success: true, message: 'Agent removed'};
	};
}

/**
Where an agent's own port can be reached from here. A Go agent that listens everywhere reports `[::]:50051`: then it is
the host that the registration came from. Undefined where there is none.
*/
function addressToDial({address, peerAddress}: Pick<AgentRecord, 'address' | 'peerAddress'>) {
	const portOnly = /^:(?<port>\d{1,5})$/u.exec(address)?.groups?.['port'];
	const parsed = portOnly === undefined ? parseAddress(address, 0) : {host: '', port: Number(portOnly)};
	if (parsed === undefined || parsed.port === 0) {
		return undefined;
	}

	return isUnspecifiedHost(parsed.host) ? {host: peerAddress, port: parsed.port} : parsed;
}
