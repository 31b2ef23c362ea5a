import {join} from 'node:path';
import type {Program} from '../test/helpers/program.js';
import type {Bench} from './main.js';
import {median} from './support/figures.js';
import {one} from './support/flags.js';
import {preciseProcessorMs, residentMebibytes} from './support/process-account.js';
import {table, verdict} from './support/table.js';
import {type RunningMaster, readyLimitMs, type Workshop} from './support/workshop.js';

const flags = {
	settle: {default: '60', description: 'seconds until the memory is read and the CPU is counted'},
	seconds: {default: '600', description: 'seconds over which the CPU is counted'},
	interval: {default: '5', description: 'seconds from one heartbeat to the next'},
	copies: {default: '3', description: 'processes of each kind that idle side by side'},
	starts: {default: '15', description: 'starts of each kind that are timed'},
} as const;

/** A kind of agent that is measured. */
type Kind = {
	readonly name: string;
	readonly start: (master: RunningMaster, name: string) => Program;
};

/** What the agent is compared with: aims for its ratios to the minimal client that imports from node_modules. */
const aims = {memory: {atMost: 1.1}, processor: {atMost: 1.2}, start: {atMost: 1.5}};

/** An idle agent against the least that an agent could be, in one run: memory, CPU, time to the first heartbeat. */
export const agentBench = {
	summary: 'an idle agent against a minimal client that does the same: memory, CPU, start',
	flags,
	limitMs: ({settle, seconds, starts, copies}) =>
		(one(settle) + one(seconds) + 3 * 5 * one(starts) + 3 * 5 * one(copies) + 120) * 1000,
	async run(workshop, values) {
		const intervalMs = one(values.interval) * 1000;
		const kinds = await makeKinds(workshop, intervalMs);
		const master = await workshop.startMaster(workshop.makeDirectory());
		const starts = await timeStarts(kinds, master, one(values.starts));
		const idle = await measureIdle(workshop, kinds, master, values);
		await workshop.end(master);

		const [agentIdle, ...others] = idle;
		const rows = kinds.map(({name}, index) => {
			const memory = median(idle[index]?.memory ?? []);
			const processor = median(idle[index]?.processor ?? []);
			const start = median(starts[index] ?? []);
			return {name, memory, processor, start};
		});
		workshop.print(
			`${one(values.copies)} of each side by side, a heartbeat every ${one(values.interval)} s; medians. ` +
				`Memory after ${one(values.settle)} s, CPU over ${one(values.seconds)} s, ${one(values.starts)} starts.`,
		);
		workshop.print(
			table(
				['', 'memory', 'at the end', 'CPU', 'of a core', 'first heartbeat'],
				rows.map(({name, memory, processor, start}, index) => [
					name,
					`${memory.toFixed(1)} MiB`,
					`${median(idle[index]?.memoryAtEnd ?? []).toFixed(1)} MiB`,
					`${processor.toFixed(0)} ms`,
					`${((100 * processor) / (one(values.seconds) * 1000)).toFixed(3)} %`,
					`${start.toFixed(0)} ms`,
				]),
			),
		);
		const [agent, unbundled, bundled] = rows;
		if (agentIdle === undefined || others.length === 0 || !agent || !unbundled || !bundled) {
			return;
		}

		workshop.print('Ratios of the agent to the minimal client:');
		for (const [what, key] of [
			['memory', 'memory'],
			['CPU', 'processor'],
			['first heartbeat', 'start'],
		] as const) {
			const [ratio, bundledRatio] = [agent[key] / unbundled[key], agent[key] / bundled[key]];
			workshop.print(
				`  ${what.padEnd(16)} ${verdict(ratio, aims[key])}, to the bundled one ${bundledRatio.toFixed(2)}`,
			);
		}
	},
} satisfies Bench<keyof typeof flags>;

async function makeKinds(workshop: Workshop, intervalMs: number): Promise<readonly Kind[]> {
	const entries = ['bench/programs/minimal-client.ts'];
	await workshop.bundle({entries, into: 'unbundled', withLibraries: false});
	await workshop.bundle({entries, into: 'bundled', withLibraries: true});
	const minimal = (into: string): Kind['start'] => {
		const script = join(workshop.directory, into, 'minimal-client.js');
		return ({address}, name) => workshop.start(script, [address, name, String(intervalMs)]);
	};
	return [
		{
			name: 'sloth-agent',
			start: ({address}, name) =>
				workshop.start(workshop.programScript('sloth-agent'), [
					...['start', '--plain', '--name', name, '--master', address, '--heartbeat-interval', `${intervalMs}ms`],
				]),
		},
		{name: 'minimal client', start: minimal('unbundled')},
		{name: 'the same, bundled', start: minimal('bundled')},
	];
}

const activeLine = /^active$|Agent active/u;

/** From the start of the process to the line that tells of the first acknowledged heartbeat, one process at a time. */
async function timeStarts(
	kinds: readonly Kind[],
	master: RunningMaster,
	count: number,
): Promise<ReadonlyArray<readonly number[]>> {
	const times = kinds.map((): number[] => []);
	for (let round = 0; round < count; round++) {
		for (const index of turn(kinds.length, round)) {
			const startedAt = performance.now();
			const program = kinds[index]?.start(master, `start-${index}-${round}`);
			await program?.waitForLine(activeLine, {limitMs: readyLimitMs});
			times[index]?.push(performance.now() - startedAt);
			await program?.kill();
		}
	}

	return times;
}

type Idle = {readonly memory: number[]; readonly memoryAtEnd: number[]; readonly processor: number[]};

async function measureIdle(
	workshop: Workshop,
	kinds: readonly Kind[],
	master: RunningMaster,
	{settle, seconds, copies}: Readonly<Record<'settle' | 'seconds' | 'copies', readonly number[]>>,
): Promise<readonly Idle[]> {
	const running: Array<{readonly index: number; readonly program: Program}> = [];
	for (let copy = 0; copy < one(copies); copy++) {
		for (const index of turn(kinds.length, copy)) {
			const program = kinds[index]?.start(master, `idle-${index}-${copy}`);
			if (program !== undefined) {
				running.push({index, program});
				await program.waitForLine(activeLine, {limitMs: readyLimitMs});
			}
		}
	}

	await workshop.wait(one(settle) * 1000);
	const memory = running.map(({program}) => residentMebibytes(program.pid));
	const before = running.map(({program}) => preciseProcessorMs(program.pid));
	await workshop.wait(one(seconds) * 1000);
	const after = running.map(({program}) => preciseProcessorMs(program.pid));
	const memoryAtEnd = running.map(({program}) => residentMebibytes(program.pid));
	await Promise.all(running.map(({program}) => workshop.end(program)));
	const ofKind = (values: readonly number[], kind: number) =>
		values.filter((_, position) => running[position]?.index === kind);
	const used = after.map((value, position) => value - (before[position] ?? Number.NaN));
	return kinds.map((_, kind) => ({
		memory: ofKind(memory, kind),
		memoryAtEnd: ofKind(memoryAtEnd, kind),
		processor: ofKind(used, kind),
	}));
}

/** The indexes from 0, each round beginning with another. */
function turn(length: number, round: number): readonly number[] {
	return Array.from({length}, (_, position) => (position + round) % length);
}
