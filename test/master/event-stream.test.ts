import {expect, test} from 'vitest';
import {streamEvents} from '../../source/master/event-stream.js';
import type {StoredEvent} from '../../source/master/store.js';
import {dial} from '../../source/protocol/channel.js';
import {type AgentEvent, AgentRegistryService, StreamEventsRequest} from '../../source/protocol/generated/agent.js';
import {serve} from '../../source/protocol/server.js';
import {closeAfterEach, waitFor} from '../helpers/closing.js';

const close = closeAfterEach();

function event(id: string): StoredEvent {
	return {id, agentName: 'web-1', type: 'deploy', atMs: 0, severity: 'info', message: '', data: {}};
}

/** A server of nothing but events, one of which is stored, and a client of it. */
async function serveEvents() {
	const listeners = new Set<(event: StoredEvent) => void>();
	const publish = (published: StoredEvent) => {
		for (const listener of listeners) {
			listener(published);
		}
	};

	const feed = {
		publish,
		subscribe(listener: (event: StoredEvent) => void) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
	/** How many listened while the past was read. */
	const listening: number[] = [];
	let ends = 0;
	const readEvents = async () => {
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
							await streamEvents(call, feed, readEvents);
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
		const stream = close(channel.client.streamAgentEvents({...StreamEventsRequest.create(), ...request}), (one) =>
			one.cancel(),
		);
		stream.on('error', () => undefined);
		stream.on('data', ({eventId}: AgentEvent) => told.push(eventId));
		return {told, stream};
	};

	return {publish, listeners, listening, ends: () => ends, read};
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
