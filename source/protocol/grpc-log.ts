import {logVerbosity, setLogVerbosity} from '@grpc/grpc-js';

/** Asked for in the environment, grpc-js writes its own log to stderr. The first two are those that it reads first. */
const wishes = ['GRPC_NODE_TRACE', 'GRPC_NODE_VERBOSITY', 'GRPC_TRACE', 'GRPC_VERBOSITY'];

// grpc-js writes errors to stderr by itself. What went wrong is told by whoever called it, once.
if (wishes.every((wish) => (process.env[wish] ?? '') === '')) {
	setLogVerbosity(logVerbosity.NONE);
}
