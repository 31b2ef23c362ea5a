import {join} from 'node:path';
import {type Agent, openAgent} from '../agent/agent.js';
import {agentExitLimitMs, narrate} from '../agent/run.js';
import {tapLog} from '../observe/tap-log.js';
import type {OpenProgram, ProgramTools} from '../program/program-description.js';
import {runUntilEnd} from '../program/run-until-end.js';
import type {Signals} from '../program/signals.js';
import type {DisplayOptions} from '../terminal/display-options.js';
import {importProduction} from '../terminal/import-production.js';
import {isOnScreen} from '../terminal/on-screen.js';
import {createDemoMaster, type DemoMaster} from './demo-master.js';
import {demoName, demoOptions} from './demo-options.js';
import {playByHand, playScript} from './play.js';

/**
Plays the demo: a real master in a process of its own, and an agent in this one, with times ten times shorter. Under the
agent's screen `K` kills and revives the master, and `D` silences it; in plain lines `k` does the first. Without a terminal
one outage is played. Returns the exit code, and leaves neither process nor file behind.
*/
export async function runDemo(signals: Signals, display: DisplayOptions): Promise<number> {
	const master = createDemoMaster(signals.stop.signal);
	const stateDirectory = join(master.directory, 'state');
	const isShown = isOnScreen(display);
	try {
		return await runUntilEnd(
			{
				program: 'sloth-agent',
				label: 'The demo',
				directory: join(stateDirectory, demoName),
				identity: {directory: stateDirectory, name: demoName},
				alreadyRuns: `A demo runs in ${master.directory} already.`,
				log: {file: undefined, format: 'text', level: 'info'},
				logFile: undefined,
				isShown,
				exitLimitMs: agentExitLimitMs,
				open: (tools) => open(master, stateDirectory, display, tools),
			},
			signals,
			undefined,
		);
	} finally {
		await master.close();
	}
}

async function open(
	master: DemoMaster,
	stateDirectory: string,
	display: DisplayOptions,
	tools: ProgramTools,
): Promise<OpenProgram | undefined> {
	if (!master.isRunning() && !(await startMaster(master, tools))) {
		return undefined;
	}

	const options = demoOptions(master.port(), stateDirectory);
	const agent = await openAgent(options, {...tools, trace() {}});
	const {connection, story, handlers, close} = agent;
	const log = tapLog(tools.log, 'info', story.takeLine);
	let isShown = false;
	return {
		handlers,
		async show() {
			const {showDemo} = await importProduction(() => import('./show-demo.js'));
			const shown = await showDemo(agent, master, display, {warn: log.warn, tools});
			isShown = true;
			return shown;
		},
		async run() {
			narrate(connection, log, options.policy.failureThreshold);
			const running = agent.run(tools.signal, log.warn);
			await (isShown ? running : playInLines(agent, master, running, tools));
			return {exitCode: 0};
		},
		close,
	};
}

/** False where the demo was told to end meanwhile. */
async function startMaster(master: DemoMaster, {print, signal}: ProgramTools): Promise<boolean> {
	try {
		const pid = await master.start();
		print(
			`    A master runs on this machine, port ${master.port()}, PID ${pid}. All times are ten times shorter than by default.`,
		);
		return true;
	} catch (error) {
		if (signal.aborted) {
			return false;
		}

		throw error;
	}
}

/** By hand in a terminal, else as written. */
async function playInLines(
	agent: Agent,
	master: DemoMaster,
	running: Promise<unknown>,
	tools: ProgramTools,
): Promise<void> {
	if (process.stdin.isTTY) {
		await playByHand(master, tools, running);
		return;
	}

	let summary: readonly string[] = [];
	try {
		summary = await playScript(agent, running, master, tools);
	} catch (error) {
		if (!tools.signal.aborted) {
			throw error;
		}
	} finally {
		tools.stop('the demo is over');
		await running;
	}

	summary.forEach(tools.print);
}
