import {formatAddress} from '../../base/address.js';
import {assertNever} from '../../base/assert-never.js';
import {formatDelay, formatDuration} from '../../base/durations.js';
import {formatNumber} from '../../base/formats.js';
import type {Failure} from '../../protocol/failures/failure.js';
import {failureInFull} from '../../protocol/failures/failure-words.js';
import type {ConnectionFact} from '../connection/connection-facts.js';
import {type ConnectionEvent, isInSession, type StopReason} from '../connection/connection-state.js';
import {createTroubleMemory, type Trouble, type TroubleMemory} from './trouble-memory.js';

/** One line of the log. */
export type Line = {
	readonly level: 'debug' | 'info' | 'warn' | 'error';
	readonly message: string;
	readonly fields?: Readonly<Record<string, string | number | undefined>>;
};

/** How often an outage that goes on is summed up. */
export const summaryIntervalMs = 2 * 60 * 60 * 1000;

/**
Tells a connection's facts as log lines, in the words that people search for. Pure but for its memory of the outage.

An outage of a day is 1,443 attempts. What repeats is folded: an attempt is told when the delay or the reason changed,
the rest is summed up every two hours. An outage ends when a session is stable, so a flapping master is folded too.
*/
export function createNarrator({threshold}: {readonly threshold: number}): (fact: ConnectionFact) => readonly Line[] {
	const memory = createTroubleMemory();
	return (fact) => linesOf(fact, memory, threshold);
}

function linesOf(fact: ConnectionFact, memory: TroubleMemory, threshold: number): readonly Line[] {
	const {event} = fact;
	switch (event.type) {
		case 'connecting':
			memory.countAttempt();
			return [
				{
					level: 'debug',
					message: `Connecting to master at ${formatAddress(event.master)}`,
					fields: {attempt: event.attempt},
				},
			];
		case 'registered':
			return registeredLines({...fact, event}, memory);
		case 'heartbeat-acknowledged':
			return acknowledgedLines({...fact, event}, memory, threshold);
		case 'heartbeat-failed':
			return failedLines({...fact, event}, memory);
		case 'session-ended':
			memory.begin(event.at);
			return event.reason.kind === 'stop-requested' || !memory.isNews(`ended ${event.reason.code}`)
				? []
				: [{level: 'error', message: `Lost connection to master: ${failureInFull(event.reason)}`}];
		case 'retry-scheduled':
			return retryLines({...fact, event}, memory);
		case 'stopped':
			return [stopped(event.reason)];
		default:
			return assertNever(event);
	}
}

type FactOf<Type extends ConnectionEvent['type']> = ConnectionFact & {readonly event: {readonly type: Type}};

function registeredLines({event, state}: FactOf<'registered'>, memory: TroubleMemory): readonly Line[] {
	if (state.type !== 'registered') {
		return [];
	}

	const trouble = memory.current();
	if (trouble !== undefined && state.outage !== undefined) {
		trouble.outageMs = event.at - state.outage.since;
	}

	const lines: Line[] =
		event.replaces === undefined
			? []
			: [{level: 'warn', message: 'The master did not know this session: registered again'}];
	if (memory.isNews('registered')) {
		lines.push({
			level: 'info',
			message: `Agent registered with master at ${formatAddress(state.master)}, reporting address ${event.reportedAddress}`,
			fields: event.session.id === '' ? {} : {session: event.session.id},
		});
	}

	return lines;
}

function acknowledgedLines(
	{event, previous, state}: FactOf<'heartbeat-acknowledged'>,
	memory: TroubleMemory,
	threshold: number,
): readonly Line[] {
	const isFirst = previous.type === 'registered' && previous.failures === 0;
	if (isFirst && memory.isNews('active')) {
		const roundTrip = `${Math.round(event.roundTripMs)}ms`;
		return [{level: 'info', message: 'Agent active, first heartbeat acknowledged', fields: {roundTrip}}];
	}

	const trouble = memory.current();
	if (trouble === undefined) {
		return [];
	}

	const wasFailing = isInSession(previous) && previous.failures > 0;
	const isStable = state.type === 'active' && state.streak >= threshold;
	const wasOutage = trouble.lastCode !== undefined;
	if (!(wasOutage ? isStable : wasFailing)) {
		return [];
	}

	memory.end();
	const fields = wasOutage ? {outage: formatDuration(trouble.outageMs), attempts: trouble.attempts} : {};
	return [{level: 'info', message: 'Heartbeat recovered, connection stable', fields}];
}

function failedLines({event, previous, state}: FactOf<'heartbeat-failed'>, memory: TroubleMemory): readonly Line[] {
	const {failures, threshold, reason} = event;
	memory.begin(event.at);
	const lines: Line[] = memory.isNews(`failed ${failures}`)
		? [{level: 'warn', message: `Heartbeat failed (${failures}/${threshold}): ${failureInFull(reason)}`}]
		: [];
	if (state.type === 'connection-lost' && memory.isNews('lost')) {
		lines.push({
			level: 'error',
			message: `Lost connection to master after ${failures} failed heartbeats`,
			fields: {streak: previous.type === 'active' ? previous.streak : 0},
		});
	}

	return lines;
}

function retryLines({event, previous}: FactOf<'retry-scheduled'>, memory: TroubleMemory): readonly Line[] {
	const {at, master, reason, delayMs, attempt} = event;
	const where = formatAddress(master);
	const trouble = memory.begin(at);
	const lines: Line[] = [];
	trouble.reasons.set(reason.code, (trouble.reasons.get(reason.code) ?? 0) + 1);
	const isNewDelay = !isAbout(delayMs, trouble.delayMs);
	const isNewReason = reason.code !== trouble.lastCode && memory.isNews(`reason ${reason.code}`);
	const wasTried = previous.type === 'connecting';
	trouble.attempts = Math.max(trouble.attempts, wasTried ? 1 : 0);
	if (wasTried && (isNewDelay || isNewReason)) {
		lines.push({
			level: 'warn',
			message: `Failed to connect to master at ${where}: ${failureInFull(reason)}`,
			fields: {attempt: attempt - 1},
		});
	}

	if (isNewDelay || isNewReason) {
		lines.push({
			level: 'info',
			message: `Reconnecting to master in ${formatDelay(delayMs, 'log')}...`,
			fields: {attempt},
		});
	}

	trouble.delayMs = delayMs;
	trouble.lastCode = reason.code;
	if (at - trouble.summarisedAt >= summaryIntervalMs) {
		lines.push(summary(trouble, at, where));
	}

	return lines;
}

function summary(trouble: Trouble, at: number, where: string): Line {
	const reasons = [...trouble.reasons].map(([code, count]) => `${code} x${formatNumber(count)}`).join(', ');
	trouble.summarisedAt = at;
	trouble.reasons.clear();
	const down = formatDuration(at - trouble.since);
	return {
		level: 'info',
		message: `Still reconnecting to master at ${where}: for ${down}, ${formatNumber(trouble.attempts)} attempts (${reasons})`,
	};
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
