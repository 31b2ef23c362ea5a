import {status} from '@grpc/grpc-js';
import {type Address, formatAddress} from '../../base/address.js';
import {unary} from '../../protocol/calls.js';
import {clientOptions} from '../../protocol/channel.js';
import {clientCredentials} from '../../protocol/credentials.js';
import {ConnectionFailure} from '../../protocol/failures/connection-failure.js';
import {failureSaid} from '../../protocol/failures/failure-words.js';
import {AgentClient, type ShutdownResponse} from '../../protocol/generated/agent.js';
import {StatusError} from '../../protocol/status-error.js';

/** Asks an agent to stop, by its own port. Throws a `StatusError` that says why it cannot be told. */
export async function callShutdown(address: Address, limitMs: number): Promise<void> {
	const client = new AgentClient(`dns:${formatAddress(address)}`, clientCredentials(), clientOptions);
	try {
		await unary<ShutdownResponse>((callback) => client.shutdown({}, callback), limitMs, new AbortController().signal, {
			address,
			what: 'connect',
		});
	} catch (error) {
		if (error instanceof ConnectionFailure) {
			// The words of a failure speak of a master.
			const {code} = error.failure;
			throw new StatusError(
				status.UNAVAILABLE,
				`The agent cannot be told at ${formatAddress(address)} (${code}): ${failureSaid(error.failure)}`,
			);
		}

		throw error;
	} finally {
		client.close();
	}
}
