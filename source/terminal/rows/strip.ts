import {joinCells, type Segment, type Style} from './row.js';

/** A part of time, in milliseconds of one clock. The end may be Infinity: it still lasts. */
export type Span = {
	readonly fromMs: number;
	readonly toMs: number;
};

/** The time that a strip shows, and what happened in it. */
export type AvailabilityStripInput = Span & {
	/** In cells. */
	readonly width: number;
	/** When there was no connection. */
	readonly outages: readonly Span[];
	/** When heartbeats failed, short of an outage. */
	readonly failing: readonly Span[];
	/** When the program ran. */
	readonly running: readonly Span[];
};

const absent = {glyph: ' ', style: 'plain'} as const satisfies Cell;
const connected = {glyph: '─', style: 'dim'} as const satisfies Cell;
const failed = {glyph: '!', style: 'warning'} as const satisfies Cell;
const outage = {glyph: '×', style: 'danger'} as const satisfies Cell;

type Cell = {readonly glyph: string; readonly style: Style};

/**
Time as a line of cells. Each shows the worst moment in it, however short: `×` outage, `!` heartbeats failed,
`─` connected, blank where nothing ran.
*/
export function availabilityStrip(input: AvailabilityStripInput): Segment[] {
	const width = Math.max(0, Math.floor(input.width));
	const cells = Array.from<unknown, Cell>({length: width}, () => absent);
	const layers = [
		[input.running, connected],
		[input.failing, failed],
		[input.outages, outage],
	] as const;
	for (const [spans, cell] of layers) {
		for (const span of spans) {
			const touched = cellsOf(span, input, width);
			cells.fill(cell, touched.first, touched.end);
		}
	}

	return joinCells(cells);
}

/** Which cells a part of time touches. A moment without length touches one. */
function cellsOf(span: Span, strip: Span, width: number): {readonly first: number; readonly end: number} {
	const whole = strip.toMs - strip.fromMs;
	const from = Math.max(span.fromMs, strip.fromMs);
	const to = Math.min(Math.max(span.toMs, span.fromMs), strip.toMs);
	const isOutside = span.fromMs > strip.toMs || to < strip.fromMs || (to === strip.fromMs && span.fromMs < to);
	if (!(whole > 0) || isOutside) {
		return {first: 0, end: 0};
	}

	const first = Math.min(width - 1, Math.floor(((from - strip.fromMs) * width) / whole));
	const end = Math.max(first + 1, Math.ceil(((to - strip.fromMs) * width) / whole));
	return {first: Math.max(0, first), end: Math.min(width, end)};
}

const barGlyphs = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'];

/**
The newest `width` quantities as bars from 0 up to the largest of them, the newest at the right; blank where there is
none. `most` is what a full bar stands for, if not the largest.
*/
export function bars(values: ReadonlyArray<number | undefined>, width: number, most?: number): Segment {
	const cells = Math.max(0, Math.floor(width));
	const shown = cells === 0 ? [] : values.slice(-cells);
	const largest =
		most ?? shown.reduce<number>((sofar, value) => (isQuantity(value) ? Math.max(sofar, value) : sofar), 0);
	const text = shown.map((value) => {
		if (!isQuantity(value)) {
			return ' ';
		}

		const share = largest > 0 ? Math.max(0, value) / largest : 0;
		const step = Math.min(barGlyphs.length - 1, Math.max(0, Math.ceil(share * barGlyphs.length) - 1));
		return barGlyphs[step];
	});
	return {text: text.join('').padStart(cells)};
}

function isQuantity(value: number | undefined): value is number {
	return value !== undefined && Number.isFinite(value);
}

/** A bar that is filled to `share` (0 … 1) of its width. */
export function progress(share: number, width: number): Segment[] {
	const cells = Math.max(0, Math.floor(width));
	const filled = Number.isFinite(share) ? Math.min(cells, Math.max(0, Math.round(share * cells))) : 0;
	return [
		{text: '█'.repeat(filled), style: 'accent'},
		{text: '░'.repeat(cells - filled), style: 'dim'},
	];
}
