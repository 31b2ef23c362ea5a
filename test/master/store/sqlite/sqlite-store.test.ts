import {mkdir, mkdtemp, readdir, rename, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type RegistryEvent, sizeOfEvent} from '../../../../source/master/registry/event.js';
import type {Store, StoreChange} from '../../../../source/master/store/port.js';
import {openSqliteStore, type SqliteStoreOptions} from '../../../../source/master/store/sqlite/sqlite-store.js';
import type {StoredAgent} from '../../../../source/master/store/stored-agent.js';
import {defaultPolicy} from '../../../../source/protocol/policy.js';
import {bundleStorePrograms} from '../../../helpers/store-worker.js';

const programs = bundleStorePrograms();
let directory: string;
let opened: Store[];

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'sloth-store-'));
	opened = [];
});

afterEach(async () => {
	await Promise.all(opened.map((store) => store.close()));
	await rm(directory, {recursive: true, force: true});
});

async function open(options: Partial<SqliteStoreOptions> = {}): Promise<Store> {
	const store = await openSqliteStore({directory, workerUrl: programs.workerUrl(), ...options});
	opened.push(store);
	return store;
}

function agent(name: string, fields: Partial<StoredAgent> = {}): StoredAgent {
	return {
		name,
		address: 'host-1:0',
		peerAddress: '10.0.0.7:40000',
		installId: 'install-1',
		instanceId: 'instance-1',
		sessionId: 'session-1',
		version: '1.2.3',
		policy: {...defaultPolicy, jitter: 0.35},
		liveness: 'active',
		livenessWallMs: 1_790_000_000_123,
		reason: 'registered — ✓ "quoted"',
		registeredWallMs: 1_790_000_000_000,
		lastHeartbeatWallMs: 1_790_000_001_000,
		streak: 4,
		roundTripMs: 1.25,
		...fields,
	};
}

function event(id: string, fields: Partial<RegistryEvent> = {}): RegistryEvent {
	return {
		id,
		agentName: 'web-1',
		type: 'lost',
		atWallMs: 1000,
		severity: 'warning',
		message: 'no heartbeat',
		data: {},
		...fields,
	};
}

const put = (record: StoredAgent): StoreChange => ({type: 'put-agent', agent: record});
const add = (record: RegistryEvent): StoreChange => ({type: 'add-event', event: record});
const anyEvent = {agentNames: [], types: [], limit: 1000};

describe('agents', () => {
	test('come back as they were put, after the store was closed and opened again', async () => {
		const full = agent('web-1');
		const goPeer = agent('web-2', {
			installId: '',
			instanceId: '',
			version: '',
			policy: undefined,
			lastHeartbeatWallMs: undefined,
			roundTripMs: undefined,
			liveness: 'awaited',
			streak: 0,
		});
		const store = await open();
		expect(await store.loadAgents()).toEqual([]);
		await store.commit([put(goPeer), put(full)]);
		expect(await store.loadAgents()).toEqual([full, goPeer]);
		await store.close();
		expect(await (await open()).loadAgents()).toEqual([full, goPeer]);
	});

	test('are replaced by name and removed by name', async () => {
		const store = await open();
		await store.commit([put(agent('web-1')), put(agent('web-2'))]);
		const changed = agent('web-1', {sessionId: 'session-2', liveness: 'lost', reason: 'silent', policy: undefined});
		await store.commit([put(changed), {type: 'remove-agent', name: 'web-2'}, {type: 'remove-agent', name: 'nobody'}]);
		expect(await store.loadAgents()).toEqual([changed]);
	});

	test('a read sees every write that was asked for before it', async () => {
		const store = await open();
		const written = store.commit([put(agent('web-1'))]);
		expect(await store.loadAgents()).toHaveLength(1);
		await written;
	});
});

