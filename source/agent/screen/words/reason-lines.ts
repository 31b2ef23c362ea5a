import {isLoopbackHost} from '../../../base/address.js';
import {assertNever} from '../../../base/assert-never.js';
import {formatSpan} from '../../../base/durations.js';
import {formatCounted} from '../../../base/formats.js';
import {safeText} from '../../../base/safe-text.js';
import type {Failure} from '../../../protocol/failures/failure.js';
import {
	failureAsClause,
	failureCodeLast,
	failureEvidence,
	failureHere,
	failureWithoutCode,
	nameResolved,
} from '../../../protocol/failures/failure-words.js';
import type {Segment} from '../../../terminal/rows/row.js';
import type {ConnectionState} from '../../connection/connection-state.js';
import type {AgentModel} from '../../story/agent-model.js';
import {lastEndedOutage} from '../../story/history.js';
import {isGone, type Scene, wallWhen} from '../state/scene.js';
import {reasonAs, shortReason} from './reason-words.js';

/** Why the agent is not well, or why nothing is wrong. At most two lines. */
export function reasonLines(scene: Scene): readonly Segment[] {
	const {model} = scene;
	const {state} = model;
	if (isGone(scene)) {
		return scene.isSilent
			? [
					{text: 'It runs but does not answer: it is frozen or stuck.', style: 'danger'},
					{text: 'Below: as it stood then.'},
				]
			: [
					{text: 'This agent ended without a word. Below: as it stood then.', style: 'danger'},
					{text: 'It is shown again once it runs.'},
				];
	}

	switch (state.type) {
		case 'start':
			return [{text: 'It begins to connect.'}];
		case 'connecting': {
			const last = model.failedAttempts.failed.at(-1)?.reason ?? model.failedAttempts.loss?.reason;
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
					text: reasonAs(failureHere, state.reason),
					style: state.type === 'connection-lost' ? 'danger' : 'warning',
				},
				{text: evidence(model, state.reason)},
			];
		case 'stopped':
			return state.reason.type === 'refused'
				? [
						{
							text: reasonAs(failureWithoutCode, state.reason.failure),
							style: 'danger',
						},
						{text: `${safeText(state.reason.failure.code)}. It was never registered, so it does not try again.`},
					]
				: [{text: `It was stopped: ${safeText(state.reason.by)}.`}];
		default:
			return assertNever(state);
	}
}

/** The same for a narrow window, where neither the address nor that there never was a session stands elsewhere. */
export function narrowReasonLines(scene: Scene): readonly Segment[] {
	const {state} = scene.model;
	const lines = reasonLines(scene);
	if (isGone(scene) || (state.type !== 'reconnecting' && state.type !== 'connection-lost')) {
		return lines;
	}

	const isFirst = hasNeverConnected(state);
	return [
		{text: `${isFirst ? 'Never connected. ' : ''}${reasonAs(failureCodeLast, state.reason)}`, style: lines[0]?.style},
		...(isMissingHere(state) ? [{text: 'Start one with  sloth-master'}] : []),
	];
}

function hasNeverConnected(state: ConnectionState): boolean {
	return state.type === 'reconnecting' && !state.outage.wasConnected;
}

/** True where a master on this machine was to be reached, and there never was one. */
function isMissingHere(state: ConnectionState): boolean {
	return (
		state.type === 'reconnecting' &&
		hasNeverConnected(state) &&
		state.reason.code === 'ECONNREFUSED' &&
		isLoopbackHost(state.master.host)
	);
}

function failingLines({model}: Scene, failures: number, failure: Failure): readonly Segment[] {
	const {failureThreshold} = model.policy;
	const why = reasonAs(failureAsClause, failure);
	const left = failureThreshold - failures;
	const more = left === 1 ? 'One more means lost.' : `${left === 2 ? 'Two' : String(left)} more in a row mean lost.`;
	return [
		{text: `! Heartbeat failed (${failures}/${failureThreshold}): ${why}. Same session.`, style: 'warning'},
		{text: more},
	];
}

function lastOutageLine(scene: Scene): string {
	const {model, now} = scene;
	const outage = lastEndedOutage(model.history);
	if (outage?.until === undefined || outage.until === null) {
		return `No outage since the first start, ${formatSpan(now.wallMs - model.history.firstStartAt)} ago.`;
	}

	return `Last outage ${wallWhen(scene, outage.since)}, lasted ${formatSpan(outage.until - outage.since, {finer: 'milliseconds'})}: ${shortReason(outage.reason)}.`;
}

/** What the reason is known from: code, address, how often. Or what helps where no master was ever there. */
function evidence({state, failedAttempts}: AgentModel, reason: Failure): string {
	if (state.type !== 'connection-lost' && state.type !== 'reconnecting') {
		return '';
	}

	if (isMissingHere(state)) {
		return 'Start one with  sloth-master  or name another with  --master HOST:PORT';
	}

	const known = reasonAs(failureEvidence, reason);
	const note = nameResolved(reason) ? ' The name resolves.' : '';
	const {count: attempts, sameReason} = failedAttempts;
	if (attempts < 2) {
		return `${known}.${note}`;
	}

	const often =
		sameReason === attempts
			? `the same on ${attempts === 2 ? 'both attempts' : `all ${formatCounted(attempts, 'attempt')}`}`
			: `the last ${sameReason === 1 ? '' : `${sameReason} `}of ${formatCounted(attempts, 'attempt')}`;
	return `${known}, ${often}.${note}`;
}
