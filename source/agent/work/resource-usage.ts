import {readdir, readFile, statfs} from 'node:fs/promises';
import {cpus, freemem, loadavg, totalmem, uptime} from 'node:os';
import type {ResourceUsageResponse} from '../../protocol/generated/agent.js';

/**
What this machine uses, as far as it tells: what it does not (processes and network outside Linux) is 0.
CPU is the share in use since the machine started, in percent of all cores; the disk is that of `/`.
*/
export async function readResourceUsage(): Promise<ResourceUsageResponse> {
	const times = cpus().map((cpu) => cpu.times);
	const all = times.reduce((sum, {user, nice, sys, idle, irq}) => sum + user + nice + sys + idle + irq, 0);
	const idle = times.reduce((sum, time) => sum + time.idle, 0);
	const memoryTotalBytes = totalmem();
	const memoryUsedBytes = memoryTotalBytes - freemem();
	const disk = await statfs('/').catch(() => undefined);
	const diskTotalBytes = disk === undefined ? 0 : disk.blocks * disk.bsize;
	const diskUsedBytes = disk === undefined ? 0 : (disk.blocks - disk.bfree) * disk.bsize;
	const [loadAvg1min = 0, loadAvg5min = 0, loadAvg15min = 0] = loadavg();
	const [networkRxBytes, networkTxBytes] = await readNetworkBytes();
	return {
		cpuPercent: percent(all - idle, all),
		memoryPercent: percent(memoryUsedBytes, memoryTotalBytes),
		memoryUsedBytes,
		memoryTotalBytes,
		diskPercent: percent(diskUsedBytes, diskTotalBytes),
		diskUsedBytes,
		diskTotalBytes,
		processCount: await countProcesses(),
		loadAvg1min,
		loadAvg5min,
		loadAvg15min,
		uptimeSeconds: Math.floor(uptime()),
		networkRxBytes,
		networkTxBytes,
	};
}

function percent(part: number, whole: number): number {
	return whole === 0 ? 0 : (100 * part) / whole;
}

async function countProcesses(): Promise<number> {
	const names = await readdir('/proc').catch(() => []);
	return names.filter((name) => /^\d+$/u.test(name)).length;
}

/** Received and sent bytes of every interface but the loopback. */
async function readNetworkBytes(): Promise<readonly [number, number]> {
	const text = await readFile('/proc/net/dev', 'utf8').catch(() => '');
	let received = 0;
	let sent = 0;
	for (const line of text.split('\n').slice(2)) {
		const [name, values] = line.split(':');
		if (values !== undefined && name?.trim() !== 'lo') {
			const numbers = values.trim().split(/\s+/u).map(Number);
			received += numbers[0] ?? 0;
			sent += numbers[8] ?? 0;
		}
	}

	return [received, sent];
}
