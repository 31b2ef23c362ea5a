import type {Moment} from '../../base/moment.js';
import type {EventBus} from '../events/event-bus.js';
import type {RegistryEvent} from '../registry/event.js';
import type {FleetChange, FleetChanges} from './fleet-changes.js';

/** Changes are told at most so often. */
const batchIntervalMs = 500;

/**
Heartbeats alone are told every so many intervals: 10,000 agents at 2,000 heartbeats a second cost a watcher some 20 kB
a second. Nothing that a person acts on is in them: a streak, a round trip.
*/
const intervalsBetweenBeats = 4;

/** A watcher hears something every so many intervals, so that silence means that the contact is lost. */
const intervalsBetweenGreetings = 5;

/** Who is told. */
export type BatchListener = {
	readonly onBatch: (change: FleetChange) => void;
	/** Now and then, after a batch: whoever has heard nothing lately is to hear something. */
	readonly onGreeting: () => void;
};

/** Tells in batches what changes from now on. Returns how to end that, and the gathering of changes. */
export function tellInBatches(
	{changes, bus, now}: {readonly changes: FleetChanges; readonly bus: EventBus; readonly now: () => Moment},
	{onBatch, onGreeting}: BatchListener,
): () => void {
	let events: RegistryEvent[] = [];
	let intervals = 0;
	/** When something was told last, beyond heartbeats. */
	let toldAt = Number.NEGATIVE_INFINITY;

	const tell = (withBeats: boolean) => {
		const change = {...changes.collect({withBeats}), events};
		if (change.changed.length + change.removed.length + events.length > 0) {
			toldAt = now().monotonicMs;
		}

		events = [];
		onBatch(change);
	};

	const timer = setInterval(() => {
		intervals++;
		tell(intervals % intervalsBetweenBeats === 0);
		if (intervals % intervalsBetweenGreetings === 0) {
			onGreeting();
		}
	}, batchIntervalMs);
	const unsubscribe = bus.subscribe((event) => {
		events.push(event);
		// What happens in a quiet fleet is told at once.
		if (now().monotonicMs - toldAt >= batchIntervalMs) {
			tell(false);
		}
	});
	return () => {
		clearInterval(timer);
		unsubscribe();
		changes.close();
	};
}
