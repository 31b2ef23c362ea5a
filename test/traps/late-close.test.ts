import {describe, expect, test} from 'vitest';
import {createRegistry} from '../../source/master/registry/registry.js';
import {type Closing, closeAfterEach, waitFor} from '../helpers/closing.js';
import {createMemoryStore} from '../helpers/memory-store.js';
import {openCount} from '../helpers/ports.js';
import {RawClient, type RawSession} from '../helpers/raw-client.js';
import {startTcpProxy, type TcpProxy} from '../helpers/tcp-proxy.js';
import {shortPolicy, startAgent} from '../helpers/test-agent.js';
import {TestMaster} from '../helpers/test-master.js';
import {connect, name, ours, recordOf, sweepThrough} from '../master/registry/registry-fixture.js';

const closing = closeAfterEach();
const identity = {installId: 'install', instanceId: 'instance'};

/** Acknowledged before the old stream ends: in so many intervals of these agents a silent one is lost. */
const beatsMeanwhile = 12;

type OldSession = {
	readonly master: TestMaster;
	readonly proxy: TcpProxy;
	readonly sessionId: string;
	readonly stream: RawSession;
};

/** A session whose stream has beaten once, and whose end the master does not see until the proxy cuts. */
async function openOldSession(close: Closing): Promise<OldSession> {
	const master = close(await TestMaster.create(async () => createMemoryStore()), (one) => one.close());
	await master.start();
	const proxy = close(await startTcpProxy(master.port), (one) => one.close());
	const old = close(new RawClient(proxy.port), (one) => one.close());
	const {sessionId} = await old.register({
		...{agentName: 'web-1', agentAddress: 'host-1:0', policy: shortPolicy},
		...identity,
	});
	const stream = old.session('web-1', sessionId);
	stream.beat(1);
	await waitFor(() => stream.acknowledged.length === 1);
	proxy.silence();
	return {master, proxy, sessionId, stream};
}

/** The old connection ends at last, and the master has seen it. */
async function endOldSession({master, proxy}: OldSession): Promise<void> {
	expect(openCount(master.port)).toBe(2);
	proxy.cut();
	await waitFor(() => openCount(master.port) === 1);
}

function troubles({lines}: TestMaster): readonly string[] {
	return lines.filter((line) => / is (?:late|lost|stopped)/u.test(line));
}

describe('the late end of an old stream, and a late unregistration, leave an agent active', () => {
	test('that registered again and was acknowledged for longer than a silent one is kept', async () => {
		const old = await openOldSession(closing);
		const {master, sessionId} = old;
		const agent = closing(startAgent(master.address, identity), (one) => one.stop());
		await agent.hasStreak(beatsMeanwhile);
		await endOldSession(old);
		const late = await master.ask((client) => client.unregister('web-1', sessionId));
		expect(late).toMatchObject({success: false, message: 'Not the current session'});
		expect(await master.info('web-1')).toMatchObject({liveness: 'active', reason: ''});
		await agent.beats(beatsMeanwhile);
		expect(await master.info('web-1')).toMatchObject({liveness: 'active', reason: ''});
		expect(troubles(master)).toEqual([]);
		expect(new Set(agent.types())).toEqual(new Set(['connecting', 'registered', 'heartbeat-acknowledged']));
		expect(agent.types().filter((type) => type === 'registered')).toHaveLength(1);
	});

	test('that goes on with the same session over another stream', async () => {
		const old = await openOldSession(closing);
		const {master, sessionId} = old;
		const client = closing(new RawClient(master.port), (one) => one.close());
		const stream = client.session('web-1', sessionId);
		const beat = async (until: number) => {
			while (stream.acknowledged.length < until) {
				stream.beat(stream.acknowledged.length + 1);
				const goal = stream.acknowledged.length + 1;
				await waitFor(() => stream.acknowledged.length === goal);
			}
		};
		await beat(beatsMeanwhile);
		await endOldSession(old);
		expect(await master.info('web-1')).toMatchObject({liveness: 'active', reason: ''});
		await beat(2 * beatsMeanwhile);
		expect(stream).toMatchObject({isOver: false, ends: []});
		expect(await master.info('web-1')).toMatchObject({liveness: 'active', reason: ''});
		expect(troubles(master)).toEqual([]);
	});

	test('ten seconds after it registered again, with the default policy', () => {
		const registry = createRegistry();
		connect(registry, 0, ours('first', 'old'), 1);
		connect(registry, 1000, ours('first', 'new'), 2);
		const beatAt = (now: number) =>
			expect(registry.heartbeat(now, {name, sessionId: 'new', peerAddress: '10.0.0.1'})).toMatchObject({
				type: 'acknowledged',
				transition: undefined,
			});
		const transitions = [];
		for (const from of [1000, 6000]) {
			transitions.push(...sweepThrough(registry, from, from + 5000));
			beatAt(from + 5000);
		}

		const before = recordOf(registry);
		expect(registry.endStream(11_000, {name, streamId: 1})).toBeUndefined();
		expect(registry.unregister(11_000, {name, sessionId: 'old'})).toBeUndefined();
		expect(registry.heartbeat(11_000, {name, sessionId: 'old', peerAddress: '10.0.0.1'}).type).toBe('unknown');
		expect(recordOf(registry)).toBe(before);
		transitions.push(...sweepThrough(registry, 11_000, 16_000));
		beatAt(16_000);
		expect(transitions).toEqual([]);
		expect(recordOf(registry)).toMatchObject({liveness: 'active', sessionId: 'new', streamId: 2});
	});
});