describe('heartbeats', () => {
	test('change the record of the same session and nothing of another one', async () => {
		const store = await open();
		const first = agent('web-1');
		const second = agent('web-2', {sessionId: 'session-2'});
		await store.commit([put(first), put(second)]);
		const beat = {lastHeartbeatWallMs: 1_790_000_009_000, streak: 9, roundTripMs: 0.5};
		await store.writeHeartbeats([
			{name: 'web-1', sessionId: 'session-1', ...beat},
			{name: 'web-2', sessionId: 'session-1', ...beat},
			{name: 'nobody', sessionId: 'session-1', ...beat},
		]);
		expect(await store.loadAgents()).toEqual([{...first, ...beat}, second]);
	});

	test('of one call share one transaction', async () => {
		const store = await open();
		await store.commit([put(agent('web-1')), put(agent('web-2'))]);
		const before = await store.statistics();
		const beat = {sessionId: 'session-1', lastHeartbeatWallMs: 5, streak: 1, roundTripMs: undefined};
		await store.writeHeartbeats([
			{name: 'web-1', ...beat},
			{name: 'web-2', ...beat},
		]);
		expect(await store.statistics()).toEqual({commits: before.commits + 1, rows: before.rows + 2});
	});
});

describe('events', () => {
	test('an id that is already there changes nothing and does not count', async () => {
		const store = await open();
		const first = event('a', {data: {cause: 'timeout', text: 'two\nlines'}});
		expect((await store.commit([add(first), add(event('b'))])).newEventIds).toHaveLength(2);
		const again = [add(event('a', {message: 'other'})), add(event('c')), add(event('c')), put(agent('web-1'))];
		expect((await store.commit(again)).newEventIds).toHaveLength(1);
		expect(await store.readEvents(anyEvent)).toEqual([first, event('b'), event('c')]);
	});

	test('the newest that fit are read, oldest first, in the order of insertion where the time is the same', async () => {
		const store = await open();
		const times: readonly (readonly [string, number])[] = [
			['late', 30],
			['first-of-two', 20],
			['second-of-two', 20],
			['early', 10],
		];
		await store.commit(times.map(([id, atWallMs]) => add(event(id, {atWallMs}))));
		const ids = async (limit: number) => (await store.readEvents({...anyEvent, limit})).map(({id}) => id);
		expect(await ids(10)).toEqual(['early', 'first-of-two', 'second-of-two', 'late']);
		expect(await ids(2)).toEqual(['second-of-two', 'late']);
		expect(await ids(0)).toEqual([]);
	});

	test('are filtered by agent and by type before the limit counts', async () => {
		const store = await open();
		const all = [
			event('1', {agentName: 'web-1', type: 'lost', atWallMs: 1}),
			event('2', {agentName: 'web-2', type: 'lost', atWallMs: 2}),
			event('3', {agentName: "we'b", type: 'active', atWallMs: 3}),
			event('4', {agentName: 'web-1', type: 'active', atWallMs: 4}),
			event('5', {agentName: 'web-3', type: 'lost', atWallMs: 5}),
		];
		await store.commit(all.map(add));
		const ids = async (agentNames: string[], types: string[], limit = 10) =>
			(await store.readEvents({agentNames, types, limit})).map(({id}) => id);
		expect(await ids(['web-1', "we'b"], [])).toEqual(['1', '3', '4']);
		expect(await ids([], ['lost'])).toEqual(['1', '2', '5']);
		expect(await ids(['web-1', 'web-2'], ['lost'])).toEqual(['1', '2']);
		expect(await ids(['web-1', 'web-2'], ['lost'], 1)).toEqual(['2']);
		expect(await ids(['nobody'], [])).toEqual([]);
	});

	test('older than a time are deleted and counted, and their ids are free again', async () => {
		const store = await open();
		await store.commit([
			add(event('1', {atWallMs: 1})),
			add(event('2', {atWallMs: 2})),
			add(event('3', {atWallMs: 3})),
		]);
		expect(await store.deleteEventsBefore(3)).toBe(2);
		expect(await store.deleteEventsBefore(3)).toBe(0);
		expect((await store.commit([add(event('1', {atWallMs: 4}))])).newEventIds).toHaveLength(1);
		expect((await store.readEvents(anyEvent)).map(({id}) => id)).toEqual(['3', '1']);
	});

	test('are read page after page, also where many are of one moment', async () => {
		const store = await open();
		const all = Array.from({length: 350}, (_, index) =>
			event(String(index).padStart(3, '0'), {atWallMs: index < 50 ? index : 1000, agentName: `web-${index % 2}`}),
		);
		await store.commit(all.map(add));
		expect(await store.readEvents(anyEvent)).toEqual(all);
		expect(await store.readEvents({...anyEvent, limit: 300})).toEqual(all.slice(-300));
		expect(await store.readEvents({...anyEvent, agentNames: ['web-1']})).toEqual(
			all.filter((_, index) => index % 2 === 1),
		);
	});

	test('are the newest that take no more memory than is allowed', async () => {
		const store = await open();
		const all = ['a', 'b', 'c'].map((id) => event(id, {data: {text: 'x'.repeat(10_000)}}));
		await store.commit(all.map(add));
		const size = sizeOfEvent(event('a', {data: {text: 'x'.repeat(10_000)}}));
		expect(size).toBeGreaterThan(20_000);
		const read = (mostBytes: number) => store.readEvents({...anyEvent, mostBytes});
		expect(await read(3 * size)).toEqual(all);
		expect(await read(3 * size - 1)).toEqual(all.slice(1));
		expect(await read(size - 1)).toEqual([]);
	});

	test('a limit that is no number of events is refused', async () => {
		const store = await open();
		await expect(store.readEvents({...anyEvent, limit: -1})).rejects.toThrow('whole number of at least 0, got -1');
	});
});

