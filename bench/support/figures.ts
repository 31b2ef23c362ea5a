/** The value below which `share` (0 to 1) of the values lie, by the nearest rank. NaN where there are none. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((one, other) => one - other);
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The value in the middle, the mean of the two in the middle. NaN where there are none. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((one, other) => one - other);
	const middle = sorted.length / 2;
	const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
	const upper = sorted[Math.floor(middle)] ?? Number.NaN;
	return (lower + upper) / 2;
}

/** The largest share of the moments that lies within one window, wherever it begins. 0 where there are none. */
export function fullestShare(moments: readonly number[], windowMs: number): number {
	const sorted = [...moments].sort((one, other) => one - other);
	let first = 0;
	let most = 0;
	for (const [index, moment] of sorted.entries()) {
		while (moment - (sorted[first] ?? moment) >= windowMs) {
			first++;
		}

		most = Math.max(most, index - first + 1);
	}

	return sorted.length === 0 ? 0 : most / sorted.length;
}

/** Milliseconds on the machine's monotonic clock: the same in every process. */
export function machineClockMs(): number {
	return Number(process.hrtime.bigint()) / 1e6;
}
