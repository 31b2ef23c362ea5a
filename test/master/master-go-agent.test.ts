import {describe, expect, test} from 'vitest';
import type {GetAgentInfoResponse} from '../../source/protocol/generated/agent.js';
import {closeAfterEach, waitFor} from '../helpers/closing.js';
import {GoAgent, type GoAgentOptions} from '../helpers/go-agent.js';
import {createMemoryStore} from '../helpers/memory-store.js';
import {RawClient} from '../helpers/raw-client.js';
import {startAgent} from '../helpers/test-agent.js';
import {TestMaster} from '../helpers/test-master.js';

const closing = closeAfterEach();

async function startMaster(): Promise<TestMaster> {
	const store = createMemoryStore();
	const master = closing(await TestMaster.create(async () => store), (one) => one.close());
	await master.start();
	return master;
}

async function startGoAgent(
	master: TestMaster,
	reports?: (port: number) => string,
	says?: GoAgentOptions['says'],
): Promise<GoAgent> {
	const agent = await GoAgent.start({
		masterPort: master.port,
		name: 'go-1',
		heartbeatIntervalMs: 50,
		...(reports === undefined ? {} : {reports}),
		...(says === undefined ? {} : {says}),
	});
	return closing(agent, (one) => one.stop());
}

describe('a Go agent with a master of ours', () => {
	test('is listed as Active from its registration on, and its heartbeats are counted', async () => {
		const master = await startMaster();
		const agent = await startGoAgent(master);
		expect(await master.info('go-1')).toMatchObject({
			status: 'Active',
			liveness: 'active',
			speaksExtensions: false,
			policy: undefined,
			lastHeartbeatAgeMs: undefined,
			agentAddress: `127.0.0.1:${agent.port}`,
			peerAddress: '127.0.0.1',
		});
		await agent.hasBeaten(3);
		await waitFor(async () => ((await master.info('go-1'))?.streak ?? 0) >= 3);
		expect(agent.errors).toEqual([]);
		expect(agent.registrations).toBe(1);
	});

	test('has what it says of its machine told in the list and by its name, and its version', async () => {
		const master = await startMaster();
		const before = Math.floor(Date.now() / 1000);
		const says = {systemInfoJson: '{"hostname": "go-1", "cpus": 4}', version: 'v1.2.3'};
		const agent = await startGoAgent(master, undefined, says);
		await agent.hasBeaten(1);
		const told = {systemInfoJson: '{"hostname":"go-1","cpus":4}', version: 'v1.2.3'};
		const listed = await master.info('go-1');
		expect(listed).toMatchObject(told);
		expect(listed?.lastInfoCollected).toBeGreaterThanOrEqual(before);
		expect(listed?.lastInfoCollected).toBeLessThanOrEqual(Date.now() / 1000);
		const {agentInfo} = await master.ask((client) =>
			client.ask<GetAgentInfoResponse>((grpc, callback) => grpc.getAgentInfo({agentName: 'go-1'}, callback)),
		);
		expect(agentInfo).toMatchObject(told);
	});

	test('has its heartbeats counted whatever it says of its machine', async () => {
		const master = await startMaster();
		const systemInfoJson = JSON.stringify('x'.repeat(70_000));
		const agent = await startGoAgent(master, undefined, {systemInfoJson, version: ''});
		await agent.hasBeaten(2);
		expect(agent.errors).toEqual([]);
		expect(await master.info('go-1')).toMatchObject({systemInfoJson: '', lastInfoCollected: 0, liveness: 'active'});
	});

	test('is taken up by its next heartbeat after a restart of the master, and never lost by it', async () => {
		const master = await startMaster();
		const agent = await startGoAgent(master);
		await agent.hasBeaten(2);
		await master.kill();
		await waitFor(() => agent.errors.includes('UNAVAILABLE'));
		await master.start();
		await agent.hasBeaten(2);
		expect(await master.info('go-1')).toMatchObject({status: 'Active', liveness: 'active'});
		expect(master.lines.filter((line) => / is lost/u.test(line))).toEqual([]);
	});

	test.each<[string, (port: number) => string]>([
		['that reports where it listens', (port) => `127.0.0.1:${port}`],
		['that reports that it listens everywhere', (port) => `[::]:${port}`],
		['that reports its port only', (port) => `:${port}`],
		['that reports 0.0.0.0', (port) => `0.0.0.0:${port}`],
	])('%s is told to stop at its own port', async (_name, reports) => {
		const master = await startMaster();
		const agent = await startGoAgent(master, reports);
		expect(await master.askToStop('go-1')).toEqual({success: true, message: 'Agent told to stop'});
		expect(agent.wasShutDown).toBe(true);
		expect((await master.info('go-1'))?.agentAddress).toBe(reports(agent.port));
	});

	test('that cannot be reached is told so to whoever wants it to stop', async () => {
		const master = await startMaster();
		const agent = await startGoAgent(master);
		agent.stop();
		const {success, message} = await master.askToStop('go-1');
		expect(success).toBe(false);
		expect(message).toContain(`The agent cannot be told at 127.0.0.1:${agent.port} (ECONNREFUSED)`);
		expect(message).not.toMatch(/master/u);
	});

	test('does not take the name of an agent of ours that lives, and is told so by a status', async () => {
		const master = await startMaster();
		const ours = closing(startAgent(master.address, {name: 'go-1'}), (one) => one.stop());
		await ours.hasStreak(2);
		const agent = await startGoAgent(master);
		expect(agent.errors).toEqual(['ALREADY_EXISTS']);
		expect(agent.registrations).toBe(0);
		await ours.beats(2);
		expect(ours.types()).not.toContain('session-ended');
	});
});

