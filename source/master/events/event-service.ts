import {randomUUID} from 'node:crypto';
import {status} from '@grpc/grpc-js';
import {safeText} from '../../base/safe-text.js';
import type {AgentRegistryServer, EventData} from '../../protocol/generated/agent.js';
import {answering} from '../../protocol/server.js';
import {StatusError, statusOf} from '../../protocol/status-error.js';
import type {RegistryEvent} from '../registry/event.js';
import type {Ledger} from '../store/ledger.js';
import type {Store} from '../store/port.js';
import type {EventBus} from './event-bus.js';
import {streamEvents} from './event-stream.js';
import {readReportedEvent, UnacceptableEvent} from './reported-event.js';

/** The most events in one batch: the store takes these in one transaction without delaying what others ask. */
const maxBatch = 1000;

/** Events that agents report, and the reading of events. */
export function createEventService(
	{ledger, bus}: {readonly ledger: Ledger; readonly bus: EventBus},
	readEvents: Store['readEvents'],
): Pick<AgentRegistryServer, 'sendEvent' | 'sendEventBatch' | 'streamAgentEvents'> {
	/** Stores events and tells the new ones. Returns why some of them were not stored, by their place. */
	const add = async (events: readonly RegistryEvent[]): Promise<ReadonlyMap<number, StatusError>> => {
		try {
			const {newIds, faults} = await ledger.addEvents(events);
			const untold = new Set(newIds);
			for (const event of events) {
				// The same id may be in a batch twice.
				if (untold.delete(event.id)) {
					bus.publish(event);
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
		const events: {readonly place: number; readonly event: RegistryEvent}[] = [];
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
			streamEvents(call, bus, readEvents).catch((error: unknown) => call.emit('error', statusOf(error)));
		},
	};
}

function readEvent(data: EventData): RegistryEvent {
	try {
		return readReportedEvent(data, {nowMs: Date.now(), newId: randomUUID});
	} catch (error) {
		throw error instanceof UnacceptableEvent ? new StatusError(status.INVALID_ARGUMENT, error.message) : error;
	}
}
