import {join} from 'node:path';
import type {Program} from '../test/helpers/program.js';
import type {Bench} from './main.js';
import type {HerdReport} from './programs/herd-agents.js';
import {fullestShare, machineClockMs, percentile} from './support/figures.js';
import {one} from './support/flags.js';
import {processorMs} from './support/process-account.js';
import {table} from './support/table.js';
import type {RunningMaster, Workshop} from './support/workshop.js';

const flags = {
	agents: {default: '1000', description: 'agents, each with a connection of its own'},
	processes: {default: '4', description: 'processes that they are in'},
	outages: {default: '0.7,1.5,5', description: 'seconds from the death of the master until it listens again'},
	interval: {default: '5', description: 'seconds from one heartbeat to the next'},
} as const;

/** No 100 ms holds more than this share of the connections that the master gets after it is back. */
const aim = 0.25;
const windowMs = 100;

/** How long a herd may take to become stable, or to come back. */
const gatherLimitSeconds = 240;

/** The master is killed and comes back, with every agent connected to it. */
export const herdBench = {
	summary: 'many agents whose master is killed and comes back: how long, how evenly, at what cost',
	flags,
	limitMs: ({outages}) =>
		outages.reduce((sum, seconds) => sum + seconds + 2 * gatherLimitSeconds, gatherLimitSeconds) * 1000,
	async run(workshop, values) {
		const [agents, processes, interval] = [one(values.agents), one(values.processes), one(values.interval)];
		await workshop.bundle({entries: ['bench/programs/herd-agents.ts'], into: 'herd', withLibraries: true});
		const dataDirectory = workshop.makeDirectory();
		let master = await workshop.startMaster(dataDirectory);
		const herd = startHerd(workshop, master.address, {agents, processes, interval});
		await everyTold(herd, 'stable', workshop);
		const rows: string[][] = [];
		let holds = true;
		for (const seconds of values.outages) {
			const outage = await playOutage(workshop, herd, master, {seconds, agents, dataDirectory});
			({master} = outage);
			holds &&= outage.fullest <= aim;
			rows.push(outage.row);
			await everyTold(herd, 'stable', workshop);
		}

		await Promise.all(herd.map((program) => program.kill()));
		await workshop.end(master);
		workshop.print(
			`${agents} agents in ${processes} processes, a heartbeat every ${interval} s. Times from the moment when the master listens again until a heartbeat is acknowledged.`,
		);
		workshop.print(
			table(
				[
					...['away', 'p50', 'p99', 'all active', `fullest ${windowMs} ms`, 'connections', 'gave up', 'falsely lost'],
					...['commits', 'CPU of the master'],
				],
				rows,
			),
		);
		workshop.print(`No ${windowMs} ms holds over ${aim * 100} % of the connections: ${holds ? 'holds' : 'MISSED'}`);
	},
} satisfies Bench<keyof typeof flags>;

function startHerd(
	workshop: Workshop,
	address: string,
	{agents, processes, interval}: {readonly agents: number; readonly processes: number; readonly interval: number},
): readonly Program[] {
	const script = join(workshop.directory, 'herd/herd-agents.js');
	const herd: Program[] = [];
	for (let index = 0; index < processes; index++) {
		const first = Math.floor((agents * index) / processes);
		const count = Math.floor((agents * (index + 1)) / processes) - first;
		if (count > 0) {
			// Spread over two intervals, as the agents of a fleet are.
			const words = [address, first + 1, count, 2 * interval, interval * 1000].map(String);
			herd.push(workshop.start(script, words, {hasChannel: true}));
		}
	}

	return herd;
}

/** Waits until every process of the herd has told it, from now on. */
async function everyTold(herd: readonly Program[], told: 'stable' | 'recovered', workshop: Workshop): Promise<void> {
	const waiting = new Set(herd);
	for (const program of herd) {
		program.child.on('message', (message) => {
			if (message === told) {
				waiting.delete(program);
			}
		});
	}

	for (let ticks = 0; waiting.size > 0; ticks++) {
		const dead = herd.find(({child}) => child.exitCode !== null || child.signalCode !== null);
		if (dead !== undefined) {
			throw new Error(`A process of the herd has ended: ${dead.errors()}`);
		}

		if (ticks * 20 > gatherLimitSeconds * 1000) {
			throw new Error(`The herd was not ${told} within ${gatherLimitSeconds} s`);
		}

		await workshop.wait(20);
	}
}

async function playOutage(
	workshop: Workshop,
	herd: readonly Program[],
	killed: RunningMaster,
	{seconds, agents, dataDirectory}: {readonly seconds: number; readonly agents: number; readonly dataDirectory: string},
): Promise<{readonly master: RunningMaster; readonly fullest: number; readonly row: string[]}> {
	for (const {child} of herd) {
		child.send('reset');
	}

	const port = Number(killed.address.split(':').at(-1));
	const recovered = everyTold(herd, 'recovered', workshop);
	const lostBefore = await countLost(workshop, killed.address);
	const killedAt = machineClockMs();
	await killed.kill();
	// It takes its time to start: begun so much earlier, it listens when it should.
	await workshop.wait(Math.max(0, seconds * 1000 - killed.startMs));
	const master = await workshop.startMaster(dataDirectory, port);
	const backAt = machineClockMs();
	await recovered;
	const processor = processorMs(master.pid);
	const {commits} = (await workshop.query('sloth-master', [...['status', '--json', '--data-dir', dataDirectory]])) as {
		commits: number;
	};
	const lost = (await countLost(workshop, master.address)) - lostBefore;
	const reports = await Promise.all(herd.map(askReport));
	const times = reports.flatMap(({recovered: moments}) => moments).map((moment) => moment - backAt);
	const accepts = reports.flatMap((report) => report.accepts);
	const fullest = fullestShare(accepts, windowMs);
	const gaveUp = reports.reduce((sum, report) => sum + report.gaveUp, 0);
	const inSeconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
	return {
		master: {...master, startMs: killed.startMs},
		fullest,
		row: [
			inSeconds(backAt - killedAt),
			inSeconds(percentile(times, 0.5)),
			inSeconds(percentile(times, 0.99)),
			inSeconds(Math.max(...times)),
			`${(100 * fullest).toFixed(0)} %`,
			`${accepts.length} of ${agents}`,
			String(gaveUp),
			String(lost),
			String(commits),
			inSeconds(processor),
		],
	};
}

function askReport({child}: Program): Promise<HerdReport> {
	return new Promise((resolve) => {
		const take = (message: unknown) => {
			if (typeof message === 'object') {
				child.off('message', take);
				resolve(message as HerdReport);
			}
		};
		child.on('message', take);
		child.send('report');
	});
}

/** How many agents this master and its predecessors on the same data declared lost. */
async function countLost(workshop: Workshop, address: string): Promise<number> {
	const events = (await workshop.query('sloth-master', [
		...['events', '--json', '--limit', '10000', '--master', address],
	])) as ReadonlyArray<{readonly type: string}>;
	return events.filter(({type}) => type === 'agent.lost').length;
}
