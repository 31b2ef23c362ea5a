import {status} from '@grpc/grpc-js';
import {describe, expect, test} from 'vitest';
import {
	type AgentEvent,
	EventData,
	type SendEventBatchResponse,
	type SendEventResponse,
	StreamEventsRequest,
} from '../../../source/protocol/generated/agent.js';
import {closeAfterEach, waitFor} from '../../helpers/closing.js';
import {createMemoryStore, fullDisk, type MemoryStore} from '../../helpers/memory-store.js';
import {RawClient} from '../../helpers/raw-client.js';
import {bundleStorePrograms} from '../../helpers/store-worker.js';
import {type OpenStore, sqliteStore, TestMaster} from '../../helpers/test-master.js';

const closing = closeAfterEach();
const programs = bundleStorePrograms();

async function start(openStore: OpenStore): Promise<{master: TestMaster; client: RawClient}> {
	const master = closing(await TestMaster.create(openStore), (one) => one.close());
	await master.start();
	return {master, client: closing(new RawClient(master.port), (one) => one.close())};
}

function startInMemory(store: MemoryStore = createMemoryStore()) {
	return start(async () => store);
}

function send(client: RawClient, event: Partial<EventData>): Promise<SendEventResponse> {
	return client.ask((grpc, callback) => grpc.sendEvent({event: eventOf(event)}, callback));
}

function sendBatch(client: RawClient, events: readonly Partial<EventData>[]): Promise<SendEventBatchResponse> {
	return client.ask((grpc, callback) =>
		grpc.sendEventBatch({events: events.map(eventOf), batchSize: events.length}, callback),
	);
}

function eventOf(event: Partial<EventData>): EventData {
	return EventData.fromPartial({eventType: 'deploy', agentName: 'web-1', ...event});
}

function read(client: RawClient, request: Partial<StreamEventsRequest>) {
	const events: AgentEvent[] = [];
	const stream = client.grpc.streamAgentEvents(StreamEventsRequest.fromPartial(request));
	const reader = {events, stream, code: undefined as number | undefined, isOver: false};
	stream.on('data', (event: AgentEvent) => events.push(event));
	stream.on('error', (error) => {
		reader.code = (error as {readonly code?: number}).code;
		reader.isOver = true;
	});
	stream.on('end', () => {
		reader.isOver = true;
	});
	return reader;
}

describe('SendEvent', () => {
	test('stores an event, and the same id a second time changes nothing, after a restart neither', async () => {
		const {master, client} = await start(sqliteStore(() => programs.workerUrl()));
		const event = {eventId: 'e-1', data: {message: 'first'}, severity: 'warning', timestamp: 1_700_000_000};
		expect(await send(client, event)).toMatchObject({success: true, eventId: 'e-1'});
		expect(await send(client, {...event, data: {message: 'second'}})).toMatchObject({success: true, eventId: 'e-1'});
		await master.kill();
		await master.start();
		const events = await master.ask(async (fresh) => {
			await send(fresh, event);
			const reader = read(fresh, {history: 10, historyOnly: true, eventTypes: ['deploy']});
			await waitFor(() => reader.isOver);
			return reader.events;
		});
		expect(events).toMatchObject([
			{eventId: 'e-1', message: 'first', severity: 'warning', timestamp: 1_700_000_000, agentName: 'web-1'},
		]);
	});

	test('gives an event without an id one of its own', async () => {
		const {client} = await startInMemory();
		const [one, two] = [await send(client, {}), await send(client, {})];
		expect(one.eventId).toMatch(/^[0-9a-f-]{36}$/u);
		expect(two.eventId).not.toBe(one.eventId);
	});

	test.each([
		['without an event', undefined],
		['without a type', {eventType: ''}],
		['with a type of control characters', {eventType: '\u0007\n'}],
	])('%s is refused as an invalid argument', async (_name, event) => {
		const {client} = await startInMemory();
		const request = {event: event === undefined ? undefined : eventOf(event)};
		await expect(client.ask((grpc, callback) => grpc.sendEvent(request, callback))).rejects.toMatchObject({
			code: status.INVALID_ARGUMENT,
		});
	});

	test('believes a clock that is a little ahead, and nothing that lies in the future', async () => {
		const store = createMemoryStore();
		const {client} = await startInMemory(store);
		const now = Math.floor(Date.now() / 1000);
		await send(client, {eventId: 'soon', timestamp: now + 30});
		await send(client, {eventId: 'later', timestamp: now + 3600});
		await send(client, {eventId: 'never', timestamp: 9e10});
		const timeOf = (wanted: string) => store.events.find(({id}) => id === wanted)?.atWallMs ?? 0;
		expect(timeOf('soon')).toBe((now + 30) * 1000);
		for (const id of ['later', 'never']) {
			expect(timeOf(id)).toBeGreaterThanOrEqual(now * 1000);
			expect(timeOf(id)).toBeLessThanOrEqual(Date.now());
		}
	});

	test('stores hostile text clean and bounded', async () => {
		const store = createMemoryStore();
		const {client} = await startInMemory(store);
		const hostile = `\u001B[2J\u202E${'x'.repeat(3000)}\n`;
		await send(client, {
			eventId: hostile,
			eventType: hostile,
			agentName: hostile,
			stack: hostile,
			runId: hostile,
			dataJson: hostile,
			severity: hostile,
			timestamp: -5,
			data: Object.fromEntries(Array.from({length: 500}, (_, index) => [`${hostile}${index}`, hostile])),
		});
		const stored = store.events.at(-1);
		const text = JSON.stringify(stored);
		expect(stored?.severity).toBe('info');
		expect(stored?.atWallMs).toBeGreaterThan(1.7e12);
		expect(text).not.toMatch(/\\u00|\\n|\u202E/u);
		expect(text.length).toBeLessThan(100_000);
	});
});