describe('group commit', () => {
	test('what arrives together shares transactions', async () => {
		const store = await open();
		const before = await store.statistics();
		await Promise.all(Array.from({length: 1200}, (_, index) => store.commit([add(event(`event-${index}`))])));
		const after = await store.statistics();
		expect(after.rows - before.rows).toBe(1200);
		// At most 500 share one; without sharing there would be 1,200.
		expect(after.commits - before.commits).toBeGreaterThanOrEqual(3);
		expect(after.commits - before.commits).toBeLessThan(120);
	});

	test('a request that cannot be written does not fail those that came with it', async () => {
		const store = await open();
		const outcomes = await Promise.allSettled([
			store.commit([add(event('good-1')), put(agent('web-1'))]),
			store.commit([add(event('half')), add(event('bad\0id'))]),
			store.commit([put(agent('web-2', {streak: Number.NaN}))]),
			store.commit([put(agent('web-3', {address: true as unknown as string}))]),
			store.writeHeartbeats([
				{name: 'web-1', sessionId: 'session-1', lastHeartbeatWallMs: 77, streak: 1.5, roundTripMs: undefined},
			]),
			store.commit([add(event('good-2'))]),
		]);
		expect(outcomes.map(({status}) => status)).toEqual([
			'fulfilled',
			'rejected',
			'rejected',
			'rejected',
			'rejected',
			'fulfilled',
		]);
		expect(outcomes[1]).toMatchObject({reason: {name: 'StoreError', problem: 'faulty-record'}});
		expect((await store.readEvents(anyEvent)).map(({id}) => id)).toEqual(['good-1', 'good-2']);
		expect(await store.loadAgents()).toEqual([agent('web-1')]);
	});

	test('a number that no peer could read is brought within its bounds when it is read', async () => {
		const store = await open();
		await store.commit([
			put(agent('web-1', {streak: Number.MAX_SAFE_INTEGER, roundTripMs: 1e300})),
			put(agent('web-2', {streak: -1, roundTripMs: 0})),
			put(agent('web-3', {streak: 7, roundTripMs: 1.5})),
		]);
		expect(await store.loadAgents()).toMatchObject([
			{streak: 1e12, roundTripMs: undefined},
			{streak: 0, roundTripMs: undefined},
			{streak: 7, roundTripMs: 1.5},
		]);
	});

	test('a value that no thread can be given fails its own call only', async () => {
		const store = await open();
		const data = {cause: (() => 'x') as unknown as string};
		const bad = store.commit([add(event('bad', {data}))]);
		const good = store.commit([add(event('good'))]);
		await expect(bad).rejects.toMatchObject({name: 'StoreError', problem: 'faulty-record'});
		expect((await good).newEventIds).toHaveLength(1);
	});
});

