import {formatAddress} from '../../base/address.js';
import {assertNever} from '../../base/assert-never.js';
import {formatDelay, formatDuration} from '../../base/formats.js';
import type {Failure} from '../../protocol/failure.js';
import {failureInFull} from '../../protocol/failure-words.js';
import type {ConnectionFact} from '../connection/connection-facts.js';
import type {StopReason} from '../connection/connection-state.js';

/** One line of the log. */
export type Line = {
	readonly level: 'debug' | 'info' | 'warn' | 'error';
	readonly message: string;
	readonly fields?: Readonly<Record<string, string | number | undefined>>;
};

/** How often an outage that goes on is summed up. */
export const summaryIntervalMs = 2 * 60 * 60 * 1000;

/** How often one kind of line is told in an outage. The summaries count the rest. */
const tellings = 3;

/** What was not told since the last summary. */
type Trouble = {
	readonly since: number;
	attempts: number;
	summarisedAt: number;
	delayMs: number;
	lastCode: string | undefined;
	/** How long there was no session, as the history has it: from the loss to the registration that ended it. */
	outageMs: number;
	/** How often each kind of line came. */
	readonly told: Map<string, number>;
	/** How often each reason came since the last summary. */
	readonly reasons: Map<string, number>;
};

/**
Tells a connection's facts as log lines, in the words that people search for. Pure but for its memory of the outage.

An outage of a day is 1,443 attempts. What repeats is folded: an attempt is told when the delay or the reason changed,
the rest is summed up every two hours. An outage ends when a session is stable, so a flapping master is folded too.
*/
export function createNarrator({threshold}: {readonly threshold: number}): (fact: ConnectionFact) => readonly Line[] {
	let trouble: Trouble | undefined;

	const isNews = (kind: string): boolean => {
		if (trouble === undefined) {
			return true;
		}

		const count = (trouble.told.get(kind) ?? 0) + 1;
		trouble.told.set(kind, count);
		return count <= tellings;
	};

	const begin = (at: number): Trouble => {
		trouble ??= {
			since: at,
			attempts: 0,
			summarisedAt: at,
			delayMs: 0,
			lastCode: undefined,
			outageMs: 0,
			told: new Map(),
			reasons: new Map(),
		};
		return trouble;
	};

	const summary = (current: Trouble, at: number, where: string): Line => {
		const reasons = [...current.reasons].map(([code, count]) => `${code} x${count.toLocaleString('en')}`).join(', ');
		current.summarisedAt = at;
		current.reasons.clear();
		const down = formatDuration(at - current.since);
		const attempts = current.attempts.toLocaleString('en');
		return {
			level: 'info',
			message: `Still reconnecting to master at ${where}: for ${down}, ${attempts} attempts (${reasons})`,
		};
	};

	const retryScheduled = ({event, previous}: ConnectionFact & {event: {type: 'retry-scheduled'}}): readonly Line[] => {
		const {at, reason, delayMs, attempt} = event;
		const where = formatAddress(event.master);
		const current = begin(at);
		const lines: Line[] = [];
		current.reasons.set(reason.code, (current.reasons.get(reason.code) ?? 0) + 1);
		const isNewDelay = !isAbout(delayMs, current.delayMs);
		const isNewReason = reason.code !== current.lastCode && isNews(`reason ${reason.code}`);
		current.attempts = Math.max(current.attempts, previous.type === 'connecting' ? 1 : 0);
		if (previous.type === 'connecting' && (isNewDelay || isNewReason)) {
			lines.push({
				level: 'warn',
				message: `Failed to connect to master at ${where}: ${failureInFull(reason)}`,
				fields: {attempt: attempt - 1},
			});
		}

		if (isNewDelay || isNewReason) {
			lines.push({level: 'info', message: `Reconnecting to master in ${formatDelay(delayMs)}...`, fields: {attempt}});
		}

		current.delayMs = delayMs;
		current.lastCode = reason.code;
		if (at - current.summarisedAt >= summaryIntervalMs) {
			lines.push(summary(current, at, where));
		}

		return lines;
	};

	return (fact) => {
		const {event, previous, state} = fact;
		switch (event.type) {
			case 'connecting':
				if (trouble !== undefined) {
					trouble.attempts++;
				}

				return [
					{
						level: 'debug',
						message: `Connecting to master at ${formatAddress(event.master)}`,
						fields: {attempt: event.attempt},
					},
				];
			case 'registered':
				if (trouble !== undefined && state.type === 'registered' && state.outage !== undefined) {
					trouble.outageMs = event.at - state.outage.since;
				}

				return [
					...(event.replaces === undefined
						? []
						: [{level: 'warn', message: 'The master did not know this session: registered again'} as const]),
					...(state.type === 'registered' && isNews('registered')
						? [
								{
									level: 'info',
									message: `Agent registered with master at ${formatAddress(state.master)}, reporting address ${event.reportedAddress}`,
									fields: event.session.id === '' ? {} : {session: event.session.id},
								} as const,
							]
						: []),
				];
			case 'heartbeat-acknowledged':
				return acknowledged(fact);
			case 'heartbeat-failed': {
				const {failures, reason} = event;
				begin(event.at);
				const lines: Line[] = isNews(`failed ${failures}`)
					? [{level: 'warn', message: `Heartbeat failed (${failures}/${event.threshold}): ${failureInFull(reason)}`}]
					: [];
				if (state.type === 'connection-lost' && isNews('lost')) {
					lines.push({
						level: 'error',
						message: `Lost connection to master after ${failures} failed heartbeats`,
						fields: {streak: previous.type === 'active' ? previous.streak : 0},
					});
				}

				return lines;
			}

			case 'session-ended':
				begin(event.at);
				return event.reason.kind === 'stop-requested' || !isNews(`ended ${event.reason.code}`)
					? []
					: [{level: 'error', message: `Lost connection to master: ${failureInFull(event.reason)}`}];
			case 'retry-scheduled':
				return retryScheduled({...fact, event});
			case 'stopped':
				return [stopped(event.reason)];
			default:
				return assertNever(event);
		}
	};

	function acknowledged({event, previous, state}: ConnectionFact): readonly Line[] {
		const wasFailing = (previous.type === 'active' || previous.type === 'registered') && previous.failures > 0;
		const isStable = state.type === 'active' && state.streak >= threshold;
		const isFirst = previous.type === 'registered' && previous.failures === 0;
		if (isFirst && isNews('active')) {
			const roundTrip = `${Math.round(event.type === 'heartbeat-acknowledged' ? event.roundTripMs : 0)}ms`;
			return [{level: 'info', message: 'Agent active, first heartbeat acknowledged', fields: {roundTrip}}];
		}

		if (trouble === undefined) {
			return [];
		}

		const wasOutage = trouble.lastCode !== undefined;
		if (!(wasOutage ? isStable : wasFailing)) {
			return [];
		}

		const fields = wasOutage ? {outage: formatDuration(trouble.outageMs), attempts: trouble.attempts} : {};
		trouble = undefined;
		return [{level: 'info', message: 'Heartbeat recovered, connection stable', fields}];
	}
}

function stopped(reason: StopReason): Line {
	switch (reason.type) {
		case 'asked':
			return {level: 'info', message: `Agent stopped: ${reason.by}`};
		case 'refused':
			return {level: 'error', message: refusedMessage(reason.failure)};
		default:
			return assertNever(reason);
	}
}

/** What an agent says that was refused before it was ever registered. */
export function refusedMessage(failure: Failure): string {
	return `Agent not registered: ${failureInFull(failure)}`;
}

/** A new draw of the jitter is no new delay. */
function isAbout(delayMs: number, previousMs: number): boolean {
	return Math.abs(delayMs - previousMs) <= 0.3 * Math.max(delayMs, previousMs);
}
