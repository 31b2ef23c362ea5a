import {expect, test} from 'vitest';
import {closeAfterEach, waitFor} from '../helpers/closing.js';
import {createMemoryStore} from '../helpers/memory-store.js';
import {RawClient} from '../helpers/raw-client.js';
import {startTcpProxy} from '../helpers/tcp-proxy.js';
import {startAgent} from '../helpers/test-agent.js';
import {TestMaster} from '../helpers/test-master.js';

const closing = closeAfterEach();

test('a session lives behind a proxy that drops flows which are idle for longer than an interval', async () => {
	const master = closing(await TestMaster.create(async () => createMemoryStore()), (one) => one.close());
	await master.start();
	const proxy = closing(await startTcpProxy(master.port, {idleLimitMs: 300}), (one) => one.close());
	const agent = closing(startAgent({host: '127.0.0.1', port: proxy.port}, {policy: {heartbeatIntervalMs: 50}}), (one) =>
		one.stop(),
	);
	const idle = closing(new RawClient(proxy.port), (one) => one.close());
	await idle.list();
	await agent.hasStreak(20);
	// The proxy does drop: the flow beside it, which said nothing.
	await waitFor(() => proxy.dropped() === 1);
	expect(proxy.accepted()).toBe(2);
	expect(new Set(agent.types())).toEqual(new Set(['connecting', 'registered', 'heartbeat-acknowledged']));
});
