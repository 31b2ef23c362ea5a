import {assertNever} from '../../base/assert-never.js';
import {formatShortly, formatSpan} from '../../base/durations.js';
import {clockOf, type Moment} from '../../base/moment.js';
import {defaultPolicy} from '../../protocol/policy.js';
import {silenceLimits} from '../../protocol/silence-limits.js';
import type {FleetAgent} from '../model/fleet-agent.js';
import {lastHeardAt, longestWaitMs, lostAt, triedBy} from './prediction.js';
import {formatCount} from './words.js';

/** What of the other agents tells whose fault it is that one is silent. */
export type Neighbours = {
	/** Agents that registered from the same IP, this one not counted: those that beat, and all that have not stopped. */
	readonly sameHost: {readonly answering: number; readonly all: number};
	/** The same of the whole fleet. */
	readonly fleet: {readonly answering: number; readonly all: number};
};

/** How many of the other agents answer: of those at the same IP as this one, and of all. */
export function neighboursOf(agent: FleetAgent, agents: Iterable<FleetAgent>): Neighbours {
	const sameHost = {answering: 0, all: 0};
	const fleet = {answering: 0, all: 0};
	for (const other of agents) {
		if (other.name === agent.name || other.liveness === 'stopped') {
			continue;
		}

		const isAnswering = other.liveness === 'active' ? 1 : 0;
		fleet.all++;
		fleet.answering += isAnswering;
		if (other.peer === agent.peer) {
			sameHost.all++;
			sameHost.answering += isAnswering;
		}
	}

	return {sameHost, fleet};
}

/** What is the case. */
export function explainWhat(agent: FleetAgent, moment: Moment): string {
	const now = moment.monotonicMs;
	const clock = (at: number) => clockOf(moment, at);
	const {liveness, livenessAt, lastHeartbeatAt, registeredAt, reason} = agent;
	const since = `since ${clock(lastHeartbeatAt ?? registeredAt)}`;
	switch (liveness) {
		case 'active':
			return `It answers, ${now - livenessAt < 3_600_000 ? `since ${clock(livenessAt)}` : `for ${formatSpan(now - livenessAt)} now`}. ${
				agent.speaksExtensions ? '' : 'A Go peer. '
			}${agent.isDurable ? '' : 'In memory only: the data directory cannot be written.'}`.trim();
		case 'late': {
			const {heartbeatIntervalMs} = agent.policy ?? defaultPolicy;
			const dueAt = (lastHeartbeatAt ?? registeredAt) + heartbeatIntervalMs;
			return dueAt <= now
				? `No heartbeat ${since}; the one of ${clock(dueAt)} is ${formatSpan(now - dueAt)} late.`
				: `Its connection broke at ${clock(livenessAt)}; the next heartbeat is due at ${clock(dueAt)}.`;
		}

		case 'lost':
			return `No heartbeat ${since}. Lost at ${clock(livenessAt)}, ${formatSpan(now - livenessAt)} ago.`;
		case 'awaited':
			return `Not heard since this master started again at ${clock(livenessAt)}.`;
		case 'stopped':
			return `Stopped at ${clock(livenessAt)}, ${formatSpan(now - livenessAt)} ago: ${reason || 'it left on purpose'}.`;
		default:
			return assertNever(liveness);
	}
}

/** Why, and whose fault it probably is. */
export function explainWhy(agent: FleetAgent, neighbours: Neighbours): string {
	switch (agent.liveness) {
		case 'active':
			return 'All good.';
		case 'stopped':
			return 'Its session ended in order.';
		case 'awaited':
			return 'It was connected when this master stopped. Agents come back one by one.';
		case 'late':
		case 'lost':
			return `${explainLink(agent)}; ${suspect(agent, neighbours)}`;
		default:
			return assertNever(agent.liveness);
	}
}

