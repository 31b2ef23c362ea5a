import {status} from '@grpc/grpc-js';
import type {Address} from '../../base/address.js';
import {AgentService} from '../../protocol/generated/agent.js';
import {answering, type RunningServer, serve} from '../../protocol/server.js';
import {readResourceUsage} from './resource-usage.js';

/**
Serves the `Agent` service, for Go masters and gRPC tools. An agent does this only where it was given a port.
`shutDown` is called when somebody asks this agent to stop, after the answer has been sent.
*/
export function serveAgent(address: Address, shutDown: (by: string) => void): Promise<RunningServer> {
	return serve(
		address,
		[
			{
				definition: AgentService,
				handlers: {
					runCommand(call: {readonly emit: (event: 'error', error: unknown) => boolean}) {
						call.emit('error', {code: status.UNIMPLEMENTED, details: 'This agent runs no commands yet.'});
					},
					shutdown: answering((_request, peer) => {
						setImmediate(() => shutDown(`Shutdown was called from ${peer}`));
						return {};
					}),
					getResourceUsage: answering(() => readResourceUsage()),
				},
			},
		],
		{host: '--bind-address', port: '--port'},
	);
}
