import {status} from '@grpc/grpc-js';
import {describe, expect, test} from 'vitest';
import {closeAfterEach, waitFor} from '../../helpers/closing.js';
import {GoMaster} from '../../helpers/go-master.js';
import {acceptedCount} from '../../helpers/ports.js';
import {startAgent, type TestAgent, type TestAgentOptions} from '../../helpers/test-agent.js';

const closing = closeAfterEach();

async function start(options: TestAgentOptions = {}): Promise<{master: GoMaster; agent: TestAgent}> {
	const master = closing(await GoMaster.start(), (one) => one.kill());
	const agent = closing(startAgent(master.address, options), (one) => one.stop());
	return {master, agent};
}

describe('an agent of ours with a Go master', () => {
	test('registers with its name and address, and beats by single calls on one connection', async () => {
		const {master, agent} = await start({reportedAddress: '10.0.0.7:50051'});
		await agent.hasStreak(5);
		expect([...master.agents]).toEqual([['web-1', '10.0.0.7:50051']]);
		expect(master.registrations).toBe(1);
		expect(acceptedCount(master.port)).toBe(1);
		expect(agent.connection.state).toMatchObject({type: 'active', session: {id: ''}, failures: 0});
	});

	test('registers again on the same connection where the master answers "Agent not found", and that is no failure', async () => {
		const {master, agent} = await start();
		await agent.hasStreak(3);
		const before = agent.facts.length;
		master.forget();
		await waitFor(() => agent.types().slice(before).includes('registered'));
		await agent.beats(2);
		expect(
			agent
				.types()
				.slice(before)
				.filter((type) => type !== 'heartbeat-acknowledged'),
		).toEqual(['registered']);
		expect(master.registrations).toBe(2);
		expect(acceptedCount(master.port)).toBe(1);
	});

	test('notices its death at once, loses it after three dials, and comes back to it', async () => {
		const {master, agent} = await start();
		await agent.hasStreak(3);
		const before = agent.facts.length;
		const beforeAccepted = acceptedCount(master.port);
		master.kill();
		await agent.reaches('reconnecting');
		const since = agent.facts.slice(before).map(({event}) => event);
		expect(since.filter(({type}) => type === 'heartbeat-failed')).toMatchObject([
			{failures: 1},
			{failures: 2, reason: {code: 'ECONNREFUSED'}},
			{failures: 3, reason: {code: 'ECONNREFUSED'}},
		]);
		expect(agent.delays()).toEqual([100]);
		master.forget();
		await master.revive();
		await agent.hasStreak(3);
		expect(master.registrations).toBe(2);
		expect(acceptedCount(master.port)).toBe(beforeAccepted + 1);
	});

	test('goes on where the master comes back within the time of suspicion, registered again since it forgot', async () => {
		const {master, agent} = await start({suspectIntervalMs: 1500});
		await agent.hasStreak(3);
		const before = agent.facts.length;
		master.kill();
		master.forget();
		await master.revive();
		await waitFor(() => agent.types().slice(before).includes('registered'));
		await agent.beats(2);
		expect(agent.types().slice(before)).not.toContain('connecting');
		expect(agent.delays()).toEqual([]);
	});

	test('is refused only by a gRPC status, and tells it', async () => {
		const master = closing(await GoMaster.start(), (one) => one.kill());
		master.refusal = {code: status.PERMISSION_DENIED, details: 'not you'};
		const agent = startAgent(master.address);
		expect(await agent.finished).toMatchObject({
			type: 'refused',
			failure: {code: 'PERMISSION_DENIED', said: 'not you'},
		});
	});

	test('that forgets it before every heartbeat is no hot loop', async () => {
		const master = closing(await GoMaster.start(), (one) => one.kill());
		Object.defineProperty(master.agents, 'has', {value: () => false});
		const policy = {initialDelayMs: 50, maxDelayMs: 400};
		const agent = closing(startAgent(master.address, {policy}), (one) => one.stop());
		await waitFor(() => agent.delays().length >= 5);
		expect(agent.delays().slice(0, 5)).toEqual([50, 100, 200, 400, 400]);
		// Registered, forgotten, registered again at once, forgotten again: that is a failed attempt.
		const attempt = ['connecting', 'registered', 'registered', 'session-ended', 'retry-scheduled'];
		expect(agent.types().slice(0, 5 * attempt.length)).toEqual(new Array(5).fill(attempt).flat());
	});

	test('leaves without trouble, though the method for it is missing', async () => {
		const {master, agent} = await start();
		await agent.hasStreak(1);
		const startedAt = performance.now();
		expect(await agent.stop()).toMatchObject({type: 'asked'});
		expect(performance.now() - startedAt).toBeLessThan(900);
		expect(master.agents.has('web-1')).toBe(true);
	});
});
