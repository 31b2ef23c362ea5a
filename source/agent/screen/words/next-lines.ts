import {assertNever} from '../../../base/assert-never.js';
import {formatDelay, formatSpan} from '../../../base/durations.js';
import {formatNumber} from '../../../base/formats.js';
import {clockOf, toWall} from '../../../base/moment.js';
import type {Style} from '../../../terminal/rows/row.js';
import type {ConnectionState} from '../../connection/connection-state.js';
import {bestStreakOf} from '../../story/agent-model.js';
import {isGone, type Scene, whenOf} from '../state/scene.js';

/** Waits of agents whose longest is shorter than this are counted in tenths, as in the demo. */
const tenthsBelowMs = 10_000;

/** Below this interval a countdown to the next heartbeat would only flicker. */
const shortestCountedIntervalMs = 2000;

/** One line of what comes next. */
export type NextLine = {
	readonly label: 'Next' | 'Next try' | 'Trying' | 'Then' | 'Heartbeat' | 'Streak';
	readonly value: string;
	/** The same where there is little room. @default value */
	readonly shortValue?: string;
	/** How much of the wait is over. */
	readonly share?: number | undefined;
	readonly right?: string;
	/** @default right */
	readonly shortRight?: string;
	readonly style?: Style;
};

type State<Type extends ConnectionState['type']> = Extract<ConnectionState, {type: Type}>;

/** True where waits are so short that they are shown in tenths of seconds. */
export function countsTenths({model}: Pick<Scene, 'model'>): boolean {
	return model.policy.maxDelayMs < tenthsBelowMs;
}

/** What happens next, and what after that: two lines. */
export function nextLines(scene: Scene): readonly [NextLine, NextLine] {
	const {state} = scene.model;
	if (isGone(scene)) {
		return [
			{label: 'Next', value: scene.isSilent ? 'It is shown again once it answers.' : 'It is looked for every second.'},
			streakLine(scene),
		];
	}

	switch (state.type) {
		case 'start':
			return [{label: 'Next', value: 'It connects.'}, streakLine(scene)];
		case 'connecting':
			return attemptLines(scene, state);
		case 'registered':
		case 'active':
			return [heartbeatLine(scene, state), streakLine(scene)];
		case 'connection-lost':
			return [{label: 'Next try', value: 'It is being planned.'}, streakLine(scene)];
		case 'reconnecting':
			return waitLines(scene, state);
		case 'stopped':
			return [
				{
					label: 'Next',
					value: 'Nothing. Start it again with  sloth-agent',
					shortValue: 'Start it with  sloth-agent',
				},
				streakLine(scene),
			];
		default:
			return assertNever(state);
	}
}

function attemptLines(scene: Scene, state: State<'connecting'>): readonly [NextLine, NextLine] {
	const {now, model, isMotionless} = scene;
	const {connectTimeoutMs} = model.policy;
	const forMs = now.monotonicMs - state.since;
	const limit = formatDelay(connectTimeoutMs);
	return [
		{
			label: 'Trying',
			value: isMotionless ? `since ${clockOf(now, state.since)}` : `for ${formatSpan(forMs, {finer: 'milliseconds'})}`,
			share: forMs / connectTimeoutMs,
			right: `attempt ${state.attempt}`,
		},
		{label: 'Then', value: `it gives up this attempt after ${limit}`, shortValue: `gives up after ${limit}`},
	];
}

function waitLines(scene: Scene, state: State<'reconnecting'>): readonly [NextLine, NextLine] {
	return [
		{
			label: 'Next try',
			value: due(scene, state.retryAt),
			share: 1 - (state.retryAt - scene.now.monotonicMs) / Math.max(1, state.delayMs),
			right: `attempt ${state.attempt}`,
			style: 'accent',
		},
		endsSoon(state)
			? {
					label: 'Then',
					value: 'it ends, if the name is still taken after 30 s',
					shortValue: 'it ends, if still taken',
					right: 'r tries now',
					shortRight: '',
				}
			: {
					label: 'Then',
					value: formatDelays(state.nextDelaysMs),
					shortValue: formatDelaysShort(state.nextDelaysMs),
					right: 'r tries now',
					shortRight: '',
				},
	];
}

