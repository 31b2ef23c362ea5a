import {randomUUID} from 'node:crypto';
import {status} from '@grpc/grpc-js';
import {describe, expect, test} from 'vitest';
import {closeAfterEach, waitFor} from '../helpers/closing.js';
import {createMemoryStore} from '../helpers/memory-store.js';
import {cutConnections} from '../helpers/ports.js';
import {RawClient} from '../helpers/raw-client.js';
import {startTcpProxy} from '../helpers/tcp-proxy.js';
import {startAgent} from '../helpers/test-agent.js';
import {TestMaster} from '../helpers/test-master.js';

const closing = closeAfterEach();

async function startMaster(): Promise<TestMaster> {
	const master = closing(await TestMaster.create(async () => createMemoryStore()), (one) => one.close());
	await master.start();
	return master;
}

/** The first registration decides for good, where a name that is taken is no passing trouble. */
const impatient = {initialDelayMs: 50, maxDelayMs: 50};

describe('two live clones with the same install id, the same host name and no port', () => {
	test('leave one active, whose session is not touched; the other is refused and told who holds the name', async () => {
		const master = await startMaster();
		const first = closing(startAgent(master.address, {installId: 'cloned'}), (one) => one.stop());
		await first.hasStreak(2);
		const client = closing(new RawClient(master.port), (one) => one.close());
		const request = {agentName: 'web-1', agentAddress: 'host-1:0', installId: 'cloned', instanceId: randomUUID()};
		await expect(client.register(request)).rejects.toMatchObject({
			code: status.ALREADY_EXISTS,
			details: expect.stringMatching(
				/^The name "web-1" has been held for \d+ (?:ms|s) by another agent at 127\.0\.0\.1 \(reporting address host-1:0\)\./u,
			),
		});
		const second = closing(startAgent(master.address, {installId: 'cloned', policy: impatient}), (one) => one.stop());
		await waitFor(() => second.delays().length >= 3);
		expect(second.facts.map(({event}) => event.type)).not.toContain('registered');
		expect(second.connection.state).toMatchObject({
			type: expect.stringMatching(/connecting/u),
		});
		expect(second.facts.at(-1)?.event).not.toMatchObject({type: 'stopped'});
		expect(first.facts.filter(({event}) => event.type === 'registered')).toHaveLength(1);
		expect(first.types()).not.toContain('session-ended');
		expect(await master.list()).toHaveLength(1);
	});

	test('swap at most once a minute, also where the holder is silent when it is asked', async () => {
		const master = await startMaster();
		const client = closing(new RawClient(master.port), (one) => one.close());
		const claim = (instanceId: string) =>
			client.register({agentName: 'web-1', agentAddress: 'host-1:0', installId: 'cloned', instanceId});
		const first = await claim('one');
		const stream = client.session('web-1', first.sessionId);
		stream.answersProbes = false;
		const startedAt = performance.now();
		await claim('two');
		expect(performance.now() - startedAt).toBeGreaterThan(900);
		await waitFor(() => stream.isOver);
		expect(stream.probes).toBe(1);
		await expect(claim('one')).rejects.toMatchObject({
			code: status.ALREADY_EXISTS,
			details: expect.stringContaining('was taken over from this agent'),
		});
	});
});

describe('an agent that died', () => {
	test('and starts again takes its name over at once, without a refusal', async () => {
		const master = await startMaster();
		const client = closing(new RawClient(master.port), (one) => one.close());
		const first = {agentName: 'web-1', agentAddress: 'host-1:0', installId: 'install', instanceId: 'one'};
		const {sessionId} = await client.register(first);
		client.session('web-1', sessionId).beat(1);
		await waitFor(async () => (await master.info('web-1'))?.streak === 1);
		client.close();
		cutConnections(master.port);
		const second = closing(startAgent(master.address, {installId: 'install'}), (one) => one.stop());
		await second.reaches('active');
		expect(second.delays()).toEqual([]);
	});

	test('and comes back with another address takes its name over at once', async () => {
		const master = await startMaster();
		const first = startAgent(master.address, {installId: 'install', reportedAddress: 'host-1:50051'});
		await first.reaches('active');
		await first.stop();
		const second = closing(startAgent(master.address, {installId: 'install', reportedAddress: 'host-2:50099'}), (one) =>
			one.stop(),
		);
		await second.reaches('active');
		expect(second.delays()).toEqual([]);
		expect(await master.info('web-1')).toMatchObject({agentAddress: 'host-2:50099', liveness: 'active'});
	});

	test('behind a network that went silent is replaced once it did not answer the probe, and is told when it is heard again', async () => {
		const master = await startMaster();
		const proxy = closing(await startTcpProxy(master.port), (one) => one.close());
		const throughProxy = {host: '127.0.0.1', port: proxy.port};
		const patient = {heartbeatTimeoutMs: 20_000, heartbeatIntervalMs: 1000};
		const first = closing(startAgent(throughProxy, {policy: patient, installId: 'one'}), (agent) => agent.stop());
		await first.reaches('active');
		proxy.silence();
		const second = closing(startAgent(master.address, {installId: 'two', policy: {connectTimeoutMs: 5000}}), (agent) =>
			agent.stop(),
		);
		await second.reaches('active');
		expect(second.delays()).toEqual([]);
		proxy.speak();
		await first.reaches('reconnecting');
		expect(first.connection.state).toMatchObject({reason: {code: 'SUPERSEDED', kind: 'refused'}, delayMs: 400});
		await waitFor(() =>
			first.facts.some(
				({event}) => 'reason' in event && 'code' in event.reason && event.reason.code === 'ALREADY_EXISTS',
			),
		);
		expect(second.types()).not.toContain('session-ended');
	});
});
