import type {AgentScreenSource} from '../../source/agent/screen/agent-screen-source.js';
import type {Scene} from '../../source/agent/screen/state/scene.js';
import type {AgentModel} from '../../source/agent/story/agent-model.js';
import {formatAddress} from '../../source/base/address.js';
import {demoOptions} from '../../source/demo/demo-options.js';
import {drawRows} from '../../test/stories/draw-rows.js';
import {ScreenUnderTest, second, snapshot} from '../../test/stories/fleet-fixture.js';
import {demoActive, demoKilled, demoMaster, demoSilent} from './agent-models.js';
import {agentScreen} from './agent-screens.js';
import {type Chapter, usual} from './still.js';

function demoScreen(model: AgentModel, doing: Scene['demoMaster'], keys = ''): AgentScreenSource {
	return agentScreen(model, keys, {mode: 'demo', demoMaster: () => doing, otherView: masterView().screen});
}

/** The demo's master, as `tab` shows it. */
function masterView(): ScreenUnderTest {
	const {name, policy} = demoOptions(demoMaster.port, '/');
	const address = formatAddress(demoMaster);
	const view = new ScreenUnderTest({
		isInProcess: false,
		isReadOnly: true,
		isDemo: true,
		address,
		localAddress: address,
	});
	const since = view.moment.monotonicMs - 11 * second;
	view.screen.setReach({type: 'connected', since});
	const {agents, ...update} = snapshot([{name, ageMs: 11 * second, heartbeatAgeMs: 200, streak: 22, roundTripMs: 2}]);
	return view.apply({
		...update,
		master: {version: '1.4.2', uptimeMs: 12 * second, storeProblem: '', trust: ''},
		agents: agents.map((agent) => ({...agent, info: agent.info && {...agent.info, policy}})),
	});
}

function afterKill(keys: string): AgentScreenSource {
	const screen = demoScreen(demoKilled(), 'killed', keys);
	screen.notify('The master is killed: kill -9 4712. K brings it back.');
	return screen;
}

function afterDrop(): AgentScreenSource {
	const screen = demoScreen(demoSilent(), 'silent', 'D');
	screen.notify('Packets are dropped: nobody refuses, nobody answers. D lets them through.');
	return screen;
}

export const demoChapter: Chapter = {
	title: 'The demo',
	stills: [
		{
			name: 'demo',
			title: 'The demo before the first key',
			says: 'What `npm start` shows: a line says what to press. No countdown to heartbeats that come twice a second.',
			size: usual,
			rows: (size) => drawRows(demoScreen(demoActive(), 'running').render(size), size),
		},
		{
			name: 'demo-killed',
			title: 'The demo after its master was killed',
			says: 'After `K`: waits in tenths of a second. `K` brings the master back.',
			size: usual,
			rows: (size) => drawRows(afterKill('K').render(size), size),
		},
		{
			name: 'demo-dropped',
			title: 'The demo while packets are dropped',
			says: 'After `D`: nothing is refused, nothing is answered, so that heartbeats fail by their time limit.',
			size: usual,
			rows: (size) => drawRows(afterDrop().render(size), size),
		},
		{
			name: 'demo-master',
			title: "The demo's master",
			says: 'After tab: the screen of the master, read-only. Tab goes back.',
			size: usual,
			rows: (size) => drawRows(demoScreen(demoActive(), 'running', '<tab>').render(size), size),
		},
	],
};
