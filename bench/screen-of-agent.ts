import type {ScreenValues} from './screen-bench.js';
import {median} from './support/figures.js';
import {one} from './support/flags.js';
import {preciseProcessorMs, residentMebibytes} from './support/process-account.js';
import {table, verdict} from './support/table.js';
import type {TerminalProgram} from './support/terminal-program.js';
import {type RunningMaster, readyLimitMs, type Workshop} from './support/workshop.js';

/** All of them in pseudo-terminals: what differs is the screen. */
const kinds = [
	{name: 'headless', flags: ['--plain'], columns: 80, rows: 24},
	{name: 'screen 80×24', flags: ['--screen'], columns: 80, rows: 24},
	{name: 'screen 120×36', flags: ['--screen'], columns: 120, rows: 36},
] as const;

type Kind = (typeof kinds)[number];

const aims = {processor: {atMost: 2}, memory: {atMost: 60}, paint: {atMost: 1}};

/** The state in a word on a screen, or the first line of a log. */
const firstWords = /START|CONNECTING|REGISTERED|ACTIVE|Agent starts|INFO/u;
const activeWords = /ACTIVE|Agent active/u;

function startAgent(workshop: Workshop, kind: Kind, {address}: RunningMaster, name: string): TerminalProgram {
	const words = ['start', ...kind.flags, '--name', name, '--master', address];
	return workshop.startInTerminal(workshop.programScript('sloth-agent'), words, kind);
}

/** What one kind of agent took, over all its copies. CPU in per cent of a core, memory in MiB, written in bytes a second. */
type Used = {readonly processor: number[]; readonly memory: number[]; readonly written: number[]};

/** Times of its start, CPU and memory of an agent with a screen and without, idle and in an outage. */
export async function measureAgentScreen(workshop: Workshop, values: ScreenValues): Promise<void> {
	const master = await workshop.startMaster(workshop.makeDirectory());
	const starts = await timeStarts(workshop, master, one(values.starts));
	const running: Array<{readonly kind: Kind; readonly program: TerminalProgram}> = [];
	for (let copy = 0; copy < one(values.copies); copy++) {
		for (const kind of kinds) {
			const program = startAgent(workshop, kind, master, `idle-${kinds.indexOf(kind)}-${copy}`);
			running.push({kind, program});
			await program.waitForOutput(activeWords, readyLimitMs);
		}
	}

	const measure = async (seconds: number): Promise<ReadonlyMap<Kind, Used>> => {
		const account = () =>
			running.map(({program}) => ({processor: preciseProcessorMs(program.pid), written: program.writtenBytes()}));
		const [before, beganAt] = [account(), performance.now()];
		await workshop.wait(seconds * 1000);
		const [after, elapsedMs] = [account(), performance.now() - beganAt];
		const used = new Map(kinds.map((kind): [Kind, Used] => [kind, {processor: [], memory: [], written: []}]));
		for (const [index, {kind, program}] of running.entries()) {
			const rate = (key: 'processor' | 'written') =>
				((after[index]?.[key] ?? Number.NaN) - (before[index]?.[key] ?? Number.NaN)) / elapsedMs;
			used.get(kind)?.processor.push(100 * rate('processor'));
			used.get(kind)?.written.push(1000 * rate('written'));
			used.get(kind)?.memory.push(residentMebibytes(program.pid));
		}

		return used;
	};

	await workshop.wait(one(values.settle) * 1000);
	const idle = await measure(one(values.idle));
	await master.kill();
	const outage = await measure(one(values.outage));
	await Promise.all(running.map(({program}) => workshop.end(program)));

	const middle = (used: ReadonlyMap<Kind, Used>, kind: Kind, key: keyof Used) => median(used.get(kind)?.[key] ?? []);
	workshop.print(
		`${one(values.copies)} of each side by side; medians. Idle over ${one(values.idle)} s, then ${one(values.outage)} s from the death of the master, ${one(values.starts)} starts.`,
	);
	workshop.print(
		table(
			['', 'first paint', 'shows active', 'idle CPU', 'memory', 'bytes/s', 'CPU in outage', 'memory', 'bytes/s'],
			kinds.map((kind) => [
				kind.name,
				`${median(starts.get(kind)?.first ?? []).toFixed(0)} ms`,
				`${median(starts.get(kind)?.active ?? []).toFixed(0)} ms`,
				...[idle, outage].flatMap((used) => [
					`${middle(used, kind, 'processor').toFixed(2)} %`,
					`${middle(used, kind, 'memory').toFixed(1)} MiB`,
					middle(used, kind, 'written').toFixed(0),
				]),
			]),
		),
	);
	const [headless, ...screens] = kinds;
	for (const kind of screens) {
		const over = (used: ReadonlyMap<Kind, Used>, key: keyof Used) =>
			middle(used, kind, key) - middle(used, headless, key);
		const first = median(starts.get(kind)?.first ?? []) / 1000;
		workshop.print(`${kind.name}:`);
		workshop.print(`  idle, % of a core      ${verdict(middle(idle, kind, 'processor'), aims.processor)}`);
		workshop.print(`  outage, % of a core    ${verdict(middle(outage, kind, 'processor'), aims.processor)}`);
		workshop.print(`  MiB over headless      ${verdict(over(idle, 'memory'), aims.memory)}`);
		workshop.print(`  the same in an outage  ${verdict(over(outage, 'memory'), aims.memory)}`);
		workshop.print(`  first paint, s         ${verdict(first, aims.paint)}`);
	}
}

/** Milliseconds from the start of the process, one process at a time. */
type Starts = {readonly first: number[]; readonly active: number[]};

async function timeStarts(
	workshop: Workshop,
	master: RunningMaster,
	count: number,
): Promise<ReadonlyMap<Kind, Starts>> {
	const starts = new Map(kinds.map((kind): [Kind, Starts] => [kind, {first: [], active: []}]));
	for (let round = 0; round < count; round++) {
		for (const kind of round % 2 === 0 ? kinds : [...kinds].reverse()) {
			const startedAt = performance.now();
			const program = startAgent(workshop, kind, master, `start-${kinds.indexOf(kind)}-${round}`);
			await program.waitForOutput(firstWords, readyLimitMs);
			starts.get(kind)?.first.push(performance.now() - startedAt);
			await program.waitForOutput(activeWords, readyLimitMs);
			starts.get(kind)?.active.push(performance.now() - startedAt);
			await workshop.end(program);
		}
	}

	return starts;
}
