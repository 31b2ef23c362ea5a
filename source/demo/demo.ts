import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {type Agent, openAgent} from '../agent/agent.js';
import type {ConnectionFact} from '../agent/connection/connection.js';
import {exitWhenStuck, narrate} from '../agent/run.js';
import {formatDuration} from '../base/formats.js';
import {openLineOutput} from '../observe/line-output.js';
import {createLog} from '../observe/log.js';
import {lineSink} from '../observe/log-sink.js';
import {onStop, type Signals} from '../program/signals.js';
import {defaultPolicy} from '../protocol/policy.js';
import {createDemoMaster, type DemoMaster, masterToggle} from './demo-master.js';
import {demoOptions} from './demo-options.js';

/** How long the agent is watched before the scripted outage begins, in stable state. */
const quietMs = 1000;

/** The attempt after which the scripted outage ends: the next one finds the master back. */
const failedAttempts = 4;

type Tell = (line: string) => void;

/**
The demo: a real master in a process of its own, and an agent in this one, with times ten times shorter, in plain
lines. Without a terminal it plays one outage and returns 0; in a terminal it runs until ctrl-c, and `k` kills and
revives the master.
*/
export async function runDemoInLines(signals: Signals): Promise<number> {
	const master = createDemoMaster(signals.stop.signal);
	const output = openLineOutput();
	const tell: Tell = (line) => output.write(line);
	const log = createLog({level: 'info', format: 'text', sink: lineSink(output)});
	let agent: Agent | undefined;
	let running: Promise<unknown> | undefined;
	exitWhenStuck(signals);
	try {
		const pid = await master.start();
		tell(
			`    A master runs on this machine, port ${master.port()}, PID ${pid}. All times are ten times shorter than by default.`,
		);
		agent = await openAgent(demoOptions(master.port(), join(master.directory, 'state')), undefined);
		narrate(agent.connection, log, defaultPolicy.failureThreshold);
		onStop(signals, agent.stop);
		running = agent.run();

		if (process.stdin.isTTY) {
			await playByHand(master, signals, tell, running);
			return 0;
		}

		const summary = await playScript(agent, running, master, signals, tell);
		agent.stop('the demo is over');
		await running;
		summary.forEach(tell);
		return 0;
	} catch (error) {
		if (signals.stop.signal.aborted) {
			return 0;
		}

		throw error;
	} finally {
		agent?.stop('the demo is over');
		try {
			await running;
		} finally {
			await master.close();
			output.close();
		}
	}
}

/** One outage, line by line. Resolves with its summary. */
async function playScript(
	{connection}: Agent,
	running: Promise<unknown>,
	master: DemoMaster,
	signals: Signals,
	tell: Tell,
): Promise<readonly string[]> {
	const {signal} = signals.stop;
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
	tell(`    The master is killed: kill -9 ${master.processId()}`);
	const killedAt = performance.now();
	await Promise.all([lost, master.kill()]);
	const detectedAt = performance.now();
	await reach(({event}) => event.type === 'retry-scheduled' && event.attempt > failedAttempts);
	const backPid = await master.start();
	const backAt = performance.now();
	tell(`    The master is back on the same port, PID ${backPid}. The agent does not know it yet.`);
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

/** Until ctrl-c. */
async function playByHand(master: DemoMaster, {stop}: Signals, tell: Tell, running: Promise<unknown>): Promise<void> {
	const {stdin} = process;
	tell('    Press k to kill the master, k again to bring it back, ctrl-c to end.');
	const toggle = masterToggle(master, (sentence) => tell(`    ${sentence}`));
	const takeKeys = (keys: Buffer) => {
		const text = keys.toString();
		if (text.includes('\u0003')) {
			stop.abort('ctrl-c');
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
