import {tmpdir} from 'node:os';
import type {Agent} from '../agent/agent.js';
import type {Connection} from '../agent/connection/connection.js';
import type {AgentActions} from '../agent/screen/agent-screen-source.js';
import {type ShownScreen, showAgentScreen, writeReport} from '../agent/screen/show.js';
import type {Scene} from '../agent/screen/state/scene.js';
import {readMoment} from '../base/moment.js';
import type {ProgramTools, ShownProgram} from '../program/program-description.js';
import type {DisplayOptions} from '../terminal/display-options.js';
import {type DemoMaster, masterToggle} from './demo-master.js';
import {openMasterScreen} from './master-screen.js';

/** Shows the demo under the agent's screen, the master's own one behind `tab`. Throws a `HostError` without a terminal. */
export async function showDemo(
	{connection, story}: Agent,
	master: DemoMaster,
	display: DisplayOptions,
	{warn, tools: {stop, signal}}: {readonly warn: (message: string) => void; readonly tools: ProgramTools},
): Promise<ShownProgram> {
	const notify = (sentence: string) => shown.source.notify(sentence);
	const otherView = openMasterScreen({port: master.port(), display, signal, leave: () => stop('q')});
	const shown: ShownScreen = await showAgentScreen({
		story,
		mode: 'demo',
		now: readMoment,
		display,
		warn,
		onGone: stop,
		otherView,
		demoMaster: () => doingOf(master),
		actions: intentsOf(master, connection, stop, notify),
	});
	return {
		whenFailed: shown.screen.whenFailed,
		leave: (lines, failure) =>
			shown.leave(failure === undefined ? lines : [`sloth-agent: The screen failed: ${failure.message}`, ...lines]),
	};
}

function doingOf(master: DemoMaster): Scene['demoMaster'] {
	return master.isRunning() ? (master.isSilent() ? 'silent' : 'running') : 'killed';
}

function intentsOf(
	master: DemoMaster,
	connection: Connection,
	stop: (by: string) => void,
	notify: (sentence: string) => void,
): AgentActions {
	return {
		retry: () => connection.retryNow(),
		stop,
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