describe('a bare heartbeat', () => {
	test('changes nothing of an agent of ours, and is answered in the words of a Go master', async () => {
		const master = await startMaster();
		const client = closing(new RawClient(master.port), (one) => one.close());
		const {sessionId} = await client.register({
			agentName: 'web-1',
			agentAddress: 'host-1:0',
			installId: 'i',
			instanceId: 'j',
		});
		expect(await client.heartbeat({agentName: 'web-1'})).toEqual({success: false, message: 'Agent not found'});
		expect(await client.heartbeat({agentName: 'web-1', sessionId: 'another'})).toMatchObject({success: false});
		expect(await client.info('web-1')).toMatchObject({streak: 0, lastHeartbeatAgeMs: undefined});
		expect(await client.heartbeat({agentName: 'web-1', sessionId})).toMatchObject({success: true});
		expect(await client.info('web-1')).toMatchObject({streak: 1});
	});

	test('of an agent that nobody knows makes no record', async () => {
		const master = await startMaster();
		const answer = await master.ask((client) => client.heartbeat({agentName: 'nobody'}));
		expect(answer).toEqual({success: false, message: 'Agent not found'});
		expect(await master.list()).toEqual([]);
	});
});

describe('UnregisterAgent without a session id', () => {
	test('deletes the record, as the Go program does', async () => {
		const master = await startMaster();
		const agent = await startGoAgent(master);
		await agent.hasBeaten(1);
		expect(await master.ask((client) => client.unregister('go-1'))).toMatchObject({success: true});
		expect(await master.list()).toEqual([]);
		expect(await master.ask((client) => client.unregister('go-1'))).toMatchObject({success: false});
		await master.kill();
		await master.start();
		expect(await master.list()).toEqual([]);
	});

	test('spares an agent that is connected, where that is asked for', async () => {
		const master = await startMaster();
		await startGoAgent(master);
		expect(await master.ask((client) => client.unregister('go-1', '', true))).toEqual({
			success: false,
			message: 'Agent go-1 is active',
		});
		expect(await master.list()).toHaveLength(1);
	});
});