describe('the file', () => {
	test('is made for its owner alone, in a directory made for its owner alone', async () => {
		const inner = join(directory, 'deep', 'data');
		await open({directory: inner});
		expect((await stat(inner)).mode & 0o777).toBe(0o700);
		for (const name of await readdir(inner)) {
			expect((await stat(join(inner, name))).mode & 0o077, name).toBe(0);
		}
	});

	test('is alone in its directory after a close, which may be asked for twice', async () => {
		const store = await open();
		await store.commit([put(agent('web-1'))]);
		await Promise.all([store.close(), store.close()]);
		await store.close();
		expect(await readdir(directory)).toEqual(['registry.db']);
	});

	test('writes that were asked for before a close are answered and kept, later calls are refused', async () => {
		const store = await open();
		const written = store.commit([put(agent('web-1'))]);
		const closed = store.close();
		expect((await written).newEventIds).toHaveLength(0);
		await expect(store.loadAgents()).rejects.toMatchObject({
			problem: 'failed',
			message: expect.stringContaining('is closed'),
		});
		await closed;
		expect(await (await open()).loadAgents()).toHaveLength(1);
	});

	test('may lie in a directory whose name has characters that mean something in an address', async () => {
		const strange = join(directory, 'a?b#c%20 é');
		const store = await open({directory: strange});
		await store.commit([put(agent('web-1'))]);
		await store.close();
		expect(await readdir(strange)).toEqual(['registry.db']);
		expect(await (await open({directory: strange})).loadAgents()).toHaveLength(1);
	});

	test('is refused a second time in the same process, by a symbolic link too, and the first goes on', async () => {
		const real = join(directory, 'real');
		await mkdir(real);
		await symlink(real, join(directory, 'link'));
		const store = await open({directory: real});
		for (const path of [real, join(directory, 'link')]) {
			await expect(open({directory: path})).rejects.toMatchObject({problem: 'in-use'});
		}

		expect((await store.commit([add(event('a'))])).newEventIds).toHaveLength(1);
	});
});

describe('the thread', () => {
	test('is found beside the module and one folder above it, as in the built program', async () => {
		for (const name of ['sqlite-store.js', 'chunks/sqlite-store.js']) {
			const bundled = (await import(programs.program(name).href)) as {openSqliteStore: typeof openSqliteStore};
			const store = await bundled.openSqliteStore({directory});
			expect(await store.loadAgents()).toEqual([]);
			await store.close();
		}
	});

	test('that dies fails what is pending and every later call', async () => {
		const dying = `
			import {parentPort} from 'node:worker_threads';
			parentPort.on('message', () => process.exit(7));
			parentPort.postMessage([{id: 0, outcome: {succeeded: true}}]);`;
		const store = await open({workerUrl: new URL(`data:text/javascript,${encodeURIComponent(dying)}`)});
		const failure = {name: 'StoreError', problem: 'failed', message: expect.stringContaining('exit code 7')};
		const pending = [store.commit([]), store.statistics()];
		for (const call of pending) {
			await expect(call).rejects.toMatchObject(failure);
		}

		await expect(store.loadAgents()).rejects.toMatchObject(failure);
		await store.close();
		expect(await (await open()).loadAgents()).toEqual([]);
	});

	test('that throws says what it threw', async () => {
		const throwing = `
			import {parentPort} from 'node:worker_threads';
			parentPort.on('message', () => { throw new Error('out of luck'); });
			parentPort.postMessage([{id: 0, outcome: {succeeded: true}}]);`;
		const store = await open({workerUrl: new URL(`data:text/javascript,${encodeURIComponent(throwing)}`)});
		await expect(store.statistics()).rejects.toThrow('out of luck');
	});

	test('that cannot be loaded fails the opening', async () => {
		const missing = pathToFileURL(join(directory, 'no-such-worker.js'));
		await expect(open({workerUrl: missing})).rejects.toMatchObject({name: 'StoreError', problem: 'failed'});
		expect(await (await open()).loadAgents()).toEqual([]);
	});
});

test('files that were deleted or replaced while they were open take nothing more, and that is told', async () => {
	const store = await open();
	await store.commit([{type: 'put-agent', agent: agent('web-1')}]);
	const gone = {problem: 'gone', message: expect.stringContaining('was deleted or replaced while this master runs')};
	const away = `${directory}-away`;
	await rename(directory, away);
	await expect(store.commit([{type: 'put-agent', agent: agent('web-2')}])).rejects.toMatchObject(gone);
	await mkdir(directory);
	await writeFile(join(directory, 'registry.db'), '');
	await expect(store.commit([{type: 'put-agent', agent: agent('web-2')}])).rejects.toMatchObject(gone);
	await rm(directory, {recursive: true});
	await rename(away, directory);
	await store.commit([{type: 'put-agent', agent: agent('web-2')}]);
	expect((await store.loadAgents()).map(({name}) => name)).toEqual(['web-1', 'web-2']);
});
