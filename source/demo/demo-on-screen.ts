import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type Agent, openAgent} from '../agent/agent.js';
import type {Connection} from '../agent/connection/connection.js';
import {exitWhenStuck, narrate} from '../agent/run.js';
import type {AgentActions} from '../agent/screen/agent-screen-source.js';
import type {Scene} from '../agent/screen/scene.js';
import {type ShownScreen, showAgentScreen, writeReport} from '../agent/screen/show.js';
import {readMoment} from '../base/moment.js';
import {createLog} from '../observe/log.js';
import {tapLog} from '../observe/tap-log.js';
import {onStop, type Signals} from '../program/signals.js';
import type {DisplayOptions} from '../terminal/display-options.js';
import {demoOptions} from './demo.js';
import {createDemoMaster, type DemoMaster, masterToggle} from './demo-master.js';
import {openMasterScreen} from './master-screen.js';

/**
The demo under the agent's screen: a real master in a process of its own, the agent in this one, times ten times shorter. `K`
kills and revives the master, `D` silences it.
*/
export async function runDemoOnScreen(signals: Signals, display: DisplayOptions): Promise<number> {
	const {signal} = signals.stop;
	const master = createDemoMaster(signal);
	process.env['XDG_STATE_HOME'] = join(master.directory, 'state');
	let agent: Agent | undefined;
	let running: Promise<unknown> | undefined;
	let shown: ShownScreen | undefined;
	let problem: Error | undefined;
	exitWhenStuck(signals);
	try {
		await master.start();
		const options = demoOptions(master.port());
		agent = await openAgent(options, undefined);
		const {connection, story} = agent;
		const log = tapLog(
			createLog({level: 'info', format: 'text', sink: {write: () => true, close() {}}}),
			'info',
			story.takeLine,
		);
		const notify = (sentence: string) => shown?.source.notify(sentence);
		const otherView = openMasterScreen({
			port: master.port(),
			display,
			signal,
			leave: () => signals.stop.abort('q'),
		});
		shown = await showAgentScreen({
			story,
			mode: 'demo',
			now: readMoment,
			display,
			warn: log.warn,
			onGone: (reason) => signals.stop.abort(reason),
			otherView,
			demoMaster: () => doingOf(master),
			actions: actionsOf(master, connection, signals, notify),
		});
		onStop(signals, agent.stop);
		narrate(connection, log, options.policy.failureThreshold);
		running = agent.run();
		const ended = await Promise.race([running, shown.screen.whenFailed]);
		problem = ended instanceof Error ? ended : undefined;
	} catch (error) {
		if (!signal.aborted) {
			throw error;
		}
	} finally {
		agent?.stop('the demo is over');
		try {
			await running;
		} finally {
			await master.close();
			await shown?.leave(problem === undefined ? [] : [`sloth-agent: The screen failed: ${problem.message}`]);
		}
	}

	return problem === undefined ? 0 : 1;
}

function doingOf(master: DemoMaster): Scene['demoMaster'] {
	return master.isRunning() ? (master.isSilent() ? 'silent' : 'running') : 'killed';
}

function actionsOf(
	master: DemoMaster,
	connection: Connection,
	{stop}: Signals,
	notify: (sentence: string) => void,
): AgentActions {
	return {
		retry: () => connection.retryNow(),
		stop: (by) => stop.abort(by),
		// The demo's own directory goes with it.
		writeReport: (lines) => writeReport(tmpdir(), lines),
		toggleMaster: masterToggle(master, notify),
		togglePackets: () => togglePackets(master, notify),
	};
}

function togglePackets(master: DemoMaster, notify: (sentence: string) => void): void {
	if (!master.isRunning()) {
		notify('The master is killed: K brings it back first.');
		return;
	}

	master.silence(!master.isSilent());
	notify(
		master.isSilent()
			? 'Packets are dropped: nobody refuses, nobody answers. D lets them through.'
			: 'Packets go through again.',
	);
}
