/** Milliseconds of a monotonic clock that all processes of this machine share, unlike `performance.now()`. */
export function machineTimeMs(): number {
	return Number(process.hrtime.bigint() / 1_000_000n);
}
