import {status} from '@grpc/grpc-js';
import {readMoment} from '../../base/moment.js';
import {version} from '../../base/version.js';
import type {AgentRegistryServer} from '../../protocol/generated/agent.js';
import {answering} from '../../protocol/server.js';
import {trust} from '../../protocol/trust.js';
import type {AgentRecord} from '../registry/agent-record.js';
import type {SystemInfo} from '../registry/system-info.js';
import {createAgentCommands} from '../sessions/agent-commands.js';
import type {MasterContext} from '../sessions/master-context.js';
import {toAgentInfo} from './agent-info.js';

/**
A list holds so much of what agents say of their machines, in bytes, in the order of their registration: the answer for
10,000 agents stays below the 4 MiB that a Go client takes. GetAgentInfo tells it of every agent.
*/
const largestListedSystemInfo = 1024 * 1024;

/** What people and scripts ask. */
export function createQueryService(
	context: MasterContext,
	startedAt: number,
): Pick<AgentRegistryServer, 'listAgents' | 'getAgentInfo' | 'stopAgent' | 'executeCommand'> {
	const {registry, ledger} = context;
	const commands = createAgentCommands(context);
	const info = (record: AgentRecord, system?: SystemInfo) =>
		toAgentInfo(record, readMoment(), ledger.isDurable(record.name), system);
	const list = () => {
		let room = largestListedSystemInfo;
		return registry.list().map((record) => {
			const system = registry.systemInfo(record.name);
			if (system === undefined || system.json.length > room) {
				return info(record);
			}

			room -= system.json.length;
			return info(record, system);
		});
	};

	return {
		listAgents: answering(() => ({
			agents: list(),
			master: {
				version,
				uptimeMs: Math.round(performance.now() - startedAt),
				storeProblem: ledger.problem()?.message ?? '',
				trust,
			},
		})),
		getAgentInfo: answering(({agentName}) => {
			const record = registry.get(agentName);
			return record === undefined
				? {success: false, message: 'Agent not found', agentInfo: undefined}
				: {success: true, message: '', agentInfo: info(record, registry.systemInfo(agentName))};
		}),
		stopAgent: answering(({agentName}, peerAddress) => commands.stop(agentName, peerAddress)),
		executeCommand(call) {
			call.emit('error', {code: status.UNIMPLEMENTED, details: 'This master runs no commands yet.'});
		},
	};
}
