import {describe, expect, test} from 'vitest';
import {createEmitter} from '../../../source/base/emitter.js';
import type {RegistryChange} from '../../../source/master/registry/contract.js';
import type {RegistryEvent} from '../../../source/master/registry/event.js';
import {createLedger} from '../../../source/master/store/ledger.js';
import {type StoreChange, StoreError} from '../../../source/master/store/port.js';
import {closeAfterEach, waitFor} from '../../helpers/closing.js';
import {createMemoryStore, fullDisk, type MemoryStore} from '../../helpers/memory-store.js';
import {stored} from '../registry/registry-fixture.js';

const closing = closeAfterEach();
const names = Array.from({length: 9}, (_, index) => `web-${index}`);

/** A store that does not take what has to do with these agents. */
function createPickyStore(faulty: ReadonlySet<string>): MemoryStore {
	const store = createMemoryStore();
	const {commit, writeHeartbeats} = store;
	const refuse = (name: string) => {
		if (faulty.has(name)) {
			throw new StoreError('faulty-record', `This store does not take ${name}`);
		}
	};
	const nameOf = (change: StoreChange) => {
		switch (change.type) {
			case 'put-agent':
				return change.agent.name;
			case 'remove-agent':
				return change.name;
			default:
				return change.event.agentName;
		}
	};
	return Object.assign(store, {
		async commit(changes: readonly StoreChange[]) {
			changes.map(nameOf).forEach(refuse);
			return commit(changes);
		},
		async writeHeartbeats(heartbeats: Parameters<typeof writeHeartbeats>[0]) {
			heartbeats.map(({name}) => name).forEach(refuse);
			await writeHeartbeats(heartbeats);
		},
	});
}

function start(faulty: ReadonlySet<string>) {
	const store = createPickyStore(faulty);
	const lines: string[] = [];
	const write = (message: string) => lines.push(message);
	const log = {debug: write, info: write, warn: write, error: write, close() {}};
	const changes = createEmitter<RegistryChange>();
	const ledger = closing(createLedger(store, log, changes), (one) => one.close());
	return {store, ledger, lines, tell: changes.tell};
}

function eventOf(agentName: string): RegistryEvent {
	return {id: `of ${agentName}`, agentName, type: 'deploy', atWallMs: 1, severity: 'info', message: '', data: {}};
}

describe('a record that the store does not take', () => {
	test('holds up the heartbeats of no other agent, and is told', async () => {
		const faulty = new Set<string>();
		const {store, ledger, lines, tell} = start(faulty);
		await ledger.commit(
			names.map((name) => stored({name})),
			[],
		);
		faulty.add('web-4');
		for (const name of names) {
			tell({type: 'beat', record: stored({name, streak: 70})});
		}

		await waitFor(() => lines.length > 0 && store.agents.get('web-8')?.streak === 70);
		expect([...store.agents.values()].filter(({streak}) => streak !== 70).map(({name}) => name)).toEqual(['web-4']);
		expect(lines).toEqual(['The heartbeat of agent web-4 is not written: This store does not take web-4']);
		expect(ledger.problem()).toBeUndefined();
	});

	test('holds up no other record or event, and is known not to be durable', async () => {
		const {store, ledger, lines} = start(new Set(['web-3', 'web-8']));
		await ledger.record(
			names.map((name) => stored({name})),
			names.map(eventOf),
		);
		const others = names.filter((name) => name !== 'web-3' && name !== 'web-8');
		expect([...store.agents.keys()]).toEqual(others);
		expect(store.events.map(({agentName}) => agentName)).toEqual(others);
		expect(names.filter((name) => !ledger.isDurable(name))).toEqual(['web-3', 'web-8']);
		expect(lines).toHaveLength(4);
		expect(ledger.problem()).toBeUndefined();
	});

	test('is durable once the store takes it', async () => {
		const faulty = new Set(['web-3']);
		const {ledger} = start(faulty);
		await ledger.record([stored({name: 'web-3'})], []);
		expect(ledger.isDurable('web-3')).toBe(false);
		faulty.clear();
		await ledger.record([stored({name: 'web-3'})], []);
		expect(ledger.isDurable('web-3')).toBe(true);
	});

	test('is named among the events that were to be added, by its place', async () => {
		const {ledger} = start(new Set(['web-3']));
		const {newIds, faults} = await ledger.addEvents(names.map(eventOf));
		expect([...faults.keys()]).toEqual([3]);
		expect(newIds.size).toBe(8);
	});

	test('is told apart from a full disk, after which everything is written', async () => {
		const {store, ledger} = start(new Set(['web-3']));
		store.problem = fullDisk();
		await ledger.record([stored({name: 'web-1'}), stored({name: 'web-2'})], []);
		expect(ledger.problem()?.problem).toBe('full');
		expect(ledger.isDurable('web-1')).toBe(false);
		store.problem = undefined;
		await waitFor(() => ledger.isDurable('web-1'));
		expect([...store.agents.keys()]).toEqual(['web-1', 'web-2']);
	});
});

