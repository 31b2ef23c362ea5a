import {readFileSync} from 'node:fs';
import {describe, expect} from 'vitest';
import {pass} from '../helpers/closing.js';
import {freePort} from '../helpers/ports.js';
import {bytesASecond, countOf, eraseScreen, expectErasures, test} from './screen-program.js';

const limitMs = 60_000;

/** For how many ticks of its clock an idle screen is listened to. */
const quietSeconds = 6;

/** The beat of the agent whose terminal stands still. */
const beatMs = 250;

/** How long nobody reads. */
const stallMs = 10_000;

/** Beats that may be missing of those that a stall has time for: two busy cores are slow, a stopped agent beats not at all. */
const leastShare = 0.8;

const sizes = [
	{columns: 80, rows: 24},
	{columns: 120, rows: 36},
] as const;

function residentMegabytes(pid: number): number {
	const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
	return Number(kilobytes) / 1024;
}

test.concurrent('a terminal that stands still stops no heartbeat, costs no memory and delays no end', {
	timeout: limitMs,
}, async ({sandbox, terminals}) => {
	const master = await sandbox.startMaster();
	const agent = terminals.startAgent(['--heartbeat-interval', `${beatMs}ms`, '--master', master.address], {
		columns: 120,
		rows: 36,
	});
	await agent.shows('● ACTIVE', /Streak +[1-9]\d* in a row/u);
	const streak = async () => (await sandbox.list(master.address))[0]?.streak ?? 0;

	agent.stall();
	let drawings = 0;
	/** Each ctrl-l asks for every cell anew: some of them fill what the system holds for a reader. */
	const askForDrawings = async (durationMs: number) => {
		const deadline = performance.now() + durationMs;
		while (performance.now() < deadline) {
			agent.press('\u000C');
			drawings++;
			await pass(50);
		}
	};

	await askForDrawings(2000);
	const [beatsBefore, memoryBefore, startedAt] = [await streak(), residentMegabytes(agent.pid), performance.now()];
	await askForDrawings(stallMs);
	const [beats, elapsedMs] = [(await streak()) - beatsBefore, performance.now() - startedAt];
	expect(beats).toBeGreaterThan((leastShare * elapsedMs) / beatMs);
	expect(residentMegabytes(agent.pid) - memoryBefore).toBeLessThan(20);
	const events = await sandbox.events(master.address);
	expect(events.map(({type}) => type).filter((type) => type !== 'agent.registered')).toEqual([]);

	process.kill(agent.pid, 'SIGTERM');
	expect(await agent.waitForEnd()).toBeLessThan(2000);
	expect(await sandbox.list(master.address)).toMatchObject([{name: 'web-1', status: 'stopped'}]);
	agent.readOn();
	expect(await agent.waitForExit()).toEqual({exitCode: 0, signal: 0});
	// The terminal did stand still: most drawings that were asked for never came.
	expect(countOf(agent.written, eraseScreen)).toBeLessThan(drawings / 2);
});

describe.each(sizes)('at $columns by $rows', {concurrent: true}, (size) => {
	test.concurrent("the agent's screen writes little while all is well, and erases only where it must", {
		timeout: limitMs,
	}, async ({sandbox, terminals}) => {
		const master = await sandbox.startMaster();
		const agent = terminals.startAgent(['--master', master.address], size);
		// The states that were passed are underlined for two seconds.
		await agent.shows(/● ACTIVE {3}[3-9] s/u);
		const bytes = await bytesASecond(agent, quietSeconds);
		expect(bytes).toBeGreaterThan(0);
		expect(bytes).toBeLessThan(500);
		await expectErasures(agent, {columns: size.columns - 10, rows: size.rows - 2});
	});

	test.concurrent("the master's screen writes little while all is well, and erases only where it must", {
		timeout: limitMs,
	}, async ({sandbox, terminals}) => {
		const port = await freePort();
		const master = terminals.start('sloth-master', ['start', '--port', String(port)], size);
		await master.shows('No agent has registered yet.');
		for (const number of [1, 2, 3, 4]) {
			sandbox.start('sloth-agent', ['start', '--name', `web-${number}`, '--master', `127.0.0.1:${port}`]);
		}

		await master.shows('● 4 active', /● ACTIVE +web-4 /u);
		const bytes = await bytesASecond(master, quietSeconds);
		expect(bytes).toBeGreaterThan(0);
		expect(bytes).toBeLessThan(2000);
		await expectErasures(master, {columns: size.columns - 10, rows: size.rows - 2});
	});
});
