import {setTimeout as wait} from 'node:timers/promises';
import type {Agent} from '../agent/agent.js';
import type {ConnectionFact} from '../agent/connection/connection-facts.js';
import {formatDuration} from '../base/durations.js';
import type {ProgramTools} from '../program/program-description.js';
import {defaultPolicy} from '../protocol/policy.js';
import {type DemoMaster, masterToggle} from './demo-master.js';

/** How long the agent is watched before the scripted outage begins, in stable state. */
const quietMs = 1000;

/** The attempt after which the scripted outage ends: the next one finds the master back. */
const failedAttempts = 4;

/** One outage, line by line. Resolves with its summary; rejects where the agent ends before. */
export async function playScript(
	{connection}: Agent,
	running: Promise<unknown>,
	master: DemoMaster,
	{print, signal}: Pick<ProgramTools, 'print' | 'signal'>,
): Promise<readonly string[]> {
	const reach = (reached: (fact: ConnectionFact) => boolean) =>
		new Promise<void>((resolve, reject) => {
			const unsubscribe = connection.subscribe((fact) => {
				if (reached(fact)) {
					unsubscribe();
					resolve();
				}
			});
			const end = (error: unknown) => {
				unsubscribe();
				reject(error);
			};

			// The agent may have ended before anybody waited for this.
			running.then(() => end(new Error('The demo was stopped')), end);
		});
	const stable = () => reach(({state}) => state.type === 'active' && state.streak >= defaultPolicy.failureThreshold);

	await stable();
	await wait(quietMs, undefined, {signal});
	const lost = reach(({state}) => state.type === 'connection-lost');
	// Told first: the agent notices it before this process hears of the end of its child.
	print(`    The master is killed: kill -9 ${master.processId()}`);
	const killedAt = performance.now();
	await Promise.all([lost, master.kill()]);
	const detectedAt = performance.now();
	await reach(({event}) => event.type === 'retry-scheduled' && event.attempt > failedAttempts);
	const backPid = await master.start();
	const backAt = performance.now();
	print(`    The master is back on the same port, PID ${backPid}. The agent does not know it yet.`);
	await reach(({state}) => state.type === 'registered');
	const registeredAt = performance.now();
	await stable();
	return [
		'',
		'    The outage in numbers. All times are ten times shorter than by default.',
		`      time to detect    ${formatDuration(detectedAt - killedAt)}: 3 heartbeats failed in a row`,
		`      attempts          ${failedAttempts + 1}: the last one succeeded`,
		`      time to recover   ${formatDuration(registeredAt - backAt)} after the master was back, ${formatDuration(registeredAt - killedAt)} after it was killed`,
	];
}

/** Waits for `k`, which kills the master and revives it, until `running` resolves: ctrl-c stops the agent. */
export async function playByHand(
	master: DemoMaster,
	{print, stop}: Pick<ProgramTools, 'print' | 'stop'>,
	running: Promise<unknown>,
): Promise<void> {
	const {stdin} = process;
	print('    Press k to kill the master, k again to bring it back, ctrl-c to end.');
	const toggle = masterToggle(master, (sentence) => print(`    ${sentence}`));
	const takeKeys = (keys: Buffer) => {
		const text = keys.toString();
		if (text.includes('\u0003')) {
			stop('ctrl-c');
		} else if (/k/iu.test(text)) {
			toggle();
		}
	};

	stdin.setRawMode(true);
	stdin.on('data', takeKeys);
	try {
		await running;
	} finally {
		stdin.off('data', takeKeys);
		stdin.setRawMode(false);
		stdin.pause();
	}
}
