import {type ServerWritableStream, status} from '@grpc/grpc-js';
import type {AgentRegistryServer, FleetUpdate, WatchRequest} from '../../protocol/generated/agent.js';
import {StatusError} from '../../protocol/status-error.js';
import type {WatchTracker} from './watch-tracker.js';

/** The fleet for a screen that runs elsewhere. */
export function createWatchService(tracker: WatchTracker): Pick<AgentRegistryServer, 'watchFleet'> {
	return {
		watchFleet(call: ServerWritableStream<WatchRequest, FleetUpdate>) {
			const end = tracker.watch({
				// The callback waits until HTTP/2 lets the message go: until the reader reads.
				write: (update, done) =>
					call.write(update, (error?: Error | null) => {
						if (!error) {
							done();
						}
					}),
				drop() {
					call.emit(
						'error',
						new StatusError(status.RESOURCE_EXHAUSTED, 'This watcher has fallen too far behind: watch again.'),
					);
				},
				end: () => call.end(),
			});
			call.on('cancelled', end);
			call.on('close', end);
			call.on('error', end);
		},
	};
}
