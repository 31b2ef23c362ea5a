import {expect, test} from 'vitest';
import {createEventBus} from '../../../source/master/events/event-bus.js';
import type {RegistryEvent} from '../../../source/master/registry/event.js';
import {createRegistry} from '../../../source/master/registry/registry.js';
import {createAgentCommands} from '../../../source/master/sessions/agent-commands.js';
import {createSessionStreams} from '../../../source/master/sessions/session-streams.js';
import {createLedger} from '../../../source/master/store/ledger.js';
import {closeAfterEach, waitFor} from '../../helpers/closing.js';
import {createMemoryStore} from '../../helpers/memory-store.js';
import {name, recordOf, stored} from '../registry/registry-fixture.js';

const closing = closeAfterEach();

/** An agent that is awaited, and a store whose next removal is held until it is released. */
async function start() {
	const silent = () => {};
	const log = {debug: silent, info: silent, warn: silent, error: silent, close: silent};
	const registry = createRegistry();
	registry.restore(0, [stored()]);
	const store = createMemoryStore();
	const {commit} = store;
	let release = () => {};
	let removals = 0;
	const released = new Promise<void>((resolve) => {
		release = resolve;
	});
	Object.assign(store, {
		async commit(changes: Parameters<typeof commit>[0]) {
			const result = await commit(changes);
			if (changes.some(({type}) => type === 'remove-agent')) {
				removals++;
				await released;
			}

			return result;
		},
	});
	const ledger = closing(createLedger(store, log, registry), (one) => one.close());
	const bus = createEventBus(log);
	const published: RegistryEvent[] = [];
	bus.subscribe((event) => published.push(event));
	const commands = createAgentCommands({registry, ledger, bus, streams: createSessionStreams(), log});
	await ledger.record([recordOf(registry)], []);
	return {registry, store, commands, published, release, isRemoving: () => removals > 0};
}

test('an agent that comes back while it is being removed is spared, and written again', async () => {
	const {registry, store, commands, published, release, isRemoving} = await start();
	const removed = commands.remove(name, 'a test', {force: false});
	await waitFor(isRemoving);
	expect(store.agents.size).toBe(0);
	registry.openStream(1, {name, sessionId: 'stored-session', streamId: 1});
	release();
	expect(await removed).toEqual({success: false, message: `Agent ${name} is active`});
	expect(recordOf(registry)).toMatchObject({liveness: 'active', streamId: 1});
	expect(store.agents.get(name)).toMatchObject({liveness: 'active'});
	expect(published.map(({type}) => type)).toEqual(['agent.active']);
	expect(store.events.map(({type}) => type)).toEqual(['agent.removed', 'agent.active']);
	expect(store.events.at(-1)).toMatchObject({
		data: {from: 'awaited', reason: 'it came back while it was being removed'},
	});
});

test('by force an agent is removed also where it comes back meanwhile', async () => {
	const {registry, store, commands, published, release, isRemoving} = await start();
	const removed = commands.remove(name, 'a test', {force: true});
	await waitFor(isRemoving);
	registry.openStream(1, {name, sessionId: 'stored-session', streamId: 1});
	release();
	expect(await removed).toEqual({success: true, message: 'Agent removed'});
	expect(registry.get(name)).toBeUndefined();
	expect(store.agents.size).toBe(0);
	expect(published.map(({type}) => type)).toEqual(['agent.removed']);
});

test('an agent that does not come back needs no force', async () => {
	const {registry, commands, release} = await start();
	release();
	expect(await commands.remove(name, 'a test', {force: false})).toEqual({success: true, message: 'Agent removed'});
	expect(registry.get(name)).toBeUndefined();
});
