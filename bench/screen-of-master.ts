import {join} from 'node:path';
import type {Program} from '../test/helpers/program.js';
import type {Turn} from './programs/load-client.js';
import type {ScreenValues} from './screen-bench.js';
import {one} from './support/flags.js';
import {preciseProcessorMs, residentMebibytes} from './support/process-account.js';
import {table, verdict} from './support/table.js';
import type {TerminalProgram} from './support/terminal-program.js';
import {readyLimitMs, type Workshop} from './support/workshop.js';

/** Both in pseudo-terminals: what differs is the screen. */
const kinds = [
	{name: 'headless', flags: ['--plain']},
	{name: 'screen 120×36', flags: ['--screen']},
] as const;

const size = {columns: 120, rows: 36};
const aims = {processor: {atMost: 10}, paint: {atMost: 1}};

/** How long a fleet may take to register, for each agent. */
const registerLimitMs = 20;

/** CPU and memory of a master with a screen and without, under the load of a whole fleet each, side by side. */
export async function measureMasterScreen(workshop: Workshop, values: ScreenValues): Promise<void> {
	await workshop.bundle({entries: ['bench/programs/fleet-agents.ts'], into: 'fleet', withLibraries: true});
	const agents = one(values.agents);
	const pairs = [];
	for (const kind of kinds) {
		const {master, address, paintMs} = await startMaster(workshop, kind.flags);
		pairs.push({kind, master, address, paintMs});
	}

	// One fleet after the other: registering is no part of this.
	const fleets: Program[] = [];
	for (const {address} of pairs) {
		const words = [address, agents, one(values.connections), one(values.interval) * 1000].map(String);
		const fleet = workshop.start(join(workshop.directory, 'fleet/fleet-agents.js'), words, {hasChannel: true});
		fleets.push(fleet);
		await fleet.waitForLine(/^ready$/u, {limitMs: readyLimitMs + agents * registerLimitMs});
	}

	await workshop.wait(one(values.settle) * 1000);
	const before = pairs.map(({master}) => ({processor: preciseProcessorMs(master.pid), written: master.writtenBytes()}));
	const turns = await Promise.all(fleets.map((fleet) => takeTurn(fleet, one(values.fleet))));
	const rows = pairs.map(({kind, master, paintMs}, index) => {
		const {acknowledged = Number.NaN, elapsedMs = Number.NaN} = turns[index] ?? {};
		const {processor = Number.NaN, written = Number.NaN} = before[index] ?? {};
		return {
			name: kind.name,
			paintMs,
			perSecond: (1000 * acknowledged) / elapsedMs,
			processor: (100 * (preciseProcessorMs(master.pid) - processor)) / elapsedMs,
			memory: residentMebibytes(master.pid),
			written: (1000 * (master.writtenBytes() - written)) / elapsedMs,
		};
	});
	await Promise.all(fleets.map((fleet) => fleet.kill()));
	await Promise.all(pairs.map(({master}) => workshop.end(master)));

	workshop.print(
		`${agents.toLocaleString('en')} agents over ${one(values.connections)} connections at each master, a session stream each, a heartbeat every ${one(values.interval)} s; over ${one(values.fleet)} s.`,
	);
	workshop.print(
		table(
			['', 'first paint', 'heartbeats/s', 'CPU, of a core', 'memory', 'bytes/s'],
			rows.map(({name, paintMs, perSecond, processor, memory, written}) => [
				name,
				`${paintMs.toFixed(0)} ms`,
				Math.round(perSecond).toLocaleString('en'),
				`${processor.toFixed(2)} %`,
				`${memory.toFixed(1)} MiB`,
				written.toFixed(0),
			]),
		),
	);
	const [headless, screen] = rows;
	if (headless !== undefined && screen !== undefined) {
		workshop.print(`  added, % of a core     ${verdict(screen.processor - headless.processor, aims.processor)}`);
		workshop.print(`  first paint, s         ${verdict(screen.paintMs / 1000, aims.paint)}`);
		workshop.print(`  MiB over headless      ${(screen.memory - headless.memory).toFixed(2)}`);
	}
}

/** Its address stands in its first lines and in the head of its screen. */
const addressWords = /127\.0\.0\.1:(?<port>[1-9]\d*)/u;

async function startMaster(
	workshop: Workshop,
	flags: readonly string[],
): Promise<{readonly master: TerminalProgram; readonly address: string; readonly paintMs: number}> {
	const startedAt = performance.now();
	const words = ['start', '--port', '0', '--data-dir', workshop.makeDirectory(), ...flags];
	const master = workshop.startInTerminal(workshop.programScript('sloth-master'), words, size);
	const {groups} = await master.waitForOutput(addressWords, readyLimitMs);
	return {master, address: `127.0.0.1:${groups?.['port']}`, paintMs: performance.now() - startedAt};
}

function takeTurn({child, errors}: Program, seconds: number): Promise<Turn> {
	return new Promise((resolve, reject) => {
		const fail = () => reject(new Error(`A process of the fleet has ended: ${errors()}`));
		child.once('exit', fail);
		child.once('message', (turn) => {
			child.off('exit', fail);
			resolve(turn as Turn);
		});
		child.send(seconds);
	});
}
