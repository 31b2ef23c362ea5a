import {readdirSync, readFileSync} from 'node:fs';

/** The kernel counts processor time for /proc/PID/stat in ticks of this length. */
const tickMs = 10;

/** The processor time that a process has used, user and system, in milliseconds. By its own account, to the tick. */
export function processorMs(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	// The name of the program stands in brackets and may hold spaces; utime and stime are fields 14 and 15.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

/**
The same to the nanosecond, from what the scheduler counts for each thread. What threads used that have ended is
missing: of use between two moments of a process whose threads stay. To the tick where the kernel does not count it.
*/
export function preciseProcessorMs(pid: number): number {
	try {
		const threads = readdirSync(`/proc/${pid}/task`);
		return threads.reduce(
			(sum, thread) => sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
			0,
		);
	} catch {
		return processorMs(pid);
	}
}

/** The memory of a process that is resident now, in MiB. */
export function residentMebibytes(pid: number): number {
	const kibibytes = /^VmRSS:\s+(?<kibibytes>\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.groups?.[
		'kibibytes'
	];
	return Number(kibibytes) / 1024;
}
