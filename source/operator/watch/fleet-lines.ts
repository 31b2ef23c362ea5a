import {assertNever} from '../../base/assert-never.js';
import {safeText} from '../../base/safe-text.js';
import type {Reach} from '../../fleet/model/reach.js';
import {eventLine} from '../../fleet/words/event-line.js';
import {failureInFull} from '../../protocol/failures/failure-words.js';
import type {FleetUpdate, WatchedEvent} from '../../protocol/generated/agent.js';
import {readAgeMs} from '../../protocol/wire-numbers.js';

/** So many events of the past are told at most. */
const mostPast = 100;

/** So many ids of told events are known. A snapshot tells a thousand at most: what is older does not come again. */
const mostKnown = 5000;

/** What is told of a watched fleet in plain lines. `wallMs` is now, by the wall clock. */
export type FleetLines = {
	/** A line for each event that was not told before: those of a snapshot once it is complete. */
	readonly takeUpdate: (update: FleetUpdate, wallMs: number) => readonly string[];
	/** A line where the contact is lost, for the first time or after it was there, and where it is there again. */
	readonly takeReach: (reach: Reach, wallMs: number) => readonly string[];
};

/** `address` is how the master is called in the lines. */
export function createFleetLines(address: string): FleetLines {
	const known = new Set<string>();
	/** The events of a snapshot that is not complete. Undefined: what comes is new. */
	let past: readonly WatchedEvent[] | undefined;
	/** What was told of the contact last. */
	let told: 'nothing' | 'never there' | 'lost' | 'there' = 'nothing';

	const isNew = (id: string): boolean => {
		if (known.has(id)) {
			return false;
		}

		const oldest = known.size >= mostKnown ? known.values().next().value : undefined;
		if (oldest !== undefined) {
			known.delete(oldest);
		}

		known.add(id);
		return true;
	};

	return {
		takeUpdate({beginsSnapshot, endsSnapshot, events}, wallMs) {
			const earlier = beginsSnapshot ? [] : past;
			past = earlier === undefined ? undefined : [...earlier, ...events];
			if (past !== undefined && !endsSnapshot) {
				return [];
			}

			const ready = past?.slice(-mostPast) ?? events;
			past = undefined;
			return ready.filter(({eventId}) => isNew(safeText(eventId, 128))).map((event) => watchedLine(event, wallMs));
		},
		takeReach(reach, wallMs) {
			switch (reach.type) {
				case 'in-process':
					return [];
				case 'connected':
					told = 'there';
					return [eventLine(wallMs, 'info', 'contact', `In contact with ${address}`)];
				case 'none': {
					const found = reach.isFirst ? 'never there' : 'lost';
					// While an attempt runs it is not known how that ends.
					if (reach.reason === undefined || reach.nextAttemptAt === undefined || found === told) {
						return [];
					}

					told = found;
					return [eventLine(wallMs, 'error', 'no contact', failureInFull(reach.reason))];
				}

				default:
					return assertNever(reach);
			}
		},
	};
}

function watchedLine({severity, eventType, message, agentName, ageMs}: WatchedEvent, wallMs: number): string {
	const words = safeText(message === '' ? agentName : message, 1000);
	return eventLine(wallMs - readAgeMs(ageMs), safeText(severity, 20), safeText(eventType, 100), words);
}
