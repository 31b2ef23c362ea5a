import type {ScreenSize} from '../../../terminal/rows/row.js';
import {isNarrow, roomyColumns} from '../../../terminal/rows/screen-sizes.js';

/** How many rows each part of the fleet's page has. Their sum is the height of the screen. */
export type Layout = {
	/** The strip of the fleet's last hour. */
	readonly fleetStrip: 0 | 1;
	readonly columnHeads: 0 | 1;
	readonly list: number;
	readonly foot: 0 | 1;
	/** The rule of the selected agent, and the lines under it. */
	readonly detail: {readonly rule: 0 | 1; readonly what: number; readonly why: number; readonly next: number};
	/** The rule, or blank row, above the events, and how many there are. */
	readonly events: {readonly head: 0 | 1; readonly lines: number};
	readonly bottom: number;
};

/** The header: who and when, the counts, a rule. */
export const headerRows = 3;

/**
Divides a screen. Where it is low, parts go in this order: events, the fleet's strip, what, the column heads, the foot.
Why, next and the keys stay. `bottom` is how many rows the keys, or a question, take: a question covers the events first.
*/
export function layoutFleet(size: ScreenSize, bottom: number): Layout {
	const {columns, rows} = size;
	const isStacked = isNarrow(size);
	const isWide = columns >= roomyColumns;
	const fixed = headerRows + 1;
	const room = rows - fixed;
	const detail = {rule: 1, what: isStacked ? 0 : 1, why: isStacked ? 2 : 1, next: 1} as const;
	const heads = isStacked ? 0 : 1;
	const least = detail.rule + detail.what + detail.why + detail.next + 2 * heads;
	const hasEvents = room - least >= (isStacked ? 12 : 6);
	const lines = hasEvents ? (isWide ? Math.max(1, Math.min(8, Math.floor((room - least - 10) / 3))) : 1) : 0;
	const events = {head: hasEvents ? 1 : 0, lines} as const;
	const fleetStrip = isWide && room - least - events.head - lines >= 8 ? 1 : 0;
	const tight = room - least < 3;
	const kept = tight ? ({rule: 1, what: 0, why: 1, next: 1} as const) : detail;
	const columnHeads = tight ? 0 : heads;
	const keptRows = kept.rule + kept.what + kept.why + kept.next;
	const list = Math.max(1, room - keptRows - 2 * columnHeads - events.head - events.lines - fleetStrip);
	return coverBottom({fleetStrip, columnHeads, list, foot: columnHeads, detail: kept, events, bottom: 1}, bottom - 1);
}

/** The same where there is no agent: what is said instead has the rows of the column heads, the list and the detail. */
export function withoutAgents(layout: Layout): Layout {
	const {columnHeads, list} = layout;
	return {
		...layout,
		columnHeads: 0,
		list: columnHeads + list + detailRows(layout),
		detail: {rule: 0, what: 0, why: 0, next: 0},
	};
}

/** The same with so many rows at least below the list. The list gives them, but for its last. */
export function withRowsBelow(layout: Layout, rows: number): Layout {
	const {list, detail} = layout;
	const more = Math.max(0, Math.min(rows - detailRows(layout), list - 1));
	return {...layout, list: list - more, detail: {...detail, why: detail.why + more}};
}

/** How many rows stand below the list about one agent. */
export function detailRows({detail}: Layout): number {
	return detail.rule + detail.what + detail.why + detail.next;
}

/** Takes rows for a question: from the events, then from the list, so that nothing above moves without need; at last from the detail. */
function coverBottom(layout: Layout, more: number): Layout {
	let left = Math.max(0, more);
	const take = (rows: number) => {
		const taken = Math.min(rows, left);
		left -= taken;
		return rows - taken;
	};
	const lines = take(layout.events.lines);
	const head = left > 0 && layout.events.head > 0 ? 0 : layout.events.head;
	left -= layout.events.head - head;
	const list = 1 + take(layout.list - 1);
	const what = take(layout.detail.what);
	const next = take(layout.detail.next);
	const why = take(layout.detail.why);
	const detail = {...layout.detail, what, why, next};
	return {...layout, events: {head, lines}, list, detail, bottom: layout.bottom + Math.max(0, more)};
}
