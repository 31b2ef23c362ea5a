import {ChannelCredentials, ServerCredentials} from '@grpc/grpc-js';
// Whoever opens a channel or a server comes by here.
import './grpc-log.js';

/** What a client shows to the other side, and asks of it: nothing. `trust` is the word for it. */
export function clientCredentials(): ChannelCredentials {
	return ChannelCredentials.createInsecure();
}

/** What a server shows to the other side, and asks of it: nothing. `trust` is the word for it. */
export function serverCredentials(): ServerCredentials {
	return ServerCredentials.createInsecure();
}
