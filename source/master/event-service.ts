import {randomUUID} from 'node:crypto';
import {type ServerWritableStream, status} from '@grpc/grpc-js';
import type {AgentEvent, AgentRegistryServer, EventData, StreamEventsRequest} from '../protocol/generated/agent.js';
import {answering, StatusError, statusOf} from '../protocol/server.js';
import {safeText} from '../protocol/text.js';
import {toAgentEvent} from './agent-codec.js';
import type {MasterContext} from './registry-service.js';
import {type EventQuery, livenessWords, type Store, type StoredEvent} from './store.js';

/** A reader of events that falls behind by this many is cut: it would cost memory without end. */
const maxUnreadEvents = 5000;

/** The most stored events that one request may ask for. */
const maxHistory = 10_000;

/** How many entries of data an event may have. Each is bounded too. */
const maxDataEntries = 64;

/** The most events in one batch: the store takes these in one transaction without delaying what others ask. */
const maxBatch = 1000;

/** The most agents, and the most types, that one reader may name. */
const maxWanted = 1000;

/** An agent's clock may be ahead of this one by so much. What is dated later happened now. */
const maxClockLeadMs = 60_000;

/** Events that agents report, and the reading of events. */
export function createEventService(
	{ledger, feed}: MasterContext,
	readEvents: Store['readEvents'],
): Pick<AgentRegistryServer, 'sendEvent' | 'sendEventBatch' | 'streamAgentEvents'> {
	/** Stores events and tells the new ones. Returns why some of them were not stored, by their place. */
	const add = async (events: readonly StoredEvent[]): Promise<ReadonlyMap<number, StatusError>> => {
		try {
			const {newIds, faults} = await ledger.addEvents(events);
			const untold = new Set(newIds);
			for (const event of events) {
				// The same id may be in a batch twice.
				if (untold.delete(event.id)) {
					feed.publish(event);
				}
			}

			return new Map(
				[...faults].map(([index, {message}]) => [index, new StatusError(status.INVALID_ARGUMENT, message)]),
			);
		} catch (error) {
			throw new StatusError(
				status.UNAVAILABLE,
				`This master cannot store events now: ${error instanceof Error ? error.message : String(error)}`,
			);
		}
	};

	const addBatch = async (batch: readonly EventData[]) => {
		const failures = new Map<number, unknown>();
		const events: {readonly place: number; readonly event: StoredEvent}[] = [];
		for (const [place, data] of batch.entries()) {
			try {
				events.push({place, event: readEvent(data)});
			} catch (error) {
				failures.set(place, error);
			}
		}

		const faults = await add(events.map(({event}) => event));
		for (const [index, {place}] of events.entries()) {
			if (faults.has(index)) {
				failures.set(place, faults.get(index));
			}
		}

		return failures;
	};

	const stream = async (call: ServerWritableStream<StreamEventsRequest, AgentEvent>) => {
		const {agentNames, eventTypes, history, historyOnly} = call.request;
		expectFew('agent_names', agentNames);
		expectFew('event_types', eventTypes);
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

			const stored = readEvent(event);
			const fault = (await add([stored])).get(0);
			if (fault !== undefined) {
				throw fault;
			}

			return {success: true, message: 'Event received', eventId: stored.id};
		}),
		sendEventBatch: answering(async ({events}) => {
			if (events.length > maxBatch) {
				throw new StatusError(
					status.RESOURCE_EXHAUSTED,
					`Expected a batch of at most ${maxBatch} events, got ${events.length}. Send them in several batches.`,
				);
			}

			const failures = await addBatch(events);
			const [first] = failures.values();
			if (first !== undefined && failures.size === events.length) {
				throw first;
			}

			return {
				success: failures.size === 0,
				message: first === undefined ? 'Events received' : statusOf(first).details,
				eventsReceived: events.length,
				eventsProcessed: events.length - failures.size,
				failedEventIds: events.filter((_, place) => failures.has(place)).map(({eventId}) => safeText(eventId, 128)),
			};
		}),
		streamAgentEvents(call) {
			stream(call).catch((error: unknown) => call.emit('error', statusOf(error)));
		},
	};
}

function expectFew(field: string, {length}: readonly string[]): void {
	if (length > maxWanted) {
		throw new StatusError(status.INVALID_ARGUMENT, `Expected ${field} to be at most ${maxWanted} names, got ${length}`);
	}
}

/** When an event happened, as far as it can be believed. */
function readTime(timestamp: number): number {
	const now = Date.now();
	const atMs = timestamp * 1000;
	return atMs > 0 && atMs <= now + maxClockLeadMs ? atMs : now;
}

function isWanted(event: StoredEvent, {agentNames, types}: EventQuery): boolean {
	return (
		(agentNames.length === 0 || agentNames.includes(event.agentName)) &&
		(types.length === 0 || types.includes(event.type))
	);
}

/** What only the master itself may say of an agent: people and screens believe it. */
const ownTypes: ReadonlySet<string> = new Set(
	['registered', 'removed', ...livenessWords].map((word) => `agent.${word}`),
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
		atMs: readTime(data.timestamp),
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
