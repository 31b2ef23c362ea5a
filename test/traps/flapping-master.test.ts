import {describe, expect, test} from 'vitest';
import {closeAfterEach, pass, waitFor} from '../helpers/closing.js';
import {acceptedCount, cutConnections} from '../helpers/ports.js';
import {ScriptedMaster} from '../helpers/scripted-master.js';
import {startAgent} from '../helpers/test-agent.js';

const closing = closeAfterEach();

const policy = {initialDelayMs: 20, maxDelayMs: 160, heartbeatIntervalMs: 100};

/** Cuts each connection some time after a stream began on it. */
function dropAfter(master: ScriptedMaster, delayMs: number) {
	master.onHello = () => setTimeout(() => master.cut(), delayMs);
}

describe('a master that accepts, registers and drops', () => {
	test('is tried with delays that grow to the cap, and a stable session brings the initial delay back', async () => {
		const master = closing(await ScriptedMaster.start(), (one) => one.close());
		dropAfter(master, 50);
		const agent = closing(startAgent(master.address, {policy, suspectIntervalMs: 10}), (one) => one.stop());
		await waitFor(() => agent.delays().length >= 6);
		expect(agent.delays().slice(0, 6)).toEqual([20, 40, 80, 160, 160, 160]);
		master.onHello = () => {};
		await agent.hasStreak(3);
		const before = agent.delays().length;
		dropAfter(master, 50);
		master.cut();
		await waitFor(() => agent.delays().length > before + 1);
		expect(agent.delays().slice(before, before + 2)).toEqual([20, 40]);
	});

	test('is not dialled without a pause where it takes up the session each time', async () => {
		const master = closing(await ScriptedMaster.start(), (one) => one.close());
		const agent = closing(startAgent(master.address, {policy, suspectIntervalMs: 50}), (one) => one.stop());
		await agent.hasStreak(3);
		dropAfter(master, 5);
		const before = acceptedCount(master.port);
		cutConnections(master.port);
		await pass(1000);
		expect(acceptedCount(master.port) - before).toBeLessThan(30);
	});
});
