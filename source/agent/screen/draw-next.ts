import {assertNever} from '../../protocol/assert-never.js';
import {formatCountdown, formatNumber} from '../../terminal/formats.js';
import {clockOf, toWall} from '../../terminal/moment.js';
import {fitText, type Row, type Segment, type Style, spread, widthOfRow} from '../../terminal/row.js';
import {progress} from '../../terminal/strip.js';
import type {ConnectionState} from '../connection-state.js';
import {bestStreakOf} from './model.js';
import {type Scene, spell, spellDelay} from './scene.js';

/** Waits of agents whose longest is shorter than this are counted in tenths, as in the demo. */
const tenthsBelowMs = 10_000;

/** Below this interval a countdown to the next heartbeat would only flicker. */
const shortestCountedIntervalMs = 2000;

/** One line of what comes next. */
export type NextLine = {
	readonly label: string;
	readonly shortLabel: string;
	readonly value: string;
	/** The same where there is little room. @default value */
	readonly shortValue?: string;
	/** How much of the wait is over. */
	readonly share?: number | undefined;
	readonly right: string;
	/** @default right */
	readonly shortRight?: string;
	readonly style?: Style;
};

/** True where waits are so short that they are shown in tenths of seconds. */
export function countsTenths({model}: Pick<Scene, 'model'>): boolean {
	return model.policy.maxDelayMs < tenthsBelowMs;
}

/** What happens next, and what after that: two lines. */
export function nextLines(scene: Scene): readonly [NextLine, NextLine] {
	const {model, now} = scene;
	const {state, policy} = model;
	if (scene.goneSinceWall !== undefined && state.type !== 'stopped') {
		return [line('Next', 'It is looked for every second.', ''), streakLine(scene)];
	}

	switch (state.type) {
		case 'start':
			return [line('Next', 'It connects.', ''), streakLine(scene)];
		case 'connecting': {
			const forMs = now.monotonicMs - state.since;
			return [
				{
					label: 'Trying',
					shortLabel: 'Try',
					value: scene.isMotionless ? `since ${clockOf(now, state.since)}` : `for ${spell(forMs)}`,
					share: forMs / policy.connectTimeoutMs,
					right: `attempt ${state.attempt}`,
				},
				line('Then', `it gives up this attempt after ${spellDelay(policy.connectTimeoutMs)}`, '', 'Then', {
					shortValue: `gives up after ${spellDelay(policy.connectTimeoutMs)}`,
				}),
			];
		}

		case 'registered':
		case 'active':
			return [heartbeatLine(scene, state), streakLine(scene)];
		case 'connection-lost':
			return [line('Next try', 'It is being planned.', '', 'Next'), streakLine(scene)];
		case 'reconnecting':
			return [
				{
					label: 'Next try',
					shortLabel: 'Next',
					value: due(scene, state.retryAt),
					share: 1 - (state.retryAt - now.monotonicMs) / Math.max(1, state.delayMs),
					right: `attempt ${state.attempt}`,
					style: 'accent',
				},
				line('Then', spellDelays(state.nextDelaysMs), 'r tries now', 'Then', {
					shortValue: spellDelaysShort(state.nextDelaysMs),
					shortRight: '',
				}),
			];
		case 'stopped':
			return [
				line('Next', 'Nothing. Start it again with  sloth-agent', '', 'Next', {
					shortValue: 'Start it with  sloth-agent',
				}),
				streakLine(scene),
			];
		default:
			return assertNever(state);
	}
}

function line(label: string, value: string, right: string, shortLabel = label, more: Partial<NextLine> = {}): NextLine {
	return {label, shortLabel, value, right, ...more};
}