describe('SendEventBatch', () => {
	test('stores the good ones and names the bad one', async () => {
		const store = createMemoryStore();
		const {client} = await startInMemory(store);
		const answer = await sendBatch(client, [{eventId: 'a'}, {eventId: 'bad', eventType: ''}, {eventId: 'c'}]);
		expect(answer).toMatchObject({success: false, eventsReceived: 3, eventsProcessed: 2, failedEventIds: ['bad']});
		expect(answer.message).toContain('event_type');
		expect(store.events.filter(({type}) => type === 'deploy').map(({id}) => id)).toEqual(['a', 'c']);
	});

	test('of more than a thousand is refused, and a thousand are one transaction', async () => {
		const store = createMemoryStore();
		const {client} = await startInMemory(store);
		const events = Array.from({length: 1001}, (_, index) => ({eventId: `e-${index}`}));
		await expect(sendBatch(client, events)).rejects.toMatchObject({
			code: status.RESOURCE_EXHAUSTED,
			details: 'Expected a batch of at most 1000 events, got 1001. Send them in several batches.',
		});
		expect(store.events).toEqual([]);
		const {commits} = await store.statistics();
		expect(await sendBatch(client, events.slice(1))).toMatchObject({success: true, eventsProcessed: 1000});
		expect((await store.statistics()).commits).toBe(commits + 1);
	});

	test('tells each new event once, also where an id is in it twice or was there before', async () => {
		const {client} = await startInMemory();
		await send(client, {eventId: 'old'});
		const reader = read(client, {history: 1, eventTypes: ['deploy']});
		await waitFor(() => reader.events.length === 1);
		const answer = await sendBatch(client, [{eventId: 'a'}, {eventId: 'old'}, {eventId: 'a'}, {eventId: 'b'}]);
		expect(answer).toMatchObject({success: true, eventsProcessed: 4});
		await send(client, {eventId: 'last'});
		await waitFor(() => reader.events.at(-1)?.eventId === 'last');
		expect(reader.events.map(({eventId}) => eventId)).toEqual(['old', 'a', 'b', 'last']);
		reader.stream.cancel();
	});

	test('of none is a success', async () => {
		const {client} = await startInMemory();
		expect(await sendBatch(client, [])).toMatchObject({success: true, eventsReceived: 0, eventsProcessed: 0});
	});

	test('of which none can be stored is an error, so that it is sent again', async () => {
		const store = createMemoryStore();
		const {client} = await startInMemory(store);
		store.problem = fullDisk();
		await expect(sendBatch(client, [{eventId: 'a'}, {eventId: 'b'}])).rejects.toMatchObject({code: status.UNAVAILABLE});
		await expect(send(client, {eventId: 'c'})).rejects.toMatchObject({
			code: status.UNAVAILABLE,
			details: expect.stringContaining('No space is left'),
		});
		store.problem = undefined;
		expect(await sendBatch(client, [{eventId: 'a'}, {eventId: 'b'}])).toMatchObject({
			success: true,
			eventsProcessed: 2,
		});
	});
});

