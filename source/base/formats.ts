const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;

/** `12 ms`, `<1 ms`, `12.3 s`; `-` where there is none. At most 7 cells. */
export function formatRoundTrip(ms: number | undefined): string {
	if (ms === undefined) {
		return '-';
	}

	// Rounded before the unit is chosen: what rounds up to the next unit is told in that.
	const wholeMs = Math.round(ms);
	if (wholeMs < 10 * second) {
		return wholeMs < 1 ? '<1 ms' : `${wholeMs} ms`;
	}

	const tenths = Math.round((10 * ms) / second);
	return tenths < 10_000 ? `${(tenths / 10).toFixed(1)} s` : '>999 s';
}

/** `1,609` */
export function formatNumber(value: number): string {
	return value.toLocaleString('en');
}

/** `1 attempt`, `4 attempts` */
export function formatCounted(value: number, one: string): string {
	return `${formatNumber(value)} ${one}${value === 1 ? '' : 's'}`;
}

/** A point in wall-clock time (Unix milliseconds) as local `HH:MM:SS`. */
export function formatClock(wallMs: number): string {
	const date = new Date(wallMs);
	return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => twoDigits(part)).join(':');
}

/** A point in wall-clock time as seen from another: `11:47:31`, and with its date where they are a day or more apart: `1 Mar 11:47`. */
export function formatClockOrDate(wallMs: number, nowWallMs: number): string {
	const clock = formatClock(wallMs);
	return Math.abs(nowWallMs - wallMs) < day ? clock : `${formatDay(wallMs)} ${clock.slice(0, 5)}`;
}

/** The local day of a point in wall-clock time: `1 Mar` */
export function formatDay(wallMs: number): string {
	const date = new Date(wallMs);
	return `${date.getDate()} ${months[date.getMonth()] ?? ''}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A point in wall-clock time as local `HH:MM:SS` with the zone's short name: `03:13:51 CEST`, `12:13:51 UTC+9`. */
export function formatClockZone(wallMs: number): string {
	return `${formatClock(wallMs)} ${zoneName(wallMs)}`;
}

let zoneFormats: readonly Intl.DateTimeFormat[] | undefined;

/** English knows the short names of zones only where they are used: Europe's in Britain, America's in the United States. */
function zoneName(wallMs: number): string {
	zoneFormats ??= ['en-GB', 'en-US', 'en-AU', 'en-IN'].map(
		(locale) => new Intl.DateTimeFormat(locale, {timeZoneName: 'short'}),
	);
	const names = zoneFormats.map(
		(format) => format.formatToParts(wallMs).find(({type}) => type === 'timeZoneName')?.value ?? '',
	);
	return names.find((name) => !/^(?:GMT|UTC)[+-]/u.test(name)) ?? names[0]?.replace(/^GMT/u, 'UTC') ?? 'UTC';
}

/** A point in wall-clock time as local ISO time with milliseconds and offset: `2026-03-01T03:12:09.123+01:00`. */
export function formatLocalTime(wallMs: number): string {
	const date = new Date(wallMs);
	const offset = -date.getTimezoneOffset();
	const local = new Date(wallMs + offset * minute).toISOString().slice(0, -1);
	const size = Math.abs(offset);
	return `${local}${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`;
}

function twoDigits(value: number): string {
	return String(value).padStart(2, '0');
}

/** How a table of plain text is laid out. */
export type TableOptions = {
	/** The columns, counted from 0, whose cells stand at the right. @default [] */
	readonly alignRight?: readonly number[];
};

/** The lines of a table of plain text: columns two spaces apart, no blanks at the ends. Rows may be of unequal length. */
export function formatTable(rows: ReadonlyArray<readonly string[]>, {alignRight = []}: TableOptions = {}): string[] {
	const widths: number[] = [];
	for (const row of rows) {
		for (const [column, cell] of row.entries()) {
			widths[column] = Math.max(widths[column] ?? 0, textWidth(cell));
		}
	}

	return rows.map((row) =>
		row
			.map((cell, column) => {
				const blanks = ' '.repeat((widths[column] ?? 0) - textWidth(cell));
				return alignRight.includes(column) ? blanks + cell : cell + blanks;
			})
			.join('  ')
			.trimEnd(),
	);
}

function textWidth(text: string): number {
	return [...text].length;
}
