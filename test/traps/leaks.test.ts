import {readdirSync} from 'node:fs';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {expect, test} from 'vitest';
import {startBareMaster} from '../helpers/bare-master.js';
import {closeAfterEach, tcpHandles, waitFor} from '../helpers/closing.js';
import {acceptedCount, cutConnections} from '../helpers/ports.js';
import {startTcpProxy} from '../helpers/tcp-proxy.js';
import {startAgent, type TestAgent} from '../helpers/test-agent.js';

const closing = closeAfterEach();

setFlagsFromString('--expose-gc');
// Optimised code lies in the heap, too: it would grow for as long as the test runs.
setFlagsFromString('--no-opt');
const collect = runInNewContext('gc') as () => void;

async function usedHeap(): Promise<number> {
	for (let round = 0; round < 4; round++) {
		collect();
		await new Promise((resolve) => {
			setImmediate(resolve);
		});
	}

	return process.memoryUsage().heapUsed;
}

function descriptors(): number {
	return readdirSync('/proc/self/fd').length;
}

const policy = {initialDelayMs: 1, maxDelayMs: 2, heartbeatTimeoutMs: 50, connectTimeoutMs: 50, failureThreshold: 2};

test('a thousand forced reconnects, some to a silent peer, leave no descriptor and no memory behind', async () => {
	const master = closing(await startBareMaster(), (one) => one.close());
	const proxy = closing(await startTcpProxy(master.port), (one) => one.close());
	const direct = closing(
		startAgent(master.address, {policy: {...policy, heartbeatTimeoutMs: 5000}, suspectIntervalMs: 1}),
		(one) => one.stop(),
	);
	const behindProxy = closing(
		startAgent({host: '127.0.0.1', port: proxy.port}, {name: 'web-2', policy, suspectIntervalMs: 1}),
		(one) => one.stop(),
	);
	const reconnect = async (round: number) => {
		const heard = nextAcknowledgement(direct);
		cutConnections(master.port);
		await heard;
		if (round % 100 === 99) {
			proxy.silence();
			proxy.cut();
			await behindProxy.reaches('reconnecting');
			proxy.cut();
			proxy.speak();
			await behindProxy.beats(1);
		}

		// The facts are the test's own memory, not the agents'.
		(direct.facts as unknown[]).length = 0;
		(behindProxy.facts as unknown[]).length = 0;
	};

	await Promise.all([direct.beats(2), behindProxy.beats(2)]);
	for (let round = 0; round < 100; round++) {
		await reconnect(round);
	}

	const heapBefore = await usedHeap();
	const descriptorsBefore = descriptors();
	const handlesBefore = tcpHandles();
	const acceptedBefore = acceptedCount(master.port);
	for (let round = 0; round < 1000; round++) {
		await reconnect(round);
	}

	expect(acceptedCount(master.port) - acceptedBefore).toBeGreaterThanOrEqual(1000);
	await waitFor(
		() => descriptors() <= descriptorsBefore && tcpHandles() <= handlesBefore,
		() => `${descriptorsBefore} descriptors, not ${descriptors()}; ${handlesBefore} handles, not ${tcpHandles()}`,
	);
	const grownBytes = (await usedHeap()) - heapBefore;
	// Half a kilobyte for each reconnect.
	expect(grownBytes).toBeLessThan(500_000);
});

function nextAcknowledgement({connection}: TestAgent): Promise<void> {
	return new Promise((resolve) => {
		const unsubscribe = connection.subscribe(({event}) => {
			if (event.type === 'heartbeat-acknowledged') {
				unsubscribe();
				resolve();
			}
		});
	});
}
