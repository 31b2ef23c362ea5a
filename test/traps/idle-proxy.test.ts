import {expect, test} from 'vitest';
import {type Closing, closeAfterEach, waitFor} from '../helpers/closing.js';
import {GoMaster} from '../helpers/go-master.js';
import {createMemoryStore} from '../helpers/memory-store.js';
import {RawClient} from '../helpers/raw-client.js';
import {startTcpProxy} from '../helpers/tcp-proxy.js';
import {startAgent} from '../helpers/test-agent.js';
import {TestMaster} from '../helpers/test-master.js';

const closing = closeAfterEach();

/** Six heartbeats that are due: the proportion of the defaults to a proxy that waits for half a minute. */
const idleLimitMs = 900;
const heartbeatIntervalMs = 150;

/** How many times the limit of the proxy the session outlives. */
const lifetimes = 2;

async function startOurMaster(close: Closing): Promise<number> {
	const master = close(await TestMaster.create(async () => createMemoryStore()), (one) => one.close());
	await master.start();
	return master.port;
}

async function startGoMaster(close: Closing): Promise<number> {
	return close(await GoMaster.start(), (one) => one.kill()).port;
}

test.each([
	['a master of ours', startOurMaster],
	['a Go master', startGoMaster],
])(
	'a session with %s lives behind a proxy that drops flows which are idle for longer than its heartbeats',
	async (_name, startMaster) => {
		const proxy = closing(await startTcpProxy(await startMaster(closing), {idleLimitMs}), (one) => one.close());
		const address = {host: '127.0.0.1', port: proxy.port};
		const agent = closing(startAgent(address, {policy: {heartbeatIntervalMs}}), (one) => one.stop());
		await agent.hasStreak(1);
		// The proxy does drop: the flows beside it, which said nothing, one after the other.
		for (let dropped = 1; dropped <= lifetimes; dropped++) {
			const idle = closing(new RawClient(proxy.port), (one) => one.close());
			await idle.heartbeat({agentName: 'nobody'});
			await waitFor(() => proxy.dropped() === dropped);
		}

		await agent.beats(2);
		expect(proxy.accepted()).toBe(1 + lifetimes);
		expect(new Set(agent.types())).toEqual(new Set(['connecting', 'registered', 'heartbeat-acknowledged']));
	},
);
