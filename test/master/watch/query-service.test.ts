import {describe, expect, test} from 'vitest';
import {createRegistry} from '../../../source/master/registry/registry.js';
import {largestSystemInfo} from '../../../source/master/registry/system-info.js';
import type {MasterContext} from '../../../source/master/sessions/master-context.js';
import {createQueryService} from '../../../source/master/watch/query-service.js';
import {type GetAgentInfoResponse, ListAgentsResponse} from '../../../source/protocol/generated/agent.js';
import {goPeer} from '../registry/registry-fixture.js';

/** What a Go client takes unless it is told otherwise. */
const goMessageLimit = 4 * 1024 * 1024;

/** A master that knows so many Go agents, which say this of their machines. */
function start(count: number, systemInfoJson: string) {
	const registry = createRegistry();
	for (let index = 0; index < count; index++) {
		const name = `web-${index}`;
		registry.register(performance.now(), goPeer('10.0.0.1', {name, address: '10.0.0.1:50051'}));
		registry.heartbeat(performance.now(), {name, sessionId: '', peerAddress: '10.0.0.1', systemInfoJson});
	}

	const context = {registry, ledger: {isDurable: () => true, problem: () => undefined}} as unknown as MasterContext;
	const {listAgents, getAgentInfo} = createQueryService(context, performance.now());
	return {list: () => ask<ListAgentsResponse>(listAgents, {}), getAgentInfo};
}

function ask<Response>(handler: unknown, request: unknown): Promise<Response> {
	const call = {request, getPeer: () => '127.0.0.1:1'};
	return new Promise((resolve, reject) => {
		(handler as (call: unknown, callback: (error: unknown, response: Response) => void) => void)(
			call,
			(error, response) => (error === null ? resolve(response) : reject(error)),
		);
	});
}

describe('what agents say of their machines', () => {
	test('is told in the list of a small fleet', async () => {
		const {agents} = await start(16, JSON.stringify('x'.repeat(largestSystemInfo - 2))).list();
		expect(agents.map(({systemInfoJson}) => systemInfoJson.length)).toEqual(Array(16).fill(largestSystemInfo));
		const now = Date.now() / 1000;
		expect(agents[0]?.lastInfoCollected).toBeGreaterThan(now - 60);
		expect(agents[0]?.lastInfoCollected).toBeLessThanOrEqual(now);
	});

	test('leaves the list of 10,000 below what a Go client takes, and is told of each by its name', async () => {
		const {list, getAgentInfo} = start(10_000, JSON.stringify('x'.repeat(10_000)));
		const response = await list();
		expect(response.agents).toHaveLength(10_000);
		const told = response.agents.filter(({systemInfoJson}) => systemInfoJson !== '').map(({agentName}) => agentName);
		expect(told.length).toBeGreaterThan(100);
		expect(told).toEqual(response.agents.slice(0, told.length).map(({agentName}) => agentName));
		expect(response.agents.at(-1)).toMatchObject({systemInfoJson: '', lastInfoCollected: 0});
		expect(ListAgentsResponse.encode(response).finish().length).toBeLessThan(goMessageLimit);
		const {agentInfo} = await ask<GetAgentInfoResponse>(getAgentInfo, {agentName: 'web-9999'});
		expect(agentInfo?.systemInfoJson).toHaveLength(10_002);
	});

	test('is nothing where they say nothing', async () => {
		const {agents} = await start(1, '').list();
		expect(agents).toMatchObject([{systemInfoJson: '', lastInfoCollected: 0}]);
	});
});
