import type {ConnectionEvent} from '../../source/agent/connection/connection-state.js';
import type {AgentModel} from '../../source/agent/story/agent-model.js';
import {type History, startRun} from '../../source/agent/story/history.js';
import type {Address} from '../../source/base/address.js';
import {demoOptions} from '../../source/demo/demo-options.js';
import {createFailure, failureOfCode, timeoutFailure} from '../../source/protocol/failures/failure.js';
import {defaultPolicy} from '../../source/protocol/policy.js';
import {
	at,
	connect,
	facts,
	failAttempts,
	history,
	lose,
	master,
	modelOf,
	outageAt,
	refusedAt,
	silent,
	toWall,
} from '../../test/stories/agent-scenes.js';
import {narrated} from './narrated.js';

/** What the agent remembers: two outages, the second of which ended when the session that is shown began. */
function historyUntil(connectedAt: number): History {
	const lastedMs = 155_000;
	return {...history, outages: [outageAt(at(-8, 40, 0), 96_000), outageAt(connectedAt - lastedMs, lastedMs)]};
}

function play(model: AgentModel, events: readonly ConnectionEvent[]): AgentModel {
	return narrated(model, events, toWall);
}

/** One that has just been started for the first time. */
function firstStart(startedAt: number, more: Partial<AgentModel['facts']> = {}): AgentModel {
	return modelOf({facts: {...facts, startedAt, ...more}, history: startRun(undefined, toWall(startedAt))});
}

/** In a session for 2h 14m. */
export function active(): AgentModel {
	const since = at(0, 59, 40);
	return play(modelOf({history: historyUntil(since)}), connect(since, 1610, at(3, 13, 49)));
}

/** The same, where there never was an outage: its process was started anew. */
export function activeWithoutOutage(): AgentModel {
	const since = at(0, 59, 40);
	const past = {...startRun(undefined, toWall(facts.startedAt)), bestStreak: 48_210};
	const model = modelOf({facts: {...facts, startedAt: since}, history: startRun(past, toWall(since))});
	return play(model, connect(since, 1610, at(3, 13, 49)));
}

export function failing(failures: number): AgentModel {
	return play(active(), lose(at(3, 13, 52), silent).slice(0, failures));
}

/** Four attempts failed, the fifth waits. */
export function reconnecting(): AgentModel {
	const since = at(0, 58, 0);
	return play(modelOf({history: historyUntil(since)}), [
		...connect(since, 1609, at(3, 12, 4)),
		...lose(at(3, 12, 9), refusedAt()),
		...failAttempts(4, at(3, 12, 9), refusedAt()),
	]);
}

/** The fifth attempt of that outage, while it runs. */
export function tryingAgain(): AgentModel {
	return play(reconnecting(), [{type: 'connecting', at: at(3, 13, 50), master, attempt: 5}]);
}

export function connectionLost(): AgentModel {
	return play(active(), lose(at(3, 13, 51), silent));
}

export function connecting(): AgentModel {
	return play(firstStart(at(3, 13, 49)), [{type: 'connecting', at: at(3, 13, 49), master, attempt: 1}]);
}

export function registered(): AgentModel {
	return play(firstStart(at(3, 13, 50)), connect(at(3, 13, 50), 0, 0));
}

export function notBegun(): AgentModel {
	return firstStart(at(3, 13, 51));
}

export function neverConnected(address: Address, reason = refusedAt(address)): AgentModel {
	const model = firstStart(at(3, 13, 9), {master: `${address.host}:${address.port}`});
	return play(model, failAttempts(4, at(3, 13, 9), reason, {address, hasLoss: false}));
}

/** The name of the master is misspelt. */
export function neverResolved(): AgentModel {
	const address = {host: 'mastre.example', port: 50_050};
	return neverConnected(address, failureOfCode('ENOTFOUND', {address, said: 'getaddrinfo ENOTFOUND mastre.example'}));
}

export function stopped(): AgentModel {
	return play(active(), [{type: 'stopped', at: at(3, 13, 50), reason: {type: 'asked', by: 'q on the screen'}}]);
}

export function refused(): AgentModel {
	const failure = createFailure('refused', 'PERMISSION_DENIED', {address: master}, 'this name is not yours');
	return play(connecting(), [{type: 'stopped', at: at(3, 13, 50), reason: {type: 'refused', failure}}]);
}

export const demoMaster: Address = {host: '127.0.0.1', port: 34_567};

const demoStart = at(3, 13, 40);
const demoShortening = 10;

function demoModel(): AgentModel {
	const {name, policy, suspectIntervalMs} = demoOptions(demoMaster.port, '/');
	const model = firstStart(demoStart, {name, master: `${demoMaster.host}:${demoMaster.port}`, log: null});
	return {...model, policy, suspectIntervalMs};
}

function demoSession(until: number): ConnectionEvent[] {
	const interval = defaultPolicy.heartbeatIntervalMs / demoShortening;
	return [
		...connect(demoStart, 0, 0, demoMaster),
		...Array.from({length: Math.floor((until - demoStart) / interval)}, (_, index): ConnectionEvent => {
			const roundTripMs = 1 + (index % 3);
			return {
				type: 'heartbeat-acknowledged',
				at: demoStart + 5 + index * interval + roundTripMs,
				session: 1,
				roundTripMs,
			};
		}),
	];
}

export function demoActive(): AgentModel {
	return play(demoModel(), demoSession(at(3, 13, 51)));
}

/** The demo's master was killed: three attempts failed. */
export function demoKilled(): AgentModel {
	const lostAt = at(3, 13, 45, 500);
	const reason = refusedAt(demoMaster);
	return play(demoModel(), [
		...demoSession(at(3, 13, 44)),
		...lose(lostAt, reason),
		...failAttempts(3, lostAt, reason, {address: demoMaster, shortening: demoShortening}),
	]);
}

/** Its packets are dropped: the second heartbeat in a row had no answer. */
export function demoSilent(): AgentModel {
	const {heartbeatTimeoutMs} = demoModel().policy;
	const reason = timeoutFailure('heartbeat', heartbeatTimeoutMs, {address: demoMaster});
	return play(demoModel(), [...demoSession(at(3, 13, 49)), ...lose(at(3, 13, 51), reason).slice(0, 2)]);
}
