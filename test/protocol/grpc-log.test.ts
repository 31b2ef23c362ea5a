import {logVerbosity, setLogVerbosity} from '@grpc/grpc-js';
import {log} from '@grpc/grpc-js/build/src/logging.js';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';

const wishes = ['GRPC_TRACE', 'GRPC_VERBOSITY', 'GRPC_NODE_TRACE', 'GRPC_NODE_VERBOSITY'];

beforeEach(() => {
	vi.resetModules();
	for (const wish of wishes) {
		vi.stubEnv(wish, undefined);
	}

	// As grpc-js has it where nobody asks for anything else.
	setLogVerbosity(logVerbosity.ERROR);
});

afterEach(() => {
	setLogVerbosity(logVerbosity.NONE);
	vi.unstubAllEnvs();
	vi.restoreAllMocks();
});

/** What grpc-js writes to stderr where it has an error to tell. */
function written(): readonly unknown[] {
	const write = vi.spyOn(console, 'error').mockReturnValue();
	log(logVerbosity.ERROR, 'an error of the library');
	return write.mock.calls.flat();
}

test('grpc-js writes errors by itself', () => {
	expect(written()).toEqual(['E an error of the library']);
});

test.each([
	['a client', () => import('../../source/protocol/channel.js')],
	['a client of agents', () => import('../../source/master/sessions/agent-client.js')],
	['a server', () => import('../../source/protocol/server.js')],
])('but not once there may be %s', async (_name, load) => {
	await load();
	expect(written()).toEqual([]);
});

test.each(wishes)('nor is it silenced where the environment has %s', async (wish) => {
	vi.stubEnv(wish, 'subchannel');
	await import('../../source/protocol/channel.js');
	expect(written()).toEqual(['E an error of the library']);
});

test('an empty wish is none', async () => {
	vi.stubEnv('GRPC_TRACE', '');
	await import('../../source/protocol/channel.js');
	expect(written()).toEqual([]);
});