/** An agent that was never registered does not try a taken name for ever. */
function endsSoon({reason, outage}: State<'reconnecting'>): boolean {
	return reason.kind === 'name-taken' && !outage.wasConnected;
}

function heartbeatLine(scene: Scene, state: State<'registered' | 'active'>): NextLine {
	const {model, now} = scene;
	const {heartbeatIntervalMs} = model.policy;
	const every = `every ${formatDelay(heartbeatIntervalMs)}`;
	const label = 'Heartbeat';
	const dueAt = model.nextBeatAt;
	if (state.failures > 0) {
		const isDue = dueAt === undefined || dueAt <= now.monotonicMs;
		const value = isDue ? 'again, on its way' : `again within ${formatDelay(model.suspectIntervalMs)}`;
		return {label, value, right: every, style: 'warning'};
	}

	if (heartbeatIntervalMs < shortestCountedIntervalMs) {
		return {label, value: `${every}, ${state.type === 'active' ? 'last ok' : 'none yet'}`};
	}

	return dueAt === undefined || dueAt <= now.monotonicMs
		? {label, value: 'on its way', share: 1, right: every}
		: {label, value: due(scene, dueAt), share: 1 - (dueAt - now.monotonicMs) / heartbeatIntervalMs, right: every};
}

/** The streak that goes on, or the one that the outage ended. */
export function streakLine(scene: Scene): NextLine {
	const {model} = scene;
	const {state, lastBeatAt} = model;
	const best = formatNumber(bestStreakOf(model));
	const records = {label: 'Streak', right: `best ever ${best}`, shortRight: `best ${best}`.padEnd(13)} as const;
	if (state.type === 'active') {
		return {...records, value: `${formatNumber(state.streak)} in a row`};
	}

	const ended = state.type === 'stopped' ? model.lastStreak : endedStreak(state);
	if (ended === 0) {
		return {...records, value: '0'};
	}

	const was = `0, was ${formatNumber(ended)}`;
	const until = lastBeatAt === undefined ? '' : ` until ${whenOf(scene, lastBeatAt)}`;
	return {...records, value: was + until, shortValue: was};
}

function endedStreak(state: ConnectionState): number {
	switch (state.type) {
		case 'connecting':
		case 'reconnecting':
		case 'connection-lost':
			return state.outage.endedStreak;
		case 'registered':
			return state.outage?.endedStreak ?? 0;
		default:
			return 0;
	}
}

/** `in 33 s, at 03:14:24`. The seconds are those between the two clock times that are shown. */
function due(scene: Scene, at: number): string {
	const {now, isMotionless} = scene;
	const clock = clockOf(now, at);
	return isMotionless ? `at ${clock}` : `in ${untilOf(scene, at)}, at ${clock}`;
}

/** How long until a time of the model's clock. */
export function untilOf(scene: Scene, at: number): string {
	const {now} = scene;
	const left = at - now.monotonicMs;
	if (countsTenths(scene)) {
		return formatSpan(left, {rounds: 'up', finer: 'tenths'});
	}

	const seconds = Math.floor(toWall(now, at) / 1000) - Math.floor(now.wallMs / 1000);
	return formatSpan(Math.max(left > 0 ? 1 : 0, seconds * 1000), {rounds: 'up'});
}

/** `10 s, 20 s, 40 s, then every 60 s, for ever` */
function formatDelays(delaysMs: readonly number[]): string {
	const last = delaysMs.at(-1);
	if (last === undefined) {
		return 'again, for ever';
	}

	const steps = delaysMs.slice(0, delaysMs.indexOf(last));
	const shown = steps.slice(0, 3).map((delay) => formatDelay(delay));
	const more = steps.length > shown.length ? ['…'] : [];
	const every = `every ${formatDelay(last)}, for ever`;
	return shown.length === 0 ? every : `${[...shown, ...more].join(', ')}, then ${every}`;
}

/** The same in few words: `10 s … every 60 s, for ever` */
function formatDelaysShort(delaysMs: readonly number[]): string {
	const [first, last] = [delaysMs[0], delaysMs.at(-1)];
	const isRising = first !== undefined && last !== undefined && first !== last;
	return isRising ? `${formatDelay(first)} … every ${formatDelay(last)}, for ever` : formatDelays(delaysMs);
}
