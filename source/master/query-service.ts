import {status} from '@grpc/grpc-js';
import {isUnspecifiedHost, parseAddress} from '../protocol/address.js';
import {type AgentRegistryServer, EndReason} from '../protocol/generated/agent.js';
import {answering, StatusError} from '../protocol/server.js';
import {safeText} from '../protocol/text.js';
import {version} from '../protocol/version.js';
import {callShutdown} from './agent-client.js';
import {readMoment, toAgentInfo} from './agent-codec.js';
import type {AgentRecord} from './registry-record.js';
import {isGoPeer} from './registry-record.js';
import type {MasterContext} from './registry-service.js';

/** How long an agent's own port may take to answer `Shutdown`. */
const shutdownLimitMs = 5000;

/** What people and scripts ask. */
export function createQueryService(
	{registry, ledger, streams, log}: MasterContext,
	startedAtMs: number,
): Pick<AgentRegistryServer, 'listAgents' | 'getAgentInfo' | 'stopAgent' | 'executeCommand'> {
	const info = (record: AgentRecord) => toAgentInfo(record, readMoment(), ledger.isDurable(record.name));

	const stop = async (record: AgentRecord, peerAddress: string): Promise<string> => {
		if (record.streamId !== undefined) {
			streams.end(record.streamId, EndReason.STOP_REQUESTED, `asked by the master, for ${peerAddress}`);
			return 'Agent told to stop';
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
		return 'Agent told to stop';
	};

	return {
		listAgents: answering(() => ({
			agents: registry.list().map(info),
			master: {version, uptimeMs: Math.round(performance.now() - startedAtMs)},
		})),
		getAgentInfo: answering(({agentName}) => {
			const record = registry.get(agentName);
			return record === undefined
				? {success: false, message: 'Agent not found', agentInfo: undefined}
				: {success: true, message: '', agentInfo: info(record)};
		}),
		stopAgent: answering(async ({agentName}, peerAddress) => {
			const record = registry.get(agentName);
			if (record === undefined) {
				return {success: false, message: 'Agent not found'};
			}

			log.warn(`Agent ${agentName} is asked to stop, for ${peerAddress}`);
			try {
				return {success: true, message: await stop(record, peerAddress)};
			} catch (error) {
				return {success: false, message: safeText(error instanceof Error ? error.message : String(error), 400)};
			}
		}),
		executeCommand(call) {
			call.emit('error', {code: status.UNIMPLEMENTED, details: 'This master runs no commands yet.'});
		},
	};
}

/**
Where an agent's own port can be reached from here. A Go agent that listens everywhere reports `[::]:50051`: then it is
the host that the registration came from. Undefined where there is none.
*/
export function addressToDial({address, peerAddress}: Pick<AgentRecord, 'address' | 'peerAddress'>) {
	const portOnly = /^:(?<port>\d{1,5})$/u.exec(address)?.groups?.['port'];
	const parsed = portOnly === undefined ? parseAddress(address, 0) : {host: '', port: Number(portOnly)};
	if (parsed === undefined || parsed.port === 0) {
		return undefined;
	}

	return isUnspecifiedHost(parsed.host) ? {host: peerAddress, port: parsed.port} : parsed;
}
