import {join} from 'node:path';
import type {Bench} from './main.js';
import type {Ticks} from './programs/clock-ticks.js';
import {measureAgentScreen} from './screen-of-agent.js';
import {measureMasterScreen} from './screen-of-master.js';
import {one} from './support/flags.js';
import {verdict} from './support/table.js';
import {readyLimitMs, type Workshop} from './support/workshop.js';

const flags = {
	starts: {default: '5', description: 'starts of each kind that are timed'},
	copies: {default: '2', description: 'agents of each kind side by side'},
	settle: {default: '10', description: 'seconds until the CPU is counted'},
	idle: {default: '30', description: 'seconds over which the CPU of idle agents is counted'},
	outage: {default: '30', description: 'seconds from the death of the master over which their CPU is counted'},
	ticks: {default: '3000', description: 'seconds of a made-up clock that are drawn; 100000 takes minutes'},
	agents: {default: '10000', description: "agents of the master's fleet"},
	connections: {default: '20', description: 'connections over which they come'},
	interval: {default: '5', description: "seconds from one heartbeat of the fleet's agents to the next"},
	fleet: {default: '30', description: 'seconds over which the CPU of the masters is counted'},
} as const;

/** The values of the flags of this bench. */
export type ScreenValues = Readonly<Record<keyof typeof flags, readonly number[]>>;

const ticksSize = {columns: 80, rows: 24};
const tickLimitMs = 50;
/** The same bound as the test of the drawing path has. */
const heapAim = {atMost: 2};

/** The screens against the same programs without them, in one run. */
export const screenBench = {
	summary: 'both screens against the same programs without: CPU, memory, first paint, drawing for long',
	flags,
	limitMs: ({starts, settle, idle, outage, ticks, agents, fleet}) =>
		(one(starts) * 30 + 2 * one(settle) + one(idle) + one(outage) + one(fleet) + one(agents) / 50 + 300) * 1000 +
		one(ticks) * tickLimitMs,
	async run(workshop, values) {
		const print = (title: string) => workshop.print(`\n${title}\n`);
		print('The screen of an agent');
		await measureAgentScreen(workshop, values);
		print('Drawing for long');
		await measureTicks(workshop, one(values.ticks));
		print('The screen of a master');
		await measureMasterScreen(workshop, values);
	},
} satisfies Bench<keyof typeof flags>;

async function measureTicks(workshop: Workshop, ticks: number): Promise<void> {
	await workshop.bundle({entries: ['bench/programs/clock-ticks.ts'], into: 'ticks', withLibraries: true});
	const {columns, rows} = ticksSize;
	const program = workshop.start(join(workshop.directory, 'ticks/clock-ticks.js'), [ticks, columns, rows].map(String));
	const line = await program.waitForLine(/^\{/u, {limitMs: readyLimitMs + ticks * tickLimitMs});
	await workshop.end(program);
	const {before, after, tickMs, frames}: Ticks = JSON.parse(line);
	const grown = (after - before) / 1024 / 1024;
	workshop.print(
		`${ticks.toLocaleString('en')} ticks at ${columns}×${rows}, ${frames.toLocaleString('en')} frames: ${tickMs.toFixed(2)} ms of CPU each; heap after a collection ${(before / 1024 / 1024).toFixed(2)} MiB, then ${(after / 1024 / 1024).toFixed(2)} MiB.`,
	);
	workshop.print(`  heap that came, MiB    ${verdict(grown, heapAim)}`);
}
