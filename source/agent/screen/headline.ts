import {formatAddress, isLoopbackHost} from '../../protocol/address.js';
import {assertNever} from '../../protocol/assert-never.js';
import type {Failure} from '../../protocol/failure.js';
import {safeText} from '../../protocol/text.js';
import {formatClock, formatCounted} from '../../terminal/formats.js';
import {clockOf} from '../../terminal/moment.js';
import type {Segment, Style} from '../../terminal/row.js';
import {lastEndedOutage} from '../history.js';
import {type AgentModel, isInOutage} from './model.js';
import {codeAndAddress, reasonHere, shortReason, withoutCode} from './reason-words.js';
import {clockOrDate, type Scene, spell} from './scene.js';

/** What the state line says. */
export type Headline = {
	readonly glyph: string;
	readonly word: string;
	readonly style: Style;
	/** Since when, in words. */
	readonly since: string;
	/** The same where there is little room. */
	readonly shortSince: string;
};

/** The state in a word, and since when. */
export function headline(scene: Scene): Headline {
	const {model, now, goneSinceWall} = scene;
	const {state} = model;
	if (goneSinceWall !== undefined && state.type !== 'stopped') {
		const since = `since ${formatClock(goneSinceWall)}`;
		return {glyph: '×', word: 'NOT RUNNING', style: 'danger-bold', since, shortSince: since};
	}

	switch (state.type) {
		case 'start':
			return {glyph: '○', word: 'START', style: 'accent-bold', since: '', shortSince: ''};
		case 'connecting':
			return isInOutage(model)
				? {glyph: '▲', word: 'CONNECTING', style: 'accent-bold', ...downSince(scene, state.outage)}
				: {glyph: '○', word: 'CONNECTING', style: 'accent-bold', ...lasting(scene, state.since)};
		case 'registered':
		case 'active':
			return {
				glyph: '●',
				word: state.type.toUpperCase(),
				style: state.failures > 0 ? 'warning-bold' : 'accent-bold',
				...lasting(scene, state.since),
			};
		case 'connection-lost':
			return {
				glyph: '×',
				word: 'CONNECTION LOST',
				style: 'danger-bold',
				...downSince(scene, {since: state.since, wasConnected: true}),
			};
		case 'reconnecting':
			return {glyph: '▲', word: 'RECONNECTING', style: 'warning-bold', ...downSince(scene, state.outage)};
		case 'stopped': {
			const since = `at ${clockOf(now, state.since)}`;
			return state.reason.type === 'refused'
				? {glyph: '×', word: 'REFUSED', style: 'danger-bold', since, shortSince: since}
				: {glyph: '○', word: 'STOPPED', style: 'bold', since, shortSince: since};
		}

		default:
			return assertNever(state);
	}
}

/** A state is as old as it is in whole seconds. */
function secondsSince(ms: number): string {
	return ms < 1000 ? '0 s' : spell(ms);
}

function lasting({now, isMotionless}: Scene, at: number): Pick<Headline, 'since' | 'shortSince'> {
	const since = `since ${clockOf(now, at)}`;
	const duration = secondsSince(now.monotonicMs - at);
	return isMotionless
		? {since, shortSince: since}
		: {since: `${duration}, ${since}`, shortSince: `${duration} ${since}`};
}

function downSince(
	{now, isMotionless}: Scene,
	{since: at, wasConnected}: {readonly since: number; readonly wasConnected: boolean},
): Pick<Headline, 'since' | 'shortSince'> {
	const since = `since ${clockOf(now, at)}`;
	const duration = secondsSince(now.monotonicMs - at);
	if (isMotionless) {
		return {since: `${wasConnected ? 'down' : 'never connected'} ${since}`, shortSince: since};
	}

	return {
		since: wasConnected ? `down ${duration}, ${since}` : `never connected, for ${duration}, ${since}`,
		shortSince: `${duration} ${since}`,
	};
}

