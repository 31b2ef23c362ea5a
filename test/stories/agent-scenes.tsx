import type {Moment} from '../../source/base/moment.js';
import './time-zone.js';
import type {ConnectionEvent} from '../../source/agent/connection/connection-state.js';
import {transition} from '../../source/agent/connection/connection-state.js';
import {AgentScreen} from '../../source/agent/screen/agent-screen.js';
import type {Scene} from '../../source/agent/screen/state/scene.js';
import {initialScreenState, type ScreenState} from '../../source/agent/screen/state/screen-state.js';
import {type AgentModel, createModel, foldLogLine, foldModel} from '../../source/agent/story/agent-model.js';
import type {AgentProfile} from '../../source/agent/story/agent-status.js';
import {type History, startRun} from '../../source/agent/story/history.js';
import type {Address} from '../../source/base/address.js';
import {createFailure, type Failure, failureOfCode, timeoutFailure} from '../../source/protocol/failures/failure.js';
import {defaultPolicy} from '../../source/protocol/policy.js';
import type {Row, ScreenSize} from '../../source/terminal/rows/row.js';
import {drawRows, rowsText} from './draw-rows.js';

/** The moment of the pictures, in the zone of the pictures. */
export const wallNow = new Date(2026, 6, 1, 3, 13, 51).getTime();

/** The monotonic clock at that moment. */
export const monotonicNow = 1_000_000_000;

export const now: Moment = {monotonicMs: monotonicNow, wallMs: wallNow};

/** A time of that night, on the monotonic clock. */
export function at(hours: number, minutes: number, seconds: number, milliseconds = 0): number {
	return new Date(2026, 6, 1, hours, minutes, seconds, milliseconds).getTime() - wallNow + monotonicNow;
}

export function toWall(monotonicMs: number): number {
	return monotonicMs - monotonicNow + wallNow;
}

export const master: Address = {host: 'master.example', port: 50_050};

export const hourMs = 60 * 60 * 1000;

export function refusedAt(address: Address = master): Failure {
	const dialled = address.host === 'master.example' ? '10.0.0.5' : '127.0.0.1';
	return failureOfCode('ECONNREFUSED', {
		address,
		dialled: {host: dialled, port: address.port},
		said: `connect ECONNREFUSED ${dialled}:${address.port}`,
	});
}

export const silent: Failure = timeoutFailure('heartbeat', 5000, {address: master});

export const facts: AgentProfile = {
	name: 'web-eu-1',
	pid: 4711,
	version: '1.4.2',
	master: 'master.example:50050',
	reportedAddress: 'web-eu-1:0',
	log: '/home/ann/agent.log',
	startedAt: monotonicNow - (6 * 24 + 4) * hourMs,
	trust: 'plaintext',
};

/** A history of two outages, and of one process that began six days ago. */
export const history: History = {
	...startRun(undefined, toWall(facts.startedAt)),
	bestStreak: 48_210,
	outages: [outageAt(at(-8, 40, 0), 96_000), outageAt(at(1, 13, 0), 155_000)],
};

export function outageAt(since: number, durationMs: number): History['outages'][number] {
	return {
		since: toWall(since),
		until: toWall(since) + durationMs,
		reason: silent,
		attempts: 3,
		endedStreak: 900,
		wasConnected: true,
	};
}

export function modelOf(more: Partial<AgentModel> = {}): AgentModel {
	return {
		...createModel({
			facts,
			directory: '/home/ann/.local/state/sloth-agent/web-eu-1',
			policy: {...defaultPolicy, jitter: 0},
			suspectIntervalMs: 1000,
			history,
		}),
		...more,
	};
}

/** Folds events as the connection would: each must be one that the state takes. */
export function play(model: AgentModel, events: readonly ConnectionEvent[]): AgentModel {
	return events.reduce((sofar, event) => {
		const state = transition(sofar.state, event);
		if (state === undefined) {
			throw new Error(`${sofar.state.type} refused ${event.type}`);
		}

		return foldModel(sofar, {event, previous: sofar.state, state}, toWall);
	}, model);
}

/** From the start to a session with that many heartbeats acknowledged, the last at `lastAt`. */
export function connect(startAt: number, streak: number, lastAt: number, address = master): ConnectionEvent[] {
	return [
		{type: 'connecting', at: startAt, master: address, attempt: 1},
		{type: 'registered', at: startAt + 5, session: {number: 1, id: 'a'}, reportedAddress: 'web-eu-1:0'},
		...Array.from(
			{length: streak},
			(_, index): ConnectionEvent => ({
				type: 'heartbeat-acknowledged',
				at: index === streak - 1 ? lastAt : Math.min(lastAt, startAt + 17 + index * 5000),
				session: 1,
				roundTripMs: 12 + ((index * 7) % 5) + (index % 60 === 30 ? 29 : 0),
			}),
		),
	];
}

