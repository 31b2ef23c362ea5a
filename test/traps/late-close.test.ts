import {expect, test} from 'vitest';
import {closeAfterEach, pass, waitFor} from '../helpers/closing.js';
import {createMemoryStore} from '../helpers/memory-store.js';
import {openCount} from '../helpers/ports.js';
import {RawClient} from '../helpers/raw-client.js';
import {startTcpProxy} from '../helpers/tcp-proxy.js';
import {startAgent} from '../helpers/test-agent.js';
import {TestMaster} from '../helpers/test-master.js';

const closing = closeAfterEach();

test('the end of an old stream 300 ms after the agent registered again, and a late unregistration, leave it active', async () => {
	const master = closing(await TestMaster.create(async () => createMemoryStore()), (one) => one.close());
	await master.start();
	const proxy = closing(await startTcpProxy(master.port), (one) => one.close());
	const identity = {installId: 'install', instanceId: 'instance'};
	const old = closing(new RawClient(proxy.port), (one) => one.close());
	const {sessionId} = await old.register({agentName: 'web-1', agentAddress: 'host-1:0', ...identity});
	const stream = old.session('web-1', sessionId);
	stream.beat(1);
	await waitFor(() => stream.acknowledged.length === 1);
	proxy.silence();

	const agent = closing(startAgent(master.address, identity), (one) => one.stop());
	await agent.reaches('active');
	expect(openCount(master.port)).toBe(2);
	await pass(300);
	proxy.cut();
	await waitFor(() => openCount(master.port) === 1);
	const late = await master.ask((client) => client.unregister('web-1', sessionId));
	expect(late.success).toBe(false);
	await agent.hasStreak(6);
	expect(await master.info('web-1')).toMatchObject({liveness: 'active', reason: ''});
	expect(master.lines.filter((line) => / is (?:late|lost|stopped)/u.test(line))).toEqual([]);
	expect(agent.types().filter((type) => type === 'registered')).toHaveLength(1);
});