test('a write that needs no room does not end the trouble of a record that waits', async () => {
	const {store, ledger, lines, tell} = start(new Set());
	let heartbeats = 0;
	const isFull = {value: true};
	const {commit} = store;
	Object.assign(store, {
		commit: (changes: readonly StoreChange[]) => (isFull.value ? Promise.reject(fullDisk()) : commit(changes)),
		// Of a session that is not written yet there is no row to change.
		async writeHeartbeats() {
			heartbeats++;
		},
	});
	await ledger.record([stored({name: 'web-1'})], [eventOf('web-1')]);
	for (const round of [1, 2]) {
		tell({type: 'beat', record: stored({name: 'web-1'})});
		await waitFor(() => heartbeats === round);
	}

	expect(lines).toEqual([expect.stringContaining('The registry cannot be written')]);
	expect(ledger.problem()?.problem).toBe('full');
	isFull.value = false;
	await waitFor(() => ledger.problem() === undefined);
	expect(lines).toEqual([expect.anything(), expect.stringContaining('The registry is written again')]);
	expect(store.events).toHaveLength(1);
});

describe('a record that waits for the store', () => {
	/** A ledger whose store failed while it was to write `web-1`, with a streak of 1. */
	async function startWaiting() {
		const started = start(new Set());
		started.store.problem = fullDisk();
		await started.ledger.record([stored({name: 'web-1', streak: 1})], []);
		return started;
	}

	test('is written as it is by then', async () => {
		const {store, ledger, tell} = await startWaiting();
		tell({type: 'changed', record: stored({name: 'web-1', streak: 0, liveness: 'lost'})});
		store.problem = undefined;
		await waitFor(() => ledger.isDurable('web-1'));
		expect(store.agents.get('web-1')).toMatchObject({streak: 0, liveness: 'lost'});
	});

	test('is not written any more once the agent is removed', async () => {
		const {store, ledger, tell} = await startWaiting();
		tell({type: 'removed', record: stored({name: 'web-1'})});
		expect(ledger.isDurable('web-1')).toBe(true);
		store.problem = undefined;
		await ledger.record([stored({name: 'web-2'})], []);
		expect(ledger.problem()).toBeUndefined();
		expect([...store.agents.keys()]).toEqual(['web-2']);
	});

	test('is told by its name when it begins to wait, and when it is durable', async () => {
		const {store, ledger} = start(new Set());
		const told: string[] = [];
		ledger.subscribe((name) => told.push(`${name} ${ledger.isDurable(name)}`));
		store.problem = fullDisk();
		await ledger.record([stored({name: 'web-1'})], []);
		await ledger.record([stored({name: 'web-1'})], []);
		expect(told).toEqual(['web-1 false']);
		store.problem = undefined;
		await waitFor(() => told.length > 1);
		expect(told).toEqual(['web-1 false', 'web-1 true']);
	});
});

test('a record that is written apart is written as it is by then', async () => {
	const {store, ledger, tell} = start(new Set(['web-2']));
	const {commit} = store;
	let commits = 0;
	Object.assign(store, {
		async commit(changes: readonly StoreChange[]) {
			if (commits++ === 0) {
				tell({type: 'changed', record: stored({name: 'web-1', streak: 0, liveness: 'lost'})});
			}

			return commit(changes);
		},
	});
	await ledger.record([stored({name: 'web-1'}), stored({name: 'web-2'})], []);
	expect(store.agents.get('web-1')).toMatchObject({streak: 0, liveness: 'lost'});
});
