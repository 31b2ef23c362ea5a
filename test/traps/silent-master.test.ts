import {expect, test} from 'vitest';
import {closeAfterEach, waitFor} from '../helpers/closing.js';
import {freePort} from '../helpers/ports.js';
import {ScriptedMaster} from '../helpers/scripted-master.js';
import {startSilentServer} from '../helpers/silent-server.js';
import {startAgent} from '../helpers/test-agent.js';

const closing = closeAfterEach();

test('an attempt at a server that accepts and is silent ends at the limit and backs off; a master on that port is joined within one delay', async () => {
	const port = await freePort();
	const server = closing(await startSilentServer(port), (one) => one.close());
	const policy = {connectTimeoutMs: 500, initialDelayMs: 300, maxDelayMs: 300};
	const agent = closing(startAgent({host: '127.0.0.1', port}, {policy}), (one) => one.stop());
	await agent.reaches('reconnecting');
	const [connecting, scheduled] = agent.facts.map(({event}) => event);
	expect(agent.types()).toEqual(['connecting', 'retry-scheduled']);
	expect(scheduled).toMatchObject({delayMs: 300, reason: {code: 'TIMEOUT'}});
	const lastedMs = (scheduled?.at ?? 0) - (connecting?.at ?? 0);
	expect(lastedMs).toBeGreaterThanOrEqual(499);
	expect(lastedMs).toBeLessThan(2500);
	expect(server.accepted()).toBe(1);
	await waitFor(() => server.open() === 0);
	await server.close();
	closing(await ScriptedMaster.start(port), (one) => one.close());
	await agent.reaches('active');
	expect(agent.delays().length).toBeLessThanOrEqual(2);
});
