import {formatAddress, isLoopbackHost} from '../base/address.js';
import type {Log} from '../observe/log.js';
import {trust} from '../protocol/trust.js';
import type {Agent} from './agent.js';
import type {AgentOptions} from './agent-options.js';

/** The first lines of an agent's log. */
export function tellStart(
	{name, master, bindAddress, reportAddress}: AgentOptions,
	{servedAddress}: Pick<Agent, 'servedAddress'>,
	log: Pick<Log, 'info' | 'warn'>,
): void {
	log.info(`Agent ${name} starts, master ${formatAddress(master)}, ${trust}`, {pid: process.pid});
	if (servedAddress === undefined) {
		return;
	}

	const served = formatAddress({...servedAddress, host: bindAddress});
	log.info(`Serving the Agent service at ${served}`);
	const isReachable = !isLoopbackHost(bindAddress) || isLoopbackHost(master.host);
	if (!isReachable && !isLoopbackHost(reportAddress.host)) {
		log.warn(`Only this machine reaches ${served}: the master cannot. Open it with --bind-address`);
	}
}
