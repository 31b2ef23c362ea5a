import {describe, expect, test} from 'vitest';
import {closeAfterEach, pass, waitFor} from '../helpers/closing.js';
import {bundleStorePrograms} from '../helpers/store-worker.js';
import {startAgent, type TestAgent} from '../helpers/test-agent.js';
import {sqliteStore, TestMaster} from '../helpers/test-master.js';

const closing = closeAfterEach();
const programs = bundleStorePrograms();

async function startMaster(): Promise<TestMaster> {
	const master = closing(await TestMaster.create(sqliteStore(() => programs.workerUrl())), (one) => one.close());
	await master.start();
	return master;
}

function linesAboutLoss(master: TestMaster): string[] {
	return master.lines.filter((line) => / is lost/u.test(line));
}

/** The agents send these: lost after 0.8 s of silence, 2.5 s after a restart. */
const policy = {maxDelayMs: 400, connectTimeoutMs: 1000};

describe('a master that is killed and comes back with its data', () => {
	test('awaits its agents, declares none lost but the one that is really dead, and that right after its grace', async () => {
		const master = await startMaster();
		const agents = ['web-1', 'web-2', 'web-3'].map((name) =>
			closing(startAgent(master.address, {name, policy}), (one) => one.stop()),
		);
		const dead = startAgent(master.address, {name: 'dead', policy});
		for (const agent of [...agents, dead]) {
			await agent.hasStreak(3);
		}

		await master.kill();
		await dead.stop();
		await Promise.all(agents.map((agent) => agent.reaches('reconnecting')));
		await pass(1000);
		await master.start();
		const startedAt = performance.now();
		expect(await master.liveness('dead')).toBe('awaited');
		expect(master.lines).toContain('INFO Registry read: 4 agents, 4 of them awaited');
		await Promise.all(agents.map((agent) => agent.beats(3)));
		await waitFor(async () => (await master.liveness('dead')) === 'lost');
		const graceMs = 400 + 2 * 1000 + 100;
		expect(performance.now() - startedAt).toBeGreaterThanOrEqual(graceMs - 100);
		expect(performance.now() - startedAt).toBeLessThan(graceMs + 3000);
		expect(linesAboutLoss(master)).toEqual([
			'ERROR Agent dead is lost: it did not come back after the master restarted',
		]);
		const list = await master.list();
		expect(list.map(({agentName, liveness}) => [agentName, liveness]).sort()).toEqual([
			['dead', 'lost'],
			['web-1', 'active'],
			['web-2', 'active'],
			['web-3', 'active'],
		]);
	});

	test('within the time of suspicion goes on with the same session', async () => {
		const master = await startMaster();
		const agent = closing(startAgent(master.address, {policy, suspectIntervalMs: 2000}), (one) => one.stop());
		await agent.hasStreak(3);
		const sessionId = sessionOf(agent);
		const before = agent.facts.length;
		await master.kill();
		await master.start();
		await agent.beats(2);
		expect(await master.liveness('web-1')).toBe('active');
		expect(agent.types().slice(before)).not.toContain('registered');
		expect(sessionOf(agent)).toBe(sessionId);
		expect(linesAboutLoss(master)).toEqual([]);
	});

	test('three times in a row keeps one record, and tells what each agent was when it comes to an end', async () => {
		const master = await startMaster();
		const agent = startAgent(master.address, {policy});
		for (let round = 0; round < 3; round++) {
			await agent.beats(3);
			await master.kill();
			await master.start();
		}

		await agent.beats(3);
		await agent.stop();
		await waitFor(async () => (await master.liveness('web-1')) === 'stopped');
		await master.kill();
		await master.start();
		expect((await master.list()).map(({agentName, liveness}) => [agentName, liveness])).toEqual([['web-1', 'stopped']]);
		expect(linesAboutLoss(master)).toEqual([]);
	});
});

test('a master that stops on purpose says so, and its agents come back to it', async () => {
	const master = await startMaster();
	const agent = closing(startAgent(master.address, {policy}), (one) => one.stop());
	await agent.hasStreak(3);
	await master.stop();
	await agent.reaches('reconnecting');
	expect(agent.facts.some(({event}) => event.type === 'heartbeat-failed')).toBe(true);
	expect(master.lines.filter((line) => / is (?:late|lost)/u.test(line))).toEqual([]);
	await master.start();
	await agent.beats(3);
	expect(await master.info('web-1')).toMatchObject({liveness: 'active'});
	expect(linesAboutLoss(master)).toEqual([]);
});

function sessionOf(agent: TestAgent): string | undefined {
	const {state} = agent.connection;
	return state.type === 'active' ? state.session.id : undefined;
}