/** Three failed heartbeats in a row. */
export function lose(lostAt: number, reason: Failure): ConnectionEvent[] {
	return [1, 2, 3].map((failures) => ({
		type: 'heartbeat-failed',
		at: lostAt - (3 - failures) * 700,
		session: 1,
		failures,
		threshold: 3,
		reason,
	}));
}

/** Waits and failed attempts, by the documented schedule, ending in a wait. */
export function failAttempts(
	count: number,
	since: number,
	reason: Failure,
	{
		address = master,
		first = 1,
		hasLoss = true,
		shortening = 1,
	}: {
		readonly address?: Address;
		readonly first?: number;
		readonly hasLoss?: boolean;
		/** How many times shorter the delays are. */
		readonly shortening?: number;
	} = {},
): ConnectionEvent[] {
	const delays = [5000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000, 60_000, 60_000, 60_000, 60_000, 60_000];
	const delay = (index: number) => (delays[Math.min(index, delays.length - 1)] ?? 60_000) / shortening;
	const wait = (index: number, from: number, attempt: number): ConnectionEvent => ({
		type: 'retry-scheduled',
		at: from,
		master: address,
		attempt,
		delayMs: delay(index),
		retryAt: from + delay(index),
		nextDelaysMs: [1, 2, 3, 4, 5, 6].map((step) => delay(index + step)),
		reason,
	});
	const events: ConnectionEvent[] = [];
	let time = since;
	for (let index = 0; index < count; index++) {
		const attempt = first + index;
		if (hasLoss || index > 0) {
			events.push(wait(hasLoss ? index : index - 1, time, attempt));
			time += delay(hasLoss ? index : index - 1);
		}

		events.push({type: 'connecting', at: time, master: address, attempt});
	}

	return [...events, wait(hasLoss ? count : count - 1, time, first + count)];
}

export function sceneOf(model: AgentModel, more: Partial<Scene> = {}): Scene {
	return {model, ui: initialScreenState, now, mode: 'run', isMotionless: false, ...more};
}

/** What Ink makes of the screen. */
export function drawScene(scene: Scene, size: ScreenSize): readonly Row[] {
	return drawRows(<AgentScreen scene={scene} size={size} />, size);
}

/** The picture as text. Blanks at the ends are left out. */
export function pictureOf(scene: Scene, size: ScreenSize): string {
	return rowsText(drawScene(scene, size));
}

/** The picture of lost and reconnecting, four attempts failed. */
export function reconnecting(): AgentModel {
	const before = play(modelOf(), connect(at(0, 58, 0), 1609, at(3, 12, 4)));
	return play(before, [...lose(at(3, 12, 9), refusedAt()), ...failAttempts(4, at(3, 12, 9), refusedAt())]);
}

/** In a session for 2h 14m, with some lines in its log. */
export function active(): AgentModel {
	const connected = play(modelOf(), connect(at(0, 59, 40), 1610, at(3, 13, 49)));
	return [
		['info', 'Agent web-eu-1 starts, master master.example:50050, plaintext', at(0, 59, 40)],
		['info', 'Agent registered with master at master.example:50050, reporting address web-eu-1:0', at(0, 59, 40)],
		['warn', 'Heartbeat failed (1/3): no answer', at(1, 20, 0)],
		['warn', 'Heartbeat failed (1/3): no answer', at(2, 40, 11)],
		['info', 'Heartbeat recovered, connection stable', at(2, 40, 12)],
	].reduce(
		(model, [level, message, time]) =>
			foldLogLine(model, {level: level as 'info', message: String(message), wallMs: toWall(Number(time))}),
		connected,
	);
}

export const local: Address = {host: 'localhost', port: 50_050};

/** Four attempts failed, and there never was a session. */
export function neverConnected(address = local): AgentModel {
	const model = modelOf({
		facts: {...facts, master: `${address.host}:${address.port}`},
		history: {...modelOf().history, bestStreak: 0, outages: []},
	});
	return play(model, failAttempts(4, at(3, 13, 9), refusedAt(address), {address, hasLoss: false}));
}

/** The master did not want it. */
export function refused(said = 'this name is not yours'): AgentModel {
	const failure = createFailure('refused', 'PERMISSION_DENIED', {address: master}, said);
	return play(modelOf(), [
		...connect(at(3, 13, 49), 0, 0).slice(0, 1),
		{type: 'stopped', at: at(3, 13, 50), reason: {type: 'refused', failure}},
	]);
}

/** The same picture's moment, so much later. */
export function later(ms: number): Moment {
	return {monotonicMs: now.monotonicMs + ms, wallMs: now.wallMs + ms};
}

export const wide: ScreenSize = {columns: 80, rows: 24};
export const small: ScreenSize = {columns: 40, rows: 12};

/** The picture as text, with a line break at both ends. */
export function show(model: AgentModel, size = wide, more: Partial<Scene> = {}, ui: Partial<ScreenState> = {}): string {
	return `\n${pictureOf(sceneOf(model, {ui: {...initialScreenState, ...ui}, ...more}), size)}\n`;
}
