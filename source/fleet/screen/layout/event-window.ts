import type {FleetEvent} from '../../model/fleet-event.js';

/** Which of the events stand on a page of `rows` rows, its rule among them: the newest first, `top` of them passed over. */
export function eventWindow(
	events: readonly FleetEvent[],
	top: number,
	rows: number,
): {readonly first: number; readonly shown: readonly FleetEvent[]} {
	const first = Math.min(top, lastEventTop(events.length, rows));
	const end = events.length - first;
	return {first, shown: events.slice(Math.max(0, end - Math.max(0, rows - 1)), end).reverse()};
}

/** How many of the newest events are passed over when the page shows its end. */
export function lastEventTop(count: number, rows: number): number {
	return Math.max(0, count - Math.max(0, rows - 1));
}
