const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
A duration in at most two units, rounded down, without a blank before its unit, for logs and scripts: `350ms`, `3.2s`,
`42s`, `1m 42s`, `2h 14m`, `6d 4h`. What is negative or no number counts as 0.
*/
export function formatDuration(ms: number): string {
	const duration = known(ms);
	if (duration < second) {
		return `${Math.floor(duration)}ms`;
	}

	if (duration < 10 * second) {
		return `${Math.floor(duration / 100) / 10}s`;
	}

	const part = (unit: number, limit: number) => Math.floor(duration / unit) % limit;
	if (duration < minute) {
		return `${part(second, 60)}s`;
	}

	if (duration < hour) {
		return `${part(minute, 60)}m ${part(second, 60)}s`;
	}

	return duration < day
		? `${part(hour, 24)}h ${part(minute, 60)}m`
		: `${Math.floor(duration / day)}d ${part(hour, 24)}h`;
}

/** How a span is spelled. */
export type SpanOptions = {
	/** What has lasted is rounded down. What is to come is rounded up: it is never 0 while there is something to wait for. @default 'down' */
	readonly rounds?: 'down' | 'up';

	/** What is short in finer units: below a second `350 ms`, or below ten `4.3 s`. @default whole seconds */
	readonly finer?: 'milliseconds' | 'tenths';
};

/** How long something has lasted, or has yet to, as a person reads it: `12 s`, `14m 20s`, `2h 14m`. What is negative or no number counts as 0. */
export function formatSpan(ms: number, {rounds = 'down', finer}: SpanOptions = {}): string {
	const span = known(ms);
	const round = rounds === 'up' ? Math.ceil : Math.floor;
	if (finer === 'milliseconds' && span < second) {
		return `${round(span)} ms`;
	}

	const tenths = round(span / 100);
	if (finer === 'tenths' && tenths < 100) {
		return `${(tenths / 10).toFixed(1)} s`;
	}

	const seconds = round(span / second);
	return seconds < 60 ? `${seconds} s` : formatDuration(seconds * second);
}

/** How long ago something was: `2 s ago`, `14m 20s ago`. `never` where it never was. */
export function formatAge(ms: number | undefined): string {
	return ms === undefined ? 'never' : `${formatSpan(ms)} ago`;
}

/**
A delay, an interval or a limit, which somebody has set: `500 ms`, `4.3 s`, `60 s`, `2m 30s`. In a log without a blank, and
in seconds throughout: `500ms`, `4.3s`, `60s`, `600s`.
*/
export function formatDelay(ms: number, voice: 'screen' | 'log' = 'screen'): string {
	const rounded = Math.round(known(ms));
	const gap = voice === 'log' ? '' : ' ';
	if (rounded < second) {
		return `${rounded}${gap}ms`;
	}

	if (rounded >= 2 * minute && voice === 'screen') {
		return formatDuration(rounded);
	}

	return `${rounded < 10 * second ? Math.round(rounded / 100) / 10 : Math.round(rounded / second)}${gap}s`;
}

/** A duration in one unit, rounded up, for a narrow column: `99 s`, `12m`, `3h`, `9d`. */
export function formatShortly(ms: number): string {
	const seconds = Math.ceil(known(ms) / second);
	if (seconds < 100) {
		return `${seconds} s`;
	}

	const minutes = Math.ceil(seconds / 60);
	if (minutes < 100) {
		return `${minutes}m`;
	}

	const hours = Math.ceil(minutes / 60);
	return hours < 100 ? `${hours}h` : `${Math.min(999, Math.ceil(hours / 24))}d`;
}

function known(ms: number): number {
	return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