describe('StreamAgentEvents', () => {
	test.each([
		['but were not in what was read', false],
		['and were in what was read as well', true],
	])(
		'tells the history, then what follows, each once and in order, with events that came meanwhile %s',
		async (_name, readsLate) => {
			const store = createMemoryStore();
			const {client} = await startInMemory(store);
			const sendTwenty = (from: number) =>
				sendBatch(
					client,
					Array.from({length: 20}, (_, index) => ({eventId: `e-${from + index}`})),
				);
			await sendTwenty(0);
			let isReading = false;
			let goOn = () => {};
			store.readsLate = readsLate;
			store.duringReadEvents = () => {
				isReading = true;
				return new Promise((resolve) => {
					goOn = resolve;
				});
			};
			const reader = read(client, {history: 1000, eventTypes: ['deploy']});
			await waitFor(() => isReading);
			await sendTwenty(20);
			goOn();
			await sendTwenty(40);
			await waitFor(() => reader.events.length >= 60);
			expect(reader.events.map(({eventId}) => eventId)).toEqual(Array.from({length: 60}, (_, index) => `e-${index}`));
			reader.stream.cancel();
			await waitFor(() => reader.isOver);
		},
	);

	test.each(['agentNames', 'eventTypes'] as const)('refuses more than a thousand %s', async (field) => {
		const {client} = await startInMemory();
		const words = Array.from({length: 1001}, (_, index) => `word-${index}`);
		const refused = read(client, {[field]: words, historyOnly: true, history: 1});
		await waitFor(() => refused.isOver);
		expect(refused.code).toBe(status.INVALID_ARGUMENT);
		const taken = read(client, {[field]: words.slice(1), historyOnly: true, history: 1});
		await waitFor(() => taken.isOver);
		expect(taken.code).toBeUndefined();
	});

	test('tells only the agents and the types that were asked for', async () => {
		const {client} = await startInMemory();
		const reader = read(client, {agentNames: ['web-2'], eventTypes: ['deploy'], history: 10});
		await client.register({agentName: 'web-2', agentAddress: 'a:0'});
		for (const [agentName, eventType] of [
			['web-1', 'deploy'],
			['web-2', 'backup'],
			['web-2', 'deploy'],
		] as const) {
			await send(client, {agentName, eventType, eventId: `${agentName}-${eventType}`});
		}

		await waitFor(() => reader.events.length > 0);
		expect(reader.events.map(({eventId}) => eventId)).toEqual(['web-2-deploy']);
		reader.stream.cancel();
	});

	test('tells what happens in the fleet', async () => {
		const {client} = await startInMemory();
		const reader = read(client, {});
		const {sessionId} = await client.register({
			agentName: 'web-1',
			agentAddress: 'a:0',
			installId: 'i',
			instanceId: 'j',
		});
		await client.unregister('web-1', sessionId);
		await client.unregister('web-1');
		await waitFor(() => reader.events.length >= 3);
		expect(reader.events.map(({eventType}) => eventType)).toEqual([
			'agent.registered',
			'agent.stopped',
			'agent.removed',
		]);
		reader.stream.cancel();
	});

	test('cuts a reader that falls too far behind, and spares the others', async () => {
		const {client} = await startInMemory();
		const slow = closing(new RawClient(Number(client.grpc.getChannel().getTarget().split(':').at(-1))), (one) =>
			one.close(),
		);
		const reader = read(slow, {});
		const quick = read(client, {});
		await send(client, {eventId: 'first'});
		await waitFor(() => reader.events.length === 1);
		reader.stream.pause();
		const padding = 'x'.repeat(900);
		const batch = (round: number) =>
			Array.from({length: 500}, (_, index) => ({eventId: `${round}-${index}`, data: {message: padding}}));
		for (let round = 0; round < 12; round++) {
			await sendBatch(client, batch(round));
			await waitFor(
				() => quick.events.length === 1 + (round + 1) * 500,
				() => `the quick reader to get every event, not ${quick.events.length}`,
			);
		}

		reader.stream.resume();
		await waitFor(
			() => reader.isOver,
			() => `the slow reader to be cut, after ${reader.events.length} events`,
			5000,
		);
		expect(reader.code).toBe(status.RESOURCE_EXHAUSTED);
		expect(reader.events.length).toBeLessThan(1000);
		quick.stream.cancel();
	});

	test('gives a reader its whole long history and what comes meanwhile', async () => {
		const {client} = await startInMemory();
		for (let round = 0; round < 12; round++) {
			await sendBatch(
				client,
				Array.from({length: 500}, (_, index) => ({eventId: `${round}-${index}`})),
			);
		}

		const reader = read(client, {history: 10_000, eventTypes: ['deploy']});
		await Promise.all(Array.from({length: 20}, (_, index) => send(client, {eventId: `live-${index}`})));
		await waitFor(
			() => reader.isOver || reader.events.length >= 6020,
			() => `6020 events, not ${reader.events.length}`,
		);
		expect(reader.code).toBeUndefined();
		expect(new Set(reader.events.map(({eventId}) => eventId)).size).toBe(6020);
		expect(reader.events).toHaveLength(6020);
		reader.stream.cancel();
	});
});
