import {type ServiceError, status} from '@grpc/grpc-js';
import {expect, test, vi} from 'vitest';
import {rememberHistoryMs, streamEvents} from '../../../source/master/events/event-stream.js';
import type {RegistryEvent} from '../../../source/master/registry/event.js';
import type {EventQuery} from '../../../source/master/store/port.js';
import {dial} from '../../../source/protocol/channel.js';
import {type AgentEvent, AgentRegistryService, StreamEventsRequest} from '../../../source/protocol/generated/agent.js';
import {serve} from '../../../source/protocol/server.js';
import {closeAfterEach, waitFor} from '../../helpers/closing.js';

const close = closeAfterEach();

function event(id: string, data: RegistryEvent['data'] = {}): RegistryEvent {
	return {id, agentName: 'web-1', type: 'deploy', atWallMs: 0, severity: 'info', message: '', data};
}

/** Of the size that an agent may report at most, nearly: some 170 kB in memory. */
function largeEvent(id: string): RegistryEvent {
	return event(id, Object.fromEntries(Array.from({length: 85}, (_, index) => [`key-${index}`, 'x'.repeat(1000)])));
}

/** A server of nothing but events, one of which is stored, and a client of it. */
async function serveEvents() {
	const listeners = new Set<(event: RegistryEvent) => void>();
	const publish = (published: RegistryEvent) => {
		for (const listener of listeners) {
			listener(published);
		}
	};

	const bus = {
		publish,
		subscribe(listener: (event: RegistryEvent) => void) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
	/** How many listened while the past was read. */
	const listening: number[] = [];
	let ends = 0;
	const queries: EventQuery[] = [];
	const readEvents = async (query: EventQuery) => {
		queries.push(query);
		listening.push(listeners.size);
		return [event('stored')];
	};

	const {streamAgentEvents} = AgentRegistryService;
	const server = close(
		await serve(
			{host: '127.0.0.1', port: 0},
			[
				{
					definition: {streamAgentEvents},
					handlers: {
						async streamAgentEvents(call: Parameters<typeof streamEvents>[0]) {
							await streamEvents(call, bus, readEvents);
							ends++;
						},
					},
				},
			],
			{host: 'host', port: 'port'},
		),
		(one) => one.close(0),
	);
	const channel = close(await dial(server.address, 5000, new AbortController().signal), (one) => one.close());
	const read = (request: Partial<StreamEventsRequest>) => {
		const told: string[] = [];
		const ends: status[] = [];
		const stream = close(channel.client.streamAgentEvents({...StreamEventsRequest.create(), ...request}), (one) =>
			one.cancel(),
		);
		stream.on('error', ({code}: ServiceError) => ends.push(code));
		stream.on('data', ({eventId}: AgentEvent) => told.push(eventId));
		return {told, stream, ends};
	};

	return {publish, listeners, listening, queries, ends: () => ends, read};
}

test('whoever has left is told nothing more, and nothing is kept for it', async () => {
	const {publish, listeners, ends, read} = await serveEvents();
	const {told, stream} = read({history: 10});
	await waitFor(() => told.length === 1);
	publish(event('live'));
	await waitFor(() => told.length === 2);
	expect(told).toEqual(['stored', 'live']);
	stream.cancel();
	await waitFor(() => listeners.size === 0);
	await waitFor(() => ends() === 1);
});

test('whoever wants only the past does not listen', async () => {
	const {listening, ends, read} = await serveEvents();
	const {told} = read({history: 10, historyOnly: true});
	await waitFor(() => ends() === 1);
	await waitFor(() => told.length === 1);
	expect(listening).toEqual([0]);
});

test('a history is bounded in events and in bytes', async () => {
	const {queries, read} = await serveEvents();
	const {told} = read({history: 1_000_000});
	await waitFor(() => told.length === 1);
	expect(queries).toEqual([{agentNames: [], types: [], limit: 10_000, mostBytes: 8 * 1024 * 1024}]);
});

test('whoever leaves a few mebibytes unread is cut, in however few events', async () => {
	const {publish, read, listeners} = await serveEvents();
	const {told, ends} = read({});
	await waitFor(() => listeners.size === 1);
	for (let index = 0; index < 200; index++) {
		publish(largeEvent(`${index}`));
	}

	await waitFor(() => ends.length === 1);
	expect(ends).toEqual([status.RESOURCE_EXHAUSTED]);
	expect(told.length).toBeLessThan(200);
	expect(listeners.size).toBe(0);
});

test('whoever reads is not cut, however much there is in all', async () => {
	const {publish, read, listeners} = await serveEvents();
	const {told, ends} = read({});
	await waitFor(() => listeners.size === 1);
	for (let round = 1; round <= 6; round++) {
		for (let index = 0; index < 40; index++) {
			publish(largeEvent(`${round}-${index}`));
		}

		await waitFor(() => told.length === 40 * round || ends.length > 0);
	}

	expect(ends).toEqual([]);
	expect(told).toHaveLength(240);
});

/** A follower that was told its history. `forget` is what it does when it need not know that any more. */
async function followHistory() {
	const forget: (() => void)[] = [];
	const {setTimeout: start} = globalThis;
	const timers = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((callback: () => void, delayMs?: number) => {
		if (delayMs === rememberHistoryMs) {
			forget.push(callback);
		}

		return start(callback, delayMs);
	}) as typeof setTimeout);
	const {publish, read} = await serveEvents();
	const {told} = read({history: 10});
	await waitFor(() => told.length === 1);
	timers.mockRestore();
	expect(forget).toHaveLength(1);
	return {publish, told, forget: () => forget[0]?.()};
}

test('an event of the history is passed over once when it is published, and its id is forgotten', async () => {
	const {publish, told} = await followHistory();
	publish(event('stored'));
	publish(event('live'));
	await waitFor(() => told.length === 2);
	expect(told).toEqual(['stored', 'live']);
	publish(event('stored'));
	await waitFor(() => told.length === 3);
	expect(told).toEqual(['stored', 'live', 'stored']);
});

test('an id of a history that was not published in time is forgotten', async () => {
	const {publish, told, forget} = await followHistory();
	forget();
	publish(event('stored'));
	await waitFor(() => told.length === 2);
	expect(told).toEqual(['stored', 'stored']);
});
