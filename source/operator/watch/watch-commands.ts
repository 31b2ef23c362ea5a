import type {Address} from '../../base/address.js';
import {unary} from '../../protocol/calls.js';
import type {Channel} from '../../protocol/channel.js';
import type {CommandResult} from '../../protocol/command-result.js';
import type {StopAgentResponse, UnregisterAgentResponse} from '../../protocol/generated/agent.js';

/** How long a command to an agent may take: its master may have to dial it. */
const commandLimitMs = 8000;

/** What a command comes to that cannot be sent. */
export const noContact: CommandResult = {success: false, message: 'There is no contact with this master'};

/** What whoever watches a master may ask it to do to an agent. Throws a `ConnectionFailure`, or the signal's reason. */
export type WatchCommands = {
	readonly stopAgent: (name: string) => Promise<CommandResult>;
	/** Refused while the agent is connected. */
	readonly removeAgent: (name: string) => Promise<CommandResult>;
};

/** Commands on whichever channel there is when they are given. */
export function createWatchCommands(
	address: Address,
	currentChannel: () => Channel | undefined,
	signal: AbortSignal,
): WatchCommands {
	const ask = async <Response extends CommandResult>(
		begin: (channel: Channel, callback: Parameters<Parameters<typeof unary<Response>>[0]>[0]) => {cancel: () => void},
	): Promise<CommandResult> => {
		const channel = currentChannel();
		return channel === undefined
			? noContact
			: unary<Response>((callback) => begin(channel, callback), commandLimitMs, signal, {address, what: 'answer'});
	};

	return {
		stopAgent: (agentName) => ask<StopAgentResponse>(({client}, callback) => client.stopAgent({agentName}, callback)),
		removeAgent: (agentName) =>
			ask<UnregisterAgentResponse>(({client}, callback) =>
				client.unregisterAgent({agentName, sessionId: '', unlessConnected: true}, callback),
			),
	};
}