function explainLink({speaksExtensions, isStreamOpen, liveness}: FleetAgent): string {
	if (!speaksExtensions) {
		return 'A Go peer';
	}

	if (isStreamOpen) {
		return 'Its stream is open';
	}

	return liveness === 'lost' ? 'No stream' : 'Its stream ended';
}

function suspect({peer, isStreamOpen}: FleetAgent, {sameHost, fleet}: Neighbours): string {
	if (sameHost.answering > 0) {
		const others = sameHost.answering === 1 ? '1 other' : `${formatCount(sameHost.answering)} others`;
		return `${others} from ${peer} ${sameHost.answering === 1 ? 'answers' : 'answer'}: suspect the agent.`;
	}

	if (fleet.all > 1 && fleet.answering * 2 < fleet.all) {
		return `${formatCount(fleet.answering)} of ${formatCount(fleet.all)} others answer: suspect this master's network.`;
	}

	if (sameHost.all > 0) {
		return `no other at ${peer} answers: suspect that machine.`;
	}

	return isStreamOpen
		? `alone at ${peer}: suspect the agent or the network.`
		: `alone at ${peer}: suspect the agent or its machine.`;
}

/** What comes next, and when, in at most 33 cells. */
export function explainNextShortly(agent: FleetAgent, moment: Moment): string {
	const clock = (at: number) => clockOf(moment, at);
	const {liveness, policy} = agent;
	const limits = silenceLimits(policy);
	switch (liveness) {
		case 'active':
			return `Late after ${formatShortly(limits.lateAfterMs)}, lost after ${formatShortly(limits.lostAfterMs)}.`;
		case 'late': {
			const at = lostAt(agent);
			return at === undefined
				? 'LOST if silent. A Go peer.'
				: `LOST at ${clock(Math.max(moment.monotonicMs, at))} if silent.`;
		}

		case 'awaited': {
			const at = lostAt(agent);
			return at === undefined ? 'LOST if it does not come back.' : `LOST at ${clock(at)} if not back.`;
		}

		case 'lost': {
			const byMs = triedBy(agent);
			if (byMs === undefined) {
				return 'Not known: a Go peer.';
			}

			return byMs <= moment.monotonicMs
				? `Unknown: it was due by ${clock(byMs)}.`
				: `If it lives, back by ${clock(byMs)}.`;
		}

		case 'stopped':
			return 'Nothing, until it is started.';
		default:
			return assertNever(liveness);
	}
}

/** What comes next, and when. */
export function explainNext(agent: FleetAgent, moment: Moment): string {
	const now = moment.monotonicMs;
	const clock = (at: number) => clockOf(moment, at);
	const {liveness, policy, streak} = agent;
	const limits = silenceLimits(policy);
	switch (liveness) {
		case 'active':
			return `Late ${formatShortly(limits.lateAfterMs)} after a heartbeat, lost after ${formatShortly(limits.lostAfterMs)}.`;
		case 'late': {
			const at = lostAt(agent);
			const end = streak > 0 ? ` That would end a streak of ${formatCount(streak)}.` : '';
			return at === undefined
				? `LOST if nothing comes. A Go peer does not tell its policy.${end}`
				: `LOST at ${clock(Math.max(now, at))} if nothing comes.${end}`;
		}

		case 'awaited': {
			const at = lostAt(agent);
			return at === undefined ? 'LOST if it does not come back.' : `LOST at ${clock(at)} if it does not come back.`;
		}

		case 'lost': {
			const byMs = triedBy(agent);
			if (policy === undefined || byMs === undefined) {
				return 'Not known: a Go peer does not tell when it tries again.';
			}

			return byMs <= now
				? `Unknown: if alive and on the network, it was due back by ${clock(byMs)}.`
				: `If it lives it tries again within ${formatShortly(longestWaitMs(policy, now - lastHeardAt(agent)))}, and is back by ${clock(byMs)}.`;
		}

		case 'stopped':
			return 'Nothing, until someone on that machine starts it again.';
		default:
			return assertNever(liveness);
	}
}
