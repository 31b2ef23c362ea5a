import {expect, test} from 'vitest';
import {createFleetModel} from '../../../source/fleet/model/fleet-model.js';
import type {Reach} from '../../../source/fleet/model/reach.js';
import {type FleetWatch, watchFleet} from '../../../source/operator/watch/watch-client.js';
import {type Channel, dial} from '../../../source/protocol/channel.js';
import {FleetUpdate, type RegisterAgentResponse, type SessionDown} from '../../../source/protocol/generated/agent.js';
import {defaultPolicy} from '../../../source/protocol/policy.js';
import {startBareMaster} from '../../helpers/bare-master.js';
import {closeAfterEach, waitFor} from '../../helpers/closing.js';
import {createMemoryStore} from '../../helpers/memory-store.js';
import {startTcpProxy} from '../../helpers/tcp-proxy.js';
import {startAgent} from '../../helpers/test-agent.js';
import {TestMaster} from '../../helpers/test-master.js';

const close = closeAfterEach();
const quick = {initialMs: 20, maxMs: 50};

async function startMaster(): Promise<TestMaster> {
	const store = createMemoryStore();
	const master = close(await TestMaster.create(async () => store), (one) => one.close());
	await master.start();
	return master;
}

async function connect(master: TestMaster): Promise<Channel> {
	return close(await dial(master.address, 5000, new AbortController().signal), (channel) => channel.close());
}

/** Agents on one connection, each with a stream of its own. */
async function register(
	channel: Channel,
	names: readonly string[],
): Promise<ReadonlyMap<string, (streak: number) => void>> {
	const beats = await Promise.all(
		names.map(async (agentName): Promise<[string, (streak: number) => void]> => {
			const request = {
				agentName,
				agentAddress: 'host:0',
				installId: 'install',
				instanceId: agentName,
				protocolVersion: 1,
				policy: {...defaultPolicy, heartbeatIntervalMs: 60_000},
				version: '1.2.3',
			};
			const {sessionId} = await new Promise<RegisterAgentResponse>((resolve, reject) => {
				channel.client.registerAgent(request, (error, response) => (error ? reject(error) : resolve(response)));
			});
			const stream = channel.client.session();
			stream.on('error', () => undefined);
			stream.write({kind: {$case: 'hello', value: {agentName, sessionId}}});
			let sequence = 0;
			const beat = (streak: number) =>
				stream.write({kind: {$case: 'beat', value: {sequence: ++sequence, streak, roundTripMs: 7.5}}});
			const first = new Promise<void>((resolve) => {
				stream.on('data', ({kind}: SessionDown) => {
					if (kind?.$case === 'acknowledgement') {
						resolve();
					}
				});
			});
			beat(1);
			await first;
			return [agentName, beat];
		}),
	);
	return new Map(beats);
}

/** What a watcher of the real service is told, and the model that it makes of it. */
function follow(channel: Channel) {
	const updates: FleetUpdate[] = [];
	const times: number[] = [];
	const model = createFleetModel({type: 'connected', since: 0});
	const stream = channel.client.watchFleet({});
	stream.on('error', () => undefined);
	stream.on('data', (update: FleetUpdate) => {
		updates.push(update);
		times.push(performance.now());
		model.apply(performance.now(), update);
	});
	close(stream, () => stream.cancel());
	return {updates, times, model, stream, liveness: (name: string) => model.agents().get(name)?.liveness};
}

function watch(
	master: {readonly host: string; readonly port: number},
	settings: {readonly checkIntervalMs?: number} = {},
) {
	const model = createFleetModel({type: 'in-process'});
	const contacts: Reach[] = [];
	const fleet: FleetWatch = close(
		watchFleet(
			{master, delays: quick, ...settings},
			{
				onUpdate: (update) => model.apply(performance.now(), update),
				onReach(contact) {
					contacts.push(contact);
					model.setReach(contact);
				},
			},
		),
		(one) => one.close(),
	);
	return {model, contacts, fleet, isConnected: () => model.reach().type === 'connected'};
}

