import {type ServerWritableStream, status} from '@grpc/grpc-js';
import type {AgentEvent, StreamEventsRequest} from '../protocol/generated/agent.js';
import {StatusError} from '../protocol/server.js';
import {safeText} from '../protocol/text.js';
import {toAgentEvent} from './agent-codec.js';
import type {EventFeed} from './event-feed.js';
import type {EventQuery, Store, StoredEvent} from './store.js';

/** A reader of events that falls behind by this many is cut: it would cost memory without end. */
const maxUnreadEvents = 5000;

/** The most stored events that one request may ask for. */
const maxHistory = 10_000;

/** The most agents, and the most types, that one reader may name. */
const maxWanted = 1000;

type EventCall = ServerWritableStream<StreamEventsRequest, AgentEvent>;

/**
Tells one reader what it asked for: the history, then, unless it wanted no more, what is published, until its call is over.
Throws a `StatusError` where the request is none, and what `readEvents` throws.
*/
export async function streamEvents(call: EventCall, feed: EventFeed, readEvents: Store['readEvents']): Promise<void> {
	const {historyOnly} = call.request;
	const query = readQuery(call.request);
	// The call's own buffer is kept short: what it holds stands before the status of a reader that is cut.
	const live: StoredEvent[] = [];
	const reader = openReader(call, () => {
		live.length = 0;
		unsubscribe();
	});
	const take = (event: StoredEvent) => {
		if (!isWanted(event, query)) {
			return;
		}

		if (live.length >= maxUnreadEvents) {
			call.emit(
				'error',
				new StatusError(status.RESOURCE_EXHAUSTED, 'This reader of events has fallen too far behind.'),
			);
			return;
		}

		live.push(event);
		reader.wake();
	};

	const unsubscribe = historyOnly ? () => {} : feed.subscribe(take);
	const stored = query.limit > 0 ? await readEvents(query) : [];
	for (const event of stored) {
		await reader.tell(event);
	}

	if (historyOnly) {
		call.end();
		return;
	}

	// What was committed while the history was read is in it, and is told live as well.
	const told = new Set(stored.map(({id}) => id));
	while (!reader.isOver()) {
		const event = live.shift();
		if (event === undefined) {
			await reader.woken();
		} else if (!told.has(event.id)) {
			await reader.tell(event);
		}
	}
}

/** Whoever is at the other end of a call. */
type Reader = {
	readonly isOver: () => boolean;
	/** Hands an event over once there is room for it. Does nothing once the call is over. */
	readonly tell: (event: StoredEvent) => Promise<void>;
	/** Resolves with the next `wake`, or with the end of the call. */
	readonly woken: () => Promise<void>;
	readonly wake: () => void;
};

function openReader(call: EventCall, onOver: () => void): Reader {
	let isOver = false;
	let wake = () => {};
	const woken = () =>
		new Promise<void>((resolve) => {
			wake = resolve;
		});
	const finish = () => {
		isOver = true;
		onOver();
		wake();
	};

	call.on('close', finish);
	call.on('cancelled', finish);
	call.on('error', finish);
	call.on('drain', () => wake());
	return {
		isOver: () => isOver,
		woken,
		wake: () => wake(),
		async tell(event) {
			while (call.writableNeedDrain && !isOver) {
				await woken();
			}

			if (!isOver) {
				call.write(toAgentEvent(event));
			}
		},
	};
}

/** What is asked for, within its bounds. Throws a `StatusError`, INVALID_ARGUMENT. */
function readQuery({agentNames, groupName, eventTypes, history}: StreamEventsRequest): EventQuery {
	if (groupName !== '') {
		throw new StatusError(
			status.INVALID_ARGUMENT,
			`Expected group_name to be empty, got "${safeText(groupName, 60)}": this master has no groups. Name the agents in agent_names instead.`,
		);
	}

	expectFew('agent_names', agentNames);
	expectFew('event_types', eventTypes);
	return {agentNames, types: eventTypes, limit: Math.min(history, maxHistory)};
}

function expectFew(field: string, {length}: readonly string[]): void {
	if (length > maxWanted) {
		throw new StatusError(status.INVALID_ARGUMENT, `Expected ${field} to be at most ${maxWanted} names, got ${length}`);
	}
}

function isWanted(event: StoredEvent, {agentNames, types}: EventQuery): boolean {
	return (
		(agentNames.length === 0 || agentNames.includes(event.agentName)) &&
		(types.length === 0 || types.includes(event.type))
	);
}