/** Why the agent is not well, or why nothing is wrong. At most two lines. */
export function reasonLines(scene: Scene): readonly Segment[] {
	const {model, goneSinceWall} = scene;
	const {state} = model;
	if (goneSinceWall !== undefined && state.type !== 'stopped') {
		return [
			{text: 'This agent ended without a word. Below: as it stood then.', style: 'danger'},
			{text: 'It is shown again once it runs.'},
		];
	}

	switch (state.type) {
		case 'start':
			return [{text: 'It begins to connect.'}];
		case 'connecting': {
			const last = model.incidents.failed.at(-1)?.reason ?? model.incidents.loss?.reason;
			return [
				{text: `It tries the master now: attempt ${state.attempt}.`},
				...(last === undefined ? [] : [{text: `Until now: ${shortReason(last)}.`}]),
			];
		}

		case 'registered':
			return state.failure === undefined
				? [{text: 'The master knows this agent. No heartbeat is acknowledged yet.'}]
				: failingLines(scene, state.failures, state.failure);
		case 'active':
			return state.failure === undefined
				? [{text: 'All good.'}, {text: lastOutageLine(scene)}]
				: failingLines(scene, state.failures, state.failure);
		case 'connection-lost':
		case 'reconnecting':
			return [
				{
					text: reasonHere(state.reason, state.master),
					style: state.type === 'connection-lost' ? 'danger' : 'warning',
				},
				{text: evidence(model, state.reason)},
			];
		case 'stopped':
			return state.reason.type === 'refused'
				? [
						{
							text: withoutCode(safeText(state.reason.failure.message, 400), state.reason.failure.code),
							style: 'danger',
						},
						{text: `${safeText(state.reason.failure.code)}. It was never registered, so it does not try again.`},
					]
				: [{text: `It was stopped: ${safeText(state.reason.by)}.`}];
		default:
			return assertNever(state);
	}
}

function failingLines({model}: Scene, failures: number, failure: Failure): readonly Segment[] {
	const {failureThreshold} = model.policy;
	const {state} = model;
	const where = state.type === 'active' || state.type === 'registered' ? formatAddress(state.master) : '';
	const said = safeText(failure.message).replace(` from ${where}`, '').replace(` (${failure.code})`, '');
	const [first = said] = said.split(/\.(?:\s|$)/u);
	const why = first.replace(/^No answer/u, 'no answer').replace(`${where} `, 'the master ');
	const left = failureThreshold - failures;
	const more = left === 1 ? 'One more means lost.' : `${left === 2 ? 'Two' : String(left)} more in a row mean lost.`;
	return [
		{text: `! Heartbeat failed (${failures}/${failureThreshold}): ${why}. Same session.`, style: 'warning'},
		{text: more},
	];
}

function lastOutageLine({model, now}: Scene): string {
	const outage = lastEndedOutage(model.history);
	if (outage?.until === undefined || outage.until === null) {
		return `No outage since the first start, ${spell(now.wallMs - model.history.firstStartAt)} ago.`;
	}

	const when = clockOrDate(outage.since, now.wallMs);
	return `Last outage ${when}, lasted ${spell(outage.until - outage.since)}: ${shortReason(outage.reason)}.`;
}

/** What the reason is known from: code, address, how often. Or what helps where no master was ever there. */
function evidence({state, incidents}: AgentModel, reason: Failure): string {
	if (state.type !== 'connection-lost' && state.type !== 'reconnecting') {
		return '';
	}

	const isFirst = state.type === 'reconnecting' && !state.outage.wasConnected;
	if (isFirst && reason.code === 'ECONNREFUSED' && isLoopbackHost(state.master.host)) {
		return 'Start one with  sloth-master  or name another with  --master HOST:PORT';
	}

	const {code, note} = codeAndAddress(reason, state.master);
	const {count: attempts, sameReason} = incidents;
	if (attempts < 2) {
		return `${code}.${note}`;
	}

	const often =
		sameReason === attempts
			? `the same on ${attempts === 2 ? 'both attempts' : `all ${formatCounted(attempts, 'attempt')}`}`
			: `the last ${sameReason === 1 ? '' : `${sameReason} `}of ${formatCounted(attempts, 'attempt')}`;
	return `${code}, ${often}.${note}`;
}
