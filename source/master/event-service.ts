import {randomUUID} from 'node:crypto';
import {type ServerWritableStream, status} from '@grpc/grpc-js';
import type {AgentEvent, AgentRegistryServer, EventData, StreamEventsRequest} from '../protocol/generated/agent.js';
import {answering, StatusError, statusOf} from '../protocol/server.js';
import {safeText} from '../protocol/text.js';
import {toAgentEvent} from './agent-codec.js';
import type {MasterContext} from './registry-service.js';
import type {EventQuery, Store, StoredEvent} from './store.js';

/** A reader of events that falls behind by this many is cut: it would cost memory without end. */
const maxUnreadEvents = 5000;

/** The most stored events that one request may ask for. */
const maxHistory = 10_000;

/** How many entries of data an event may have. Each is bounded too. */
const maxDataEntries = 64;

/** Events that agents report, and the reading of events. */
export function createEventService(
	{ledger, feed}: MasterContext,
	readEvents: Store['readEvents'],
): Pick<AgentRegistryServer, 'sendEvent' | 'sendEventBatch' | 'streamAgentEvents'> {
	const add = async (data: EventData): Promise<StoredEvent> => {
		const event = readEvent(data);
		try {
			if (await ledger.addEvent(event)) {
				feed.publish(event);
			}
		} catch (error) {
			throw new StatusError(
				status.UNAVAILABLE,
				`This master cannot store events now: ${error instanceof Error ? error.message : String(error)}`,
			);
		}

		return event;
	};

	const stream = async (call: ServerWritableStream<StreamEventsRequest, AgentEvent>) => {
		const {agentNames, eventTypes, history, historyOnly} = call.request;
		const query: EventQuery = {agentNames, types: eventTypes, limit: Math.min(history, maxHistory)};
		// The call's own buffer is kept short: what it holds stands before the status of a reader that is cut.
		const live: StoredEvent[] = [];
		let isOver = false;
		let wake = () => {};
		const woken = () =>
			new Promise<void>((resolve) => {
				wake = resolve;
			});
		const finish = () => {
			isOver = true;
			live.length = 0;
			unsubscribe();
			wake();
		};

		const unsubscribe = historyOnly
			? () => {}
			: feed.subscribe((event) => {
					if (!isWanted(event, query)) {
						return;
					}

					if (live.length >= maxUnreadEvents) {
						finish();
						const details = 'This reader of events has fallen too far behind.';
						call.emit('error', {code: status.RESOURCE_EXHAUSTED, details});
						return;
					}

					live.push(event);
					wake();
				});
		call.on('close', finish);
		call.on('cancelled', finish);
		call.on('error', finish);
		call.on('drain', () => wake());
		const tell = async (event: StoredEvent) => {
			while (call.writableNeedDrain && !isOver) {
				await woken();
			}

			if (!isOver) {
				call.write(toAgentEvent(event));
			}
		};

		const stored = query.limit > 0 ? await readEvents(query) : [];
		for (const event of stored) {
			await tell(event);
		}

		if (historyOnly) {
			call.end();
			return;
		}

		// What was committed while the history was read is in it, and is told live as well.
		const told = new Set(stored.map(({id}) => id));
		while (!isOver) {
			const event = live.shift();
			if (event === undefined) {
				await woken();
			} else if (!told.has(event.id)) {
				await tell(event);
			}
		}
	};

	return {
		sendEvent: answering(async ({event}) => {
			if (event === undefined) {
				throw new StatusError(status.INVALID_ARGUMENT, 'Expected event to be set');
			}

			const {id} = await add(event);
			return {success: true, message: 'Event received', eventId: id};
		}),
		sendEventBatch: answering(async ({events}) => {
			const results = await Promise.allSettled(events.map(add));
			const failedEventIds = events
				.filter((_, index) => results[index]?.status === 'rejected')
				.map(({eventId}) => safeText(eventId, 128));
			const failure = results.find((result) => result.status === 'rejected');
			if (failure !== undefined && failedEventIds.length === events.length) {
				throw failure.reason;
			}

			return {
				success: failedEventIds.length === 0,
				message: failure === undefined ? 'Events received' : statusOf(failure.reason).details,
				eventsReceived: events.length,
				eventsProcessed: events.length - failedEventIds.length,
				failedEventIds,
			};
		}),
		streamAgentEvents(call) {
			stream(call).catch((error: unknown) => call.emit('error', statusOf(error)));
		},
	};
}

function isWanted(event: StoredEvent, {agentNames, types}: EventQuery): boolean {
	return (
		(agentNames.length === 0 || agentNames.includes(event.agentName)) &&
		(types.length === 0 || types.includes(event.type))
	);
}

/** What only the master itself may say of an agent: people and screens believe it. */
const ownTypes: ReadonlySet<string> = new Set(
	['registered', 'removed', 'active', 'late', 'lost', 'stopped', 'awaited'].map((word) => `agent.${word}`),
);

const severities = ['info', 'warning', 'error', 'critical'] as const;

/** What an agent reports, bounded and cleaned. Throws INVALID_ARGUMENT. */
function readEvent(data: EventData): StoredEvent {
	const type = safeText(data.eventType, 100);
	if (type === '') {
		throw new StatusError(status.INVALID_ARGUMENT, 'Expected event_type to be a name, got ""');
	}

	if (ownTypes.has(type)) {
		throw new StatusError(
			status.INVALID_ARGUMENT,
			`Expected event_type not to be one of the master's own, got "${type}"`,
		);
	}

	const entries = Object.entries(data.data).slice(0, maxDataEntries);
	return {
		id: safeText(data.eventId, 128) || randomUUID(),
		agentName: safeText(data.agentName, 253),
		type,
		atMs: data.timestamp > 0 && data.timestamp < 1e11 ? data.timestamp * 1000 : Date.now(),
		severity: severities.find((severity) => severity === data.severity) ?? 'info',
		message: safeText(data.data['message'] ?? '', 1000),
		data: {
			...Object.fromEntries(entries.map(([key, value]) => [safeText(key, 100), safeText(value, 1000)])),
			...(data.stack === '' ? {} : {stack: safeText(data.stack, 255)}),
			...(data.runId === '' ? {} : {run_id: safeText(data.runId, 255)}),
			...(data.dataJson === '' ? {} : {data_json: safeText(data.dataJson, 16_000)}),
		},
	};
}
