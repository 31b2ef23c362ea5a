import {randomUUID} from 'node:crypto';
import {describeError} from '../../host/told-error.js';
import type {Log} from '../../observe/log.js';
import {EndReason} from '../../protocol/generated/agent.js';
import type {Liveness} from '../../protocol/liveness.js';
import type {EventBus} from '../events/event-bus.js';
import type {AgentRecord, Transition} from '../registry/agent-record.js';
import type {RegistryEvent} from '../registry/event.js';
import type {Ledger} from '../store/ledger.js';
import type {SessionStreams} from './session-streams.js';

/** Above this many in one sweep, transitions are told in one line of the log each kind. */
const maxLinesPerSweep = 20;

const severityOf = {
	active: 'info',
	late: 'warning',
	lost: 'error',
	stopped: 'info',
	awaited: 'info',
} as const satisfies Record<Liveness, RegistryEvent['severity']>;

const levelOf = {info: 'info', warning: 'warn', error: 'error'} as const;

/** An event about an agent, as of now. */
export function agentEvent(
	{name}: Pick<AgentRecord, 'name'>,
	type: string,
	severity: RegistryEvent['severity'],
	message: string,
	data: Readonly<Record<string, string>> = {},
): RegistryEvent {
	return {id: randomUUID(), agentName: name, type, atWallMs: Date.now(), severity, message, data};
}

/**
What follows from a change of liveness: a line of the log, an event, the record in the store, and the end of the stream of
an agent that is lost. Resolves once that is durable, or waits in memory for a store that fails. Never rejects: what goes
wrong within is told in the log, once.
*/
export function createAnnouncer({
	ledger,
	bus,
	streams,
	log,
}: {
	readonly ledger: Ledger;
	readonly bus: EventBus;
	readonly streams: SessionStreams;
	readonly log: Log;
}) {
	let isClosed = false;
	let hasFailed = false;
	const tell = async (transitions: readonly Transition[]): Promise<void> => {
		const events = transitions.map(eventOf);
		tellLines(transitions, log);
		for (const {to, record} of transitions) {
			if (to === 'lost') {
				streams.end(record.streamId, EndReason.UNKNOWN_SESSION, 'This agent was silent for so long that it was lost');
			}
		}

		await ledger.record(
			transitions.map(({record}) => record),
			events,
		);
		for (const event of events) {
			bus.publish(event);
		}
	};

	return {
		/** From now on nothing is told: the end of every stream is the master's own doing. */
		close() {
			isClosed = true;
		},
		async tell(transitions: readonly Transition[]): Promise<void> {
			if (isClosed || transitions.length === 0) {
				return;
			}

			try {
				await tell(transitions);
			} catch (error) {
				if (!hasFailed) {
					hasFailed = true;
					log.error(`A change in the fleet could not be told, of which more is not told: ${describeError(error)}`);
				}
			}
		},
	};
}

function eventOf({from, to, reason, record}: Transition): RegistryEvent {
	return agentEvent(record, `agent.${to}`, severityOf[to], `${record.name} is ${to}: ${reason}`, {
		...(from === undefined ? {} : {from}),
		reason,
		session: record.sessionId,
	});
}

function tellLines(transitions: readonly Transition[], log: Log): void {
	if (transitions.length <= maxLinesPerSweep) {
		for (const {name, to, reason} of transitions) {
			log[levelOf[severityOf[to]]](`Agent ${name} is ${to}: ${reason}`);
		}

		return;
	}

	for (const to of new Set(transitions.map(({to: liveness}) => liveness))) {
		const group = transitions.filter((transition) => transition.to === to);
		const first = group.slice(0, 3).map(({name}) => name);
		const reason = group[0]?.reason;
		log[levelOf[severityOf[to]]](`${group.length} agents are ${to}: ${first.join(', ')} …`, {reason});
	}
}

/** What `createAnnouncer` makes. */
export type Fleet = ReturnType<typeof createAnnouncer>;
