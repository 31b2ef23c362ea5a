import {formatDuration} from '../../base/durations.js';
import {formatClock} from '../../base/formats.js';
import type {Moment} from '../../base/moment.js';
import {failureInFull} from '../../protocol/failures/failure-words.js';
import {type ConnectionState, failureOf} from '../connection/connection-state.js';

/** What a running agent tells of itself. Times are ISO, durations milliseconds. Keys stay. */
export type AgentStatus = {
	readonly name: string;
	readonly pid: number;
	readonly version: string;
	readonly master: string;
	readonly reportedAddress: string;
	readonly uptimeMs: number;
	readonly log: string | null;
	readonly state: ConnectionState['type'];
	readonly since: string | null;
	readonly sinceMs: number | null;
	/** Why it is not well. */
	readonly reason: {readonly code: string; readonly message: string} | null;
	readonly streak: number;
	readonly failures: number;
	readonly roundTripMs: number | null;
	readonly session: string | null;
	readonly nextAttempt: {readonly attempt: number; readonly at: string; readonly inMs: number} | null;
	/** Null unless it connects or waits to. */
	readonly outage: {
		readonly since: string;
		readonly sinceMs: number;
		readonly wasConnected: boolean;
		readonly endedStreak: number;
	} | null;
};

/** Who the agent is: what does not change while it runs. */
export type AgentProfile = Pick<AgentStatus, 'name' | 'pid' | 'version' | 'master' | 'reportedAddress' | 'log'> & {
	readonly startedAt: number;
	/** What its connection to the master is, in a word. */
	readonly trust: string;
};

/** What a state means at a moment. */
export function describeStatus(state: ConnectionState, profile: AgentProfile, now: Moment): AgentStatus {
	const {startedAt, name, pid, version, master, reportedAddress, log} = profile;
	const ago = (then: number) => Math.max(0, Math.round(now.monotonicMs - then));
	const iso = (then: number) => new Date(now.wallMs - (now.monotonicMs - then)).toISOString();
	const session = state.type === 'registered' || state.type === 'active' ? state : undefined;
	const reason = failureOf(state);
	const outage = state.type === 'connecting' || state.type === 'reconnecting' ? state.outage : undefined;
	return {
		name,
		pid,
		version,
		master,
		reportedAddress,
		log,
		uptimeMs: ago(startedAt),
		state: state.type,
		since: state.type === 'start' ? null : iso(state.since),
		sinceMs: state.type === 'start' ? null : ago(state.since),
		reason: reason === undefined ? null : {code: reason.code, message: failureInFull(reason)},
		streak: state.type === 'active' ? state.streak : 0,
		failures: session?.failures ?? 0,
		roundTripMs: state.type === 'active' ? Math.round(state.roundTripMs * 100) / 100 : null,
		session: session === undefined || session.session.id === '' ? null : session.session.id,
		nextAttempt:
			state.type === 'reconnecting'
				? {
						attempt: state.attempt,
						at: iso(state.retryAt),
						inMs: Math.max(0, -Math.round(now.monotonicMs - state.retryAt)),
					}
				: null,
		outage:
			outage === undefined
				? null
				: {
						since: iso(outage.since),
						sinceMs: ago(outage.since),
						wasConnected: outage.wasConnected,
						endedStreak: outage.endedStreak,
					},
	};
}

/** The status for a person: what is happening, since when, why, what is next. */
export function statusLines(status: AgentStatus): readonly string[] {
	const {state, sinceMs, since, reason, nextAttempt, outage, streak, roundTripMs} = status;
	const clock = (iso: string) => formatClock(Date.parse(iso));
	const forHowLong =
		sinceMs === null || since === null ? '' : `  for ${formatDuration(sinceMs)}, since ${clock(since)}`;
	const lines = [
		['State', `${state}${forHowLong}`],
		['Master', status.master],
	];
	if (outage !== null) {
		const what = outage.wasConnected ? 'down for' : 'never connected, for';
		lines.push(['Outage', `${what} ${formatDuration(outage.sinceMs)}, since ${clock(outage.since)}`]);
	}

	if (status.failures > 0) {
		lines.push(['Failing', status.failures === 1 ? 'the last heartbeat' : `the last ${status.failures} heartbeats`]);
	}

	if (reason !== null) {
		lines.push(['Why', reason.message]);
	}

	if (nextAttempt !== null) {
		lines.push([
			'Next',
			`attempt ${nextAttempt.attempt} in ${formatDuration(nextAttempt.inMs)}, at ${clock(nextAttempt.at)}`,
		]);
	}

	lines.push([
		'Streak',
		outage !== null && outage.endedStreak > 0
			? `0, was ${outage.endedStreak.toLocaleString('en')}`
			: `${streak.toLocaleString('en')} ${streak === 1 ? 'heartbeat' : 'heartbeats'} in a row`,
	]);
	if (roundTripMs !== null) {
		lines.push(['Round trip', `${roundTripMs} ms`]);
	}

	lines.push(['Process', `${status.pid}, up ${formatDuration(status.uptimeMs)}, version ${status.version}`]);
	if (status.log !== null) {
		lines.push(['Log', status.log]);
	}

	return [`Agent ${status.name}`, ...lines.map(([label = '', text = '']) => `  ${label.padEnd(11)} ${text}`)];
}
