// Many agents in one process, each with the agent's own connection. Arguments: the master's address, the number of the
// first agent, how many, the seconds over which they start, and the heartbeat interval in milliseconds.
// Over IPC it tells "stable" when every agent has become stable, and "recovered" when every agent has had a heartbeat
// acknowledged after trouble; asked for a "report" it gives the moments since the last "reset".

import {randomUUID} from 'node:crypto';
import {type Connection, createConnection} from '../../source/agent/connection/connection.js';
import type {OpenLink} from '../../source/agent/link/master-link.js';
import {createOpenLink} from '../../source/agent/link/open-link.js';
import {parseAddress} from '../../source/base/address.js';
import {version} from '../../source/base/version.js';
import {defaultPolicy} from '../../source/protocol/policy.js';
import {machineClockMs} from '../support/figures.js';

/** All moments are those of the machine's monotonic clock, in milliseconds. */
export type HerdReport = {
	/** When an agent had a connection to the master. */
	readonly accepts: readonly number[];
	/** When each agent had its first heartbeat acknowledged after trouble. */
	readonly recovered: readonly number[];
	/** Sessions that agents gave up as lost. */
	readonly gaveUp: number;
};

const [masterText = '', firstText = '1', countText = '1', spreadText = '0', intervalText = '5000'] =
	process.argv.slice(2);
const master = parseAddress(masterText, 0) ?? {host: '127.0.0.1', port: 0};
const policy = {...defaultPolicy, heartbeatIntervalMs: Number(intervalText)};
const count = Number(countText);
const troubled = new Set<number>();
const stable = new Set<number>();
let accepts: number[] = [];
let recovered: number[] = [];
let gaveUp = 0;

function startAgent(number: number): Connection {
	const agentName = `herd-${number}`;
	const agentAddress = `${agentName}:0`;
	const ids = {installId: randomUUID(), instanceId: randomUUID()};
	const openReal = createOpenLink({agentName, agentAddress, ...ids, protocolVersion: 1, policy, version});
	const openLink: OpenLink = async (...call) => {
		const link = await openReal(...call);
		accepts.push(machineClockMs());
		return link;
	};
	const connection = createConnection(
		{master, policy, suspectIntervalMs: 1000, reportedAddress: agentAddress},
		{openLink},
	);
	connection.subscribe(({event, state}) => {
		switch (event.type) {
			case 'heartbeat-failed':
			case 'session-ended':
				stable.delete(number);
				troubled.add(number);
				gaveUp += state.type === 'connection-lost' ? 1 : 0;
				break;
			case 'retry-scheduled':
				troubled.add(number);
				break;
			case 'heartbeat-acknowledged':
				if (troubled.delete(number)) {
					recovered.push(machineClockMs());
					if (recovered.length >= count && troubled.size === 0) {
						process.send?.('recovered');
					}
				}

				if (state.type === 'active' && state.streak >= policy.failureThreshold && state.failures === 0) {
					const size = stable.size;
					stable.add(number);
					if (size < count && stable.size === count) {
						process.send?.('stable');
					}
				}

				break;
			default:
		}
	});
	return connection;
}

process.on('message', (message) => {
	if (message === 'reset') {
		accepts = [];
		recovered = [];
		gaveUp = 0;
		stable.clear();
	} else {
		process.send?.({accepts, recovered, gaveUp} satisfies HerdReport);
	}
});
process.on('disconnect', () => process.exit(0));

for (let index = 0; index < count; index++) {
	const connection = startAgent(Number(firstText) + index);
	setTimeout(() => void connection.run(new AbortController().signal), (Number(spreadText) * 1000 * index) / count);
}
