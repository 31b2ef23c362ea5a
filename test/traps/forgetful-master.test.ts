import {describe, expect, test} from 'vitest';
import {startBareMaster} from '../helpers/bare-master.js';
import {closeAfterEach, pass, waitFor} from '../helpers/closing.js';
import {createMemoryStore} from '../helpers/memory-store.js';
import {acceptedCount} from '../helpers/ports.js';
import {startAgent} from '../helpers/test-agent.js';
import {TestMaster} from '../helpers/test-master.js';

const closing = closeAfterEach();

describe('a master that forgot the session', () => {
	test('but is up is registered with again at the next heartbeat, on the same connection, and that is no failure', async () => {
		const master = closing(await startBareMaster(), (one) => one.close());
		const agent = closing(startAgent(master.address), (one) => one.stop());
		await agent.hasStreak(3);
		const before = agent.facts.length;
		master.registry.remove('web-1');
		await waitFor(() => master.registry.get('web-1')?.lastHeartbeatAt !== undefined);
		await agent.reaches('active');
		const since = agent.types().slice(before);
		expect(since.filter((type) => type !== 'heartbeat-acknowledged')).toEqual(['registered']);
		// At most the heartbeat that was under way.
		expect(since.indexOf('registered')).toBeLessThanOrEqual(1);
		expect(acceptedCount(master.port)).toBe(1);
	});

	test('since its data was lost with it is registered with again at the first heartbeat that reaches it', async () => {
		const master = closing(await TestMaster.create(async () => createMemoryStore()), (one) => one.close());
		await master.start();
		const agent = closing(
			startAgent(master.address, {suspectIntervalMs: 1500, policy: {heartbeatIntervalMs: 150}}),
			(one) => one.stop(),
		);
		await agent.hasStreak(3);
		const before = agent.facts.length;
		await master.kill();
		await master.start();
		await waitFor(() => agent.facts.slice(before).some(({event}) => event.type === 'registered'));
		await agent.reaches('active');
		const kinds = agent.types().slice(before);
		expect(kinds).not.toContain('connecting');
		expect(kinds.slice(kinds.indexOf('registered'))[1]).toBe('heartbeat-acknowledged');
		expect(await master.info('web-1')).toMatchObject({liveness: 'active'});
	});

	test('and forgets it again each time is no hot loop', async () => {
		const master = closing(await startBareMaster(), (one) => one.close());
		let registrations = 0;
		const {register} = master.registry;
		Object.assign(master.registry, {
			register: (...[now, registration]: Parameters<typeof register>) => {
				registrations++;
				const result = register(now, registration);
				setImmediate(() => master.registry.remove('web-1'));
				return result;
			},
		});
		const agent = closing(startAgent(master.address), (one) => one.stop());
		await pass(1200);
		// Attempts at 0, 100, 300, 700 and 1,100 ms, each with one registration and one more.
		expect(agent.delays().slice(0, 3)).toEqual([100, 200, 400]);
		expect(registrations).toBeGreaterThanOrEqual(4);
		expect(registrations).toBeLessThanOrEqual(10);
	});
});