test('a watcher gets a snapshot with the past, then what changes', async () => {
	const master = await startMaster();
	const agents = await connect(master);
	await register(agents, ['web-1', 'web-2']);
	const {model, updates, liveness} = follow(await connect(master));
	await waitFor(() => model.isKnown());
	expect(updates[0]).toMatchObject({beginsSnapshot: true, master: {version: '0.0.0-test'}});
	expect([...model.agents().keys()].sort()).toEqual(['web-1', 'web-2']);
	expect(model.agents().get('web-1')).toMatchObject({
		liveness: 'active',
		isStreamOpen: true,
		version: '1.2.3',
		peer: '127.0.0.1',
		policy: {heartbeatIntervalMs: 60_000},
	});
	expect(
		model
			.events()
			.map(({word, agent}) => `${word} ${agent}`)
			.sort(),
	).toEqual(['JOINED web-1', 'JOINED web-2']);

	agents.close();
	await waitFor(() => liveness('web-1') === 'late' && liveness('web-2') === 'late');
	await waitFor(() => model.events().filter(({word}) => word === 'LATE').length === 2);
	expect(model.historyOf('web-1').map(({to}) => to)).toEqual(['active', 'late']);
	await register(await connect(master), ['web-3']);
	await waitFor(() => liveness('web-3') === 'active');
	await master.ask((client) => client.unregister('web-1'));
	await waitFor(() => !model.agents().has('web-1'));
});

test('no clock time travels: neither in agents nor in events', async () => {
	const master = await startMaster();
	await register(await connect(master), ['web-1']);
	const {model, updates} = follow(await connect(master));
	await waitFor(() => model.isKnown());
	const thisYear = Date.now() / 1000 - 1e7;
	const ids = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gu;
	const numbers =
		JSON.stringify(updates)
			.replaceAll(ids, '')
			.match(/\d+(?:\.\d+)?/gu) ?? [];
	expect(numbers.map(Number).filter((value) => value > thisYear && value < 1e15)).toEqual([]);
});

test('heartbeats alone are packed, some ten bytes each, and told every two seconds', async () => {
	const master = await startMaster();
	const names = Array.from({length: 300}, (_, index) => `agent-${index}`);
	const beats = await register(await connect(master), names);
	const {model, updates, times} = follow(await connect(master));
	await waitFor(() => model.isKnown());
	// What the first heartbeats changed is told before this.
	await waitFor(() => [...model.agents().values()].every(({isStreamOpen, streak}) => isStreamOpen && streak === 1));
	const from = updates.length;
	for (let streak = 50_001; streak <= 50_003; streak++) {
		for (const beat of beats.values()) {
			beat(streak);
		}
	}

	await waitFor(() => [...model.agents().values()].every(({streak}) => streak === 50_003));
	const told = updates.slice(from).filter(({beats: packed}) => packed !== undefined);
	expect(updates.slice(from).flatMap(({agents}) => agents)).toEqual([]);
	expect(told.length).toBeLessThanOrEqual(2);
	const bytes = told.reduce((sum, update) => sum + FleetUpdate.encode(update).finish().length, 0);
	const entries = told.reduce((sum, update) => sum + (update.beats?.handles.length ?? 0), 0);
	expect(bytes / entries).toBeLessThan(13);
	expect(times.length).toBe(updates.length);
	expect(model.agents().get('agent-7')).toMatchObject({roundTripMs: 7.5, liveness: 'active'});
});

test('a watch follows its master through its death and return, and never invents a status meanwhile', async () => {
	const master = await startMaster();
	const agents = await connect(master);
	await register(agents, ['web-1']);
	const {model, contacts, isConnected} = watch(master.address);
	await waitFor(isConnected);
	await waitFor(() => model.agents().get('web-1')?.liveness === 'active');
	expect(model.master()).toMatchObject({trust: 'plaintext'});
	await master.kill();
	await waitFor(() => model.reach().type === 'none');
	await waitFor(() => contacts.some((contact) => contact.type === 'none' && contact.reason?.code === 'ECONNREFUSED'));
	expect(model.agents().get('web-1')?.liveness).toBe('active');
	const lost = contacts.find((contact) => contact.type === 'none' && !contact.isFirst);
	expect(lost).toMatchObject({type: 'none', isFirst: false});
	await master.start();
	await waitFor(isConnected);
	await waitFor(() => model.agents().get('web-1')?.liveness === 'awaited');
});

