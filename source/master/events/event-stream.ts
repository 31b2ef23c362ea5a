import {type ServerWritableStream, status} from '@grpc/grpc-js';
import {safeText} from '../../base/safe-text.js';
import type {AgentEvent, StreamEventsRequest} from '../../protocol/generated/agent.js';
import {StatusError} from '../../protocol/status-error.js';
import {type RegistryEvent, sizeOfEvent} from '../registry/event.js';
import {type EventQuery, mostEventsAsked, type Store} from '../store/port.js';
import {toAgentEvent} from './agent-event.js';
import type {EventBus} from './event-bus.js';

/** A reader of events that falls behind by this many is cut: it would cost memory without end. */
const maxUnreadEvents = 5000;

/** The same in bytes: two batches of the largest size, so that whoever reads is not cut by what comes at once. */
const maxUnreadBytes = 16 * 1024 * 1024;

/** A history is held while it is told: its newest events, of no more than this. Ten thousand of our own take some 6 MB. */
const maxHistoryBytes = 8 * 1024 * 1024;

/** The most agents, and the most types, that one reader may name. */
const maxWanted = 1000;

/**
What is in a history may be published a little later: the parts of a batch are told once the last of them is written. So long
its ids are kept.
*/
export const rememberHistoryMs = 60_000;

type EventCall = ServerWritableStream<StreamEventsRequest, AgentEvent>;

/**
Tells one reader what it asked for: the history, then, unless it wanted no more, what is published, until its call is over.
Throws a `StatusError` where the request is none, and what `readEvents` throws.
*/
export async function streamEvents(call: EventCall, bus: EventBus, readEvents: Store['readEvents']): Promise<void> {
	const {historyOnly} = call.request;
	const query = readQuery(call.request);
	// The call's own buffer is kept short: what it holds stands before the status of a reader that is cut.
	const live: RegistryEvent[] = [];
	let liveBytes = 0;
	/** The ids of the history that were not published yet since. */
	const told = new Set<string>();
	let forgetting: NodeJS.Timeout | undefined;
	const reader = openReader(call, () => {
		live.length = 0;
		told.clear();
		clearTimeout(forgetting);
		unsubscribe();
	});
	const take = (event: RegistryEvent) => {
		if (!isWanted(event, query) || told.delete(event.id)) {
			return;
		}

		liveBytes += sizeOfEvent(event);
		if (live.length >= maxUnreadEvents || liveBytes > maxUnreadBytes) {
			call.emit(
				'error',
				new StatusError(status.RESOURCE_EXHAUSTED, 'This reader of events has fallen too far behind.'),
			);
			return;
		}

		live.push(event);
		reader.wake();
	};

	const unsubscribe = historyOnly ? () => {} : bus.subscribe(take);
	const stored = query.limit > 0 ? await readEvents(query) : [];
	if (!historyOnly && !reader.isOver()) {
		for (const {id} of stored) {
			told.add(id);
		}

		forgetting = setTimeout(() => told.clear(), rememberHistoryMs);
		// What was committed while the history was read is in it, and was published as well.
		const untold = live.splice(0).filter(({id}) => !told.delete(id));
		live.push(...untold);
		liveBytes = untold.reduce((bytes, event) => bytes + sizeOfEvent(event), 0);
	}

	await tellHistory(reader, stored);
	if (historyOnly) {
		call.end();
		return;
	}

	while (!reader.isOver()) {
		const event = live.shift();
		if (event === undefined) {
			await reader.woken();
			continue;
		}

		liveBytes -= sizeOfEvent(event);
		await reader.tell(event);
	}
}

/** The events are not kept beyond this. */
async function tellHistory(reader: Reader, stored: readonly RegistryEvent[]): Promise<void> {
	for (const event of stored) {
		await reader.tell(event);
	}
}

/** Whoever is at the other end of a call. */
type Reader = {
	readonly isOver: () => boolean;
	/** Hands an event over once there is room for it. Does nothing once the call is over. */
	readonly tell: (event: RegistryEvent) => Promise<void>;
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
	return {agentNames, types: eventTypes, limit: Math.min(history, mostEventsAsked), mostBytes: maxHistoryBytes};
}

function expectFew(field: string, {length}: readonly string[]): void {
	if (length > maxWanted) {
		throw new StatusError(status.INVALID_ARGUMENT, `Expected ${field} to be at most ${maxWanted} names, got ${length}`);
	}
}

function isWanted(event: RegistryEvent, {agentNames, types}: EventQuery): boolean {
	return (
		(agentNames.length === 0 || agentNames.includes(event.agentName)) &&
		(types.length === 0 || types.includes(event.type))
	);
}
