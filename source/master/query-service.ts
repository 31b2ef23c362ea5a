import {status} from '@grpc/grpc-js';
import type {AgentRegistryServer} from '../protocol/generated/agent.js';
import {answering} from '../protocol/server.js';
import {version} from '../protocol/version.js';
import {readMoment, toAgentInfo} from './agent-codec.js';
import {createAgentCommands} from './agent-commands.js';
import type {AgentRecord} from './registry-record.js';
import type {MasterContext} from './registry-service.js';

/** What people and scripts ask. */
export function createQueryService(
	context: MasterContext,
	startedAtMs: number,
): Pick<AgentRegistryServer, 'listAgents' | 'getAgentInfo' | 'stopAgent' | 'executeCommand'> {
	const {registry, ledger} = context;
	const commands = createAgentCommands(context);
	const info = (record: AgentRecord) => toAgentInfo(record, readMoment(), ledger.isDurable(record.name));

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
		stopAgent: answering(({agentName}, peerAddress) => commands.stop(agentName, peerAddress)),
		executeCommand(call) {
			call.emit('error', {code: status.UNIMPLEMENTED, details: 'This master runs no commands yet.'});
		},
	};
}
