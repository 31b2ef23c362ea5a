import {status} from '@grpc/grpc-js';
import {describe, expect, test} from 'vitest';
import {type AgentEvent, type FleetUpdate, StreamEventsRequest} from '../../source/protocol/generated/agent.js';
import {closeAfterEach, waitFor} from '../helpers/closing.js';
import {createMemoryStore, fullDisk, type MemoryStore} from '../helpers/memory-store.js';
import {RawClient} from '../helpers/raw-client.js';
import {startAgent} from '../helpers/test-agent.js';
import {TestMaster} from '../helpers/test-master.js';

const closing = closeAfterEach();

async function start(): Promise<{master: TestMaster; store: MemoryStore}> {
	const store = createMemoryStore();
	const master = closing(await TestMaster.create(async () => store), (one) => one.close());
	await master.start();
	return {master, store};
}

/** Registrations wait for `release` before they are written, or are not. */
function holdWrites(store: MemoryStore): {readonly writes: () => number; readonly release: () => void} {
	const {commit} = store;
	let writes = 0;
	let release = () => {};
	const released = new Promise<void>((resolve) => {
		release = resolve;
	});
	Object.assign(store, {
		async commit(changes: Parameters<typeof commit>[0]) {
			writes++;
			await released;
			return commit(changes);
		},
	});
	return {writes: () => writes, release};
}

