import {credentials} from '@grpc/grpc-js';
import {type Address, formatAddress} from '../protocol/address.js';
import {clientOptions, unary} from '../protocol/channel.js';
import {AgentClient, type ShutdownResponse} from '../protocol/generated/agent.js';

/** Asks an agent to stop, by its own port. Throws a `ConnectionFailure`. */
export async function callShutdown(address: Address, limitMs: number): Promise<void> {
	const client = new AgentClient(`dns:${formatAddress(address)}`, credentials.createInsecure(), clientOptions);
	try {
		await unary<ShutdownResponse>((callback) => client.shutdown({}, callback), limitMs, new AbortController().signal, {
			address,
			what: 'connect',
		});
	} finally {
		client.close();
	}
}