function heartbeatLine(scene: Scene, state: Extract<ConnectionState, {type: 'registered' | 'active'}>): NextLine {
	const {model, now} = scene;
	const {heartbeatIntervalMs} = model.policy;
	const every = `every ${spellDelay(heartbeatIntervalMs)}`;
	const dueAt = model.nextBeatAt;
	if (state.failures > 0) {
		return {
			label: 'Heartbeat',
			shortLabel: 'Beat',
			value: `again within ${spellDelay(model.suspectIntervalMs)}`,
			right: every,
			style: 'warning',
		};
	}

	if (heartbeatIntervalMs < shortestCountedIntervalMs) {
		const last = state.type === 'active' ? 'last ok' : 'none yet';
		return {label: 'Heartbeat', shortLabel: 'Beat', value: `${every}, ${last}`, right: ''};
	}

	if (dueAt === undefined || dueAt <= now.monotonicMs) {
		return {label: 'Heartbeat', shortLabel: 'Beat', value: 'on its way', share: 1, right: every};
	}

	return {
		label: 'Heartbeat',
		shortLabel: 'Beat',
		value: due(scene, dueAt),
		share: 1 - (dueAt - now.monotonicMs) / heartbeatIntervalMs,
		right: every,
	};
}

/** The streak that goes on, or the one that the outage ended. */
export function streakLine(scene: Scene): NextLine {
	const {model, now} = scene;
	const {state} = model;
	const best = formatNumber(bestStreakOf(model));
	const records = {
		label: 'Streak',
		shortLabel: 'Streak',
		right: `best ever ${best}`,
		shortRight: `best ${best}`.padEnd(13),
	};
	if (state.type === 'active') {
		return {...records, value: `${formatNumber(state.streak)} in a row`};
	}

	const ended = state.type === 'stopped' ? model.lastStreak : endedStreak(state);
	const {lastBeatAt} = model;
	if (ended === 0) {
		return {...records, value: '0'};
	}

	const until = lastBeatAt === undefined ? '' : ` until ${clockOf(now, lastBeatAt)}`;
	return {...records, value: `0, was ${formatNumber(ended)}${until}`, shortValue: `0, was ${formatNumber(ended)}`};
}

function endedStreak(state: ConnectionState): number {
	switch (state.type) {
		case 'connecting':
		case 'reconnecting':
			return state.outage.endedStreak;
		case 'connection-lost':
			return state.endedStreak;
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
		return formatCountdown(left, {tenths: true});
	}

	const seconds = Math.floor(toWall(now, at) / 1000) - Math.floor(now.wallMs / 1000);
	return formatCountdown(Math.max(left > 0 ? 1 : 0, seconds * 1000));
}

/** `10 s, 20 s, 40 s, then every 60 s, for ever` */
export function spellDelays(delaysMs: readonly number[]): string {
	const last = delaysMs.at(-1);
	if (last === undefined) {
		return 'again, for ever';
	}

	const steps = delaysMs.slice(0, delaysMs.indexOf(last));
	const shown = steps.slice(0, 3).map((delay) => spellDelay(delay));
	const more = steps.length > shown.length ? ['…'] : [];
	const every = `every ${spellDelay(last)}, for ever`;
	return shown.length === 0 ? every : `${[...shown, ...more].join(', ')}, then ${every}`;
}

/** The same in few words: `10 s … every 60 s, for ever` */
function spellDelaysShort(delaysMs: readonly number[]): string {
	const [first, last] = [delaysMs[0], delaysMs.at(-1)];
	const isRising = first !== undefined && last !== undefined && first !== last;
	return isRising ? `${spellDelay(first)} … every ${spellDelay(last)}, for ever` : spellDelays(delaysMs);
}

/** Where the bar of a wait begins, and how wide it is. */
const bar = {column: 37, width: 20};

/** A line of what comes next, with its label in a column of its own. */
export function drawNextLine(next: NextLine, width: number, isMotionless: boolean): Row {
	const value: Segment = {text: next.value, style: next.style};
	const left: Row = [{text: ` ${fitText(next.label, 13)}`}, value];
	const right: Row = [{text: next.right}, {text: ' '}];
	const room = bar.column - widthOfRow(left);
	if (next.share === undefined || isMotionless || room < 1) {
		return spread(left, right, width);
	}

	return spread([...left, {text: ' '.repeat(room)}, ...progress(next.share, bar.width)], right, width);
}

/** The same in a narrow window: no bar. */
export function drawShortNextLine(next: NextLine, width: number): Row {
	const left: Row = [{text: ` ${next.shortLabel}  `}, {text: next.shortValue ?? next.value, style: next.style}];
	return spread(left, [{text: next.shortRight ?? next.right}, {text: ' '}], width);
}