describe('while the disk is full', () => {
	test('heartbeats are acknowledged and no agent loses its connection', async () => {
		const {master, store} = await start();
		const agent = closing(startAgent(master.address), (one) => one.stop());
		await agent.hasStreak(2);
		store.problem = fullDisk();
		await waitFor(() => master.lines.some((line) => line.startsWith('ERROR The registry cannot be written')));
		await agent.beats(12);
		expect(new Set(agent.types())).toEqual(new Set(['connecting', 'registered', 'heartbeat-acknowledged']));
		expect(master.lines.filter((line) => line.includes('cannot be written'))).toEqual([
			'ERROR The registry cannot be written: No space is left on the device of the data directory. Known agents stay connected, in memory only.',
		]);
	});

	test('a known agent registers in memory, is shown as not durable, and is written when there is space again', async () => {
		const {master, store} = await start();
		const first = startAgent(master.address, {reportedAddress: 'host-1:0'});
		await first.hasStreak(1);
		await first.stop();
		store.problem = fullDisk();
		const second = closing(startAgent(master.address, {reportedAddress: 'host-2:0'}), (one) => one.stop());
		await second.hasStreak(2);
		expect(second.delays()).toEqual([]);
		expect(await master.info('web-1')).toMatchObject({durable: false, agentAddress: 'host-2:0', liveness: 'active'});
		expect(store.agents.get('web-1')?.address).toBe('host-1:0');
		store.problem = undefined;
		await waitFor(async () => (await master.info('web-1'))?.durable === true);
		expect(store.agents.get('web-1')).toMatchObject({address: 'host-2:0', liveness: 'active'});
		const registrations = store.events.filter(({type}) => type === 'agent.registered');
		expect(registrations.map(({data}) => data['address'])).toEqual(['host-1:0', 'host-2:0']);
		expect(master.lines.some((line) => line.startsWith('INFO The registry is written again, after '))).toBe(true);
	});

	test('that a known agent registers is told at once to whoever reads events, and once', async () => {
		const {master, store} = await start();
		const client = closing(new RawClient(master.port), (one) => one.close());
		const who = {agentName: 'web-1', agentAddress: 'a:0', installId: 'i', instanceId: 'j'};
		await client.register(who);
		const told: string[] = [];
		const reader = closing(client.grpc.streamAgentEvents({...StreamEventsRequest.create(), history: 1}), (stream) =>
			stream.cancel(),
		);
		reader.on('data', ({eventType}: AgentEvent) => told.push(eventType));
		reader.on('error', () => undefined);
		await waitFor(() => told.length === 1);
		store.problem = fullDisk();
		await client.register(who);
		await waitFor(() => told.length === 2);
		store.problem = undefined;
		await waitFor(() => store.events.length === 2);
		await client.unregister('web-1');
		await waitFor(() => told.length === 3);
		expect(told).toEqual(['agent.registered', 'agent.registered', 'agent.removed']);
	});

	test('an unknown agent is turned away as for a passing trouble, leaves no record, and joins later', async () => {
		const {master, store} = await start();
		store.problem = fullDisk();
		const client = closing(new RawClient(master.port), (one) => one.close());
		await expect(
			client.register({agentName: 'new', agentAddress: 'a:0', installId: 'i', instanceId: 'j'}),
		).rejects.toMatchObject({
			code: status.UNAVAILABLE,
			details: 'This master cannot take new agents now: No space is left on the device of the data directory.',
		});
		expect(await client.list()).toEqual([]);
		const agent = closing(startAgent(master.address), (one) => one.stop());
		await waitFor(() => agent.delays().length >= 2);
		expect(agent.connection.state.type).not.toBe('stopped');
		store.problem = undefined;
		await agent.hasStreak(1);
		expect(store.agents.get('web-1')).toBeDefined();
	});

	test('an unknown agent is seen by nobody while it is being turned away', async () => {
		const {master, store} = await start();
		const agent = closing(startAgent(master.address, {name: 'known'}), (one) => one.stop());
		await agent.hasStreak(1);
		const client = closing(new RawClient(master.port), (one) => one.close());
		const updates: FleetUpdate[] = [];
		const watch = closing(client.grpc.watchFleet({}), (stream) => stream.cancel());
		watch.on('data', (update: FleetUpdate) => updates.push(update));
		watch.on('error', () => {});
		await waitFor(() => updates.some(({agents}) => agents.length > 0));
		const {writes, release} = holdWrites(store);
		store.problem = fullDisk();
		const registrations = ['first', 'second'].map((instanceId) =>
			client.register({agentName: 'new', agentAddress: 'a:0', installId: 'i', instanceId}).catch((error) => error),
		);
		await waitFor(() => writes() === 2);
		expect((await client.list()).map(({agentName}) => agentName)).toEqual(['known']);
		expect(
			await master.ask((one) => one.ask((grpc, callback) => grpc.getAgentInfo({agentName: 'new'}, callback))),
		).toEqual(expect.objectContaining({success: false, agentInfo: undefined}));
		expect(await master.askToStop('new')).toMatchObject({success: false, message: 'Agent not found'});
		expect(await client.unregister('new')).toMatchObject({success: false, message: 'Agent not found'});
		// What is told of the others has gone through the watch since.
		const told = updates.length;
		await waitFor(() =>
			updates.slice(told).some(({agents, beats}) => agents.length + (beats?.handles.length ?? 0) > 0),
		);
		release();
		expect(await Promise.all(registrations)).toMatchObject([{code: status.UNAVAILABLE}, {code: status.UNAVAILABLE}]);
		expect((await client.list()).map(({agentName}) => agentName)).toEqual(['known']);
		const seen = updates.flatMap(({agents, events}) => [
			...agents.map(({info}) => info?.agentName),
			...events.map(({agentName}) => agentName),
		]);
		expect(new Set(seen)).toEqual(new Set(['known']));
		expect(store.agents.has('new')).toBe(false);
	});

	test('what happens in the fleet meanwhile waits in memory, in order, and is written once', async () => {
		const {master, store} = await start();
		const agent = startAgent(master.address);
		await agent.hasStreak(2);
		store.problem = fullDisk();
		await agent.stop();
		await waitFor(async () => (await master.liveness('web-1')) === 'stopped');
		expect(store.events.map(({type}) => type)).not.toContain('agent.stopped');
		store.problem = undefined;
		await waitFor(() => store.events.some(({type}) => type === 'agent.stopped'));
		expect(store.events.filter(({type}) => type === 'agent.stopped')).toHaveLength(1);
		expect(store.agents.get('web-1')?.liveness).toBe('stopped');
	});

	test('a removal that cannot be written changes nothing, and is told as a passing trouble', async () => {
		const {master, store} = await start();
		const agent = closing(startAgent(master.address), (one) => one.stop());
		await agent.hasStreak(1);
		const client = closing(new RawClient(master.port), (one) => one.close());
		store.problem = fullDisk();
		await expect(client.unregister('web-1')).rejects.toMatchObject({
			code: status.UNAVAILABLE,
			details: expect.stringContaining('No space is left'),
		});
		expect(await client.info('web-1')).toMatchObject({liveness: 'active'});
		await agent.beats(2);
		expect(agent.types()).not.toContain('session-ended');
		store.problem = undefined;
		await agent.stop();
		expect(await client.unregister('web-1')).toMatchObject({success: true});
		expect(await client.list()).toEqual([]);
		expect(store.agents.size).toBe(0);
		await master.kill();
		await master.start();
		expect(await master.list()).toEqual([]);
	});
});

describe('what is written while an agent is removed', () => {
	test('does not bring it back', async () => {
		const {master, store} = await start();
		const client = closing(new RawClient(master.port), (one) => one.close());
		const {sessionId} = await client.register({
			agentName: 'web-1',
			agentAddress: 'a:0',
			installId: 'i',
			instanceId: 'j',
		});
		const {commit} = store;
		let release = () => {};
		let isRemoving = false;
		Object.assign(store, {
			async commit(changes: Parameters<typeof commit>[0]) {
				const result = await commit(changes);
				if (changes.some(({type}) => type === 'remove-agent') && !isRemoving) {
					isRemoving = true;
					await new Promise<void>((resolve) => {
						release = resolve;
					});
				}

				return result;
			},
		});
		const removed = client.unregister('web-1');
		await waitFor(() => isRemoving);
		await client.unregister('web-1', sessionId);
		await waitFor(() => store.agents.has('web-1'));
		release();
		expect(await removed).toMatchObject({success: true});
		expect(await client.list()).toEqual([]);
		expect(store.agents.size).toBe(0);
	});
});