test('a watch that never had contact says why, and tries again when asked', async () => {
	const master = close(await TestMaster.create(async () => createMemoryStore()), (one) => one.close());
	const {model, contacts, fleet, isConnected} = watch(master.address);
	await waitFor(() => contacts.some((contact) => contact.type === 'none' && contact.nextAttemptAt !== undefined));
	expect(contacts[0]).toMatchObject({type: 'none', isFirst: true, reason: undefined});
	expect(contacts).toContainEqual(
		expect.objectContaining({isFirst: true, reason: expect.objectContaining({code: 'ECONNREFUSED'})}),
	);
	expect(await fleet.stopAgent('web-1')).toEqual({success: false, message: 'There is no contact with this master'});
	await master.start();
	fleet.retryNow();
	await waitFor(isConnected);
	expect(model.isKnown()).toBe(true);
});

test('the waits of a watch grow as those of an agent do, up to the longest', async () => {
	const master = close(await TestMaster.create(async () => createMemoryStore()), (one) => one.close());
	const waitsMs: number[] = [];
	const delays = {initialMs: 400, maxMs: 1000};
	close(
		watchFleet(
			{master: master.address, delays},
			{
				onUpdate: () => undefined,
				onReach(contact) {
					if (contact.type === 'none' && contact.nextAttemptAt !== undefined) {
						waitsMs.push(contact.nextAttemptAt - performance.now());
					}
				},
			},
		),
		(one) => one.close(),
	);
	await waitFor(() => waitsMs.length >= 3);
	for (const [index, longestMs] of [400, 800, 1000].entries()) {
		expect(waitsMs[index]).toBeLessThanOrEqual(longestMs);
		// Jitter takes a fifth at most. The rest is for a machine that others use too.
		expect(waitsMs[index]).toBeGreaterThan(longestMs * 0.8 - 100);
	}
});

test('a watch knows a master that has fallen silent, and comes back once it speaks', async () => {
	const master = await startMaster();
	const proxy = close(await startTcpProxy(master.port), (one) => one.close());
	const {model, isConnected} = watch({host: '127.0.0.1', port: proxy.port}, {checkIntervalMs: 400});
	await waitFor(isConnected);
	proxy.silence();
	await waitFor(
		() => model.reach().type === 'none',
		() => 'no contact',
		20_000,
	);
	expect(model.reach()).toMatchObject({reason: {code: 'TIMEOUT'}});
	proxy.speak();
	await waitFor(isConnected, () => 'contact', 20_000);
});

test('a quiet master still gives signs of life', async () => {
	const master = await startMaster();
	const {model, updates} = follow(await connect(master));
	await waitFor(() => model.isKnown());
	const from = updates.length;
	await waitFor(
		() => updates.length > from,
		() => 'a sign of life',
		15_000,
	);
	expect(updates.at(-1)).toMatchObject({agents: [], events: [], beats: undefined, endsSnapshot: false});
});

test('a watch stops and removes agents as its master does for anyone', async () => {
	const master = await startMaster();
	const {connection, reaches, stop} = startAgent(master.address, {name: 'web-1'});
	close(stop, (end) => end());
	await reaches('active');
	const {fleet, model, isConnected} = watch(master.address);
	await waitFor(isConnected);
	expect(await fleet.removeAgent('web-1')).toMatchObject({success: false, message: 'Agent web-1 is active'});
	const livenesses = new Set<string | undefined>();
	const noticing = setInterval(() => livenesses.add(model.agents().get('web-1')?.liveness), 1);
	expect(await fleet.stopAgent('web-1')).toMatchObject({success: true});
	await waitFor(() => model.agents().get('web-1')?.liveness === 'stopped');
	clearInterval(noticing);
	// Its connection ends because it was told to: that is no lateness.
	expect([...livenesses]).not.toContain('late');
	expect(connection.state.type).toBe('stopped');
	expect(await fleet.removeAgent('web-1')).toMatchObject({success: true});
	expect(await fleet.stopAgent('nobody')).toMatchObject({success: false, message: 'Agent not found'});
});

test('a master that stops ends its watchers at once', async () => {
	const master = await startMaster();
	const {model, stream} = follow(await connect(master));
	await waitFor(() => model.isKnown());
	const ended = new Promise<void>((resolve) => {
		stream.on('end', resolve);
	});
	await master.stop();
	await ended;
});

test('a server that is no such master ends the watch with words', async () => {
	const other = close(await startBareMaster(), (one) => one.close());
	const {fleet} = watch(other.address);
	await expect(fleet.ended).rejects.toThrow(/^This master cannot be watched \(UNIMPLEMENTED\)/u);
});
