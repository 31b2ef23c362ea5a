import type {ConnectionEvent} from '../../source/agent/connection/connection-state.js';
import {type AgentModel, createModel} from '../../source/agent/story/agent-model.js';
import {failureOfCode, timeoutFailure} from '../../source/protocol/failures/failure.js';
import {defaultPolicy} from '../../source/protocol/policy.js';
import {narrated} from './narrated.js';

/** The moment at which the story's clock stands at 0: a night in January, UTC. */
export const storyBeginsAt = Date.UTC(2026, 0, 15, 3, 10, 0);

const master = {host: 'master.example', port: 50_050};
const hour = 60 * 60 * 1000;
const reason = failureOfCode('ECONNREFUSED', {address: master});
const policy = {...defaultPolicy, jitter: 0};

/** When the master dies, and when the attempt succeeds. Milliseconds of the story. */
export const diesAt = 124_000;
export const backAt = diesAt + 77_000;

/** All that happens, in order. */
function storyEvents(): readonly ConnectionEvent[] {
	const events: ConnectionEvent[] = [
		{type: 'connecting', at: -2000, master, attempt: 1},
		{type: 'registered', at: -1990, session: {number: 1, id: '5f0c'}, reportedAddress: 'web-eu-1:0'},
	];
	const beats = (from: number, to: number, session: number) => {
		for (let at = from; at < to; at += 5000) {
			// A round trip that is never quite the same, by a rule and not by chance.
			const roundTripMs = 11 + ((at / 5000) % 7) + ((at / 5000) % 11 === 3 ? 14 : 0);
			events.push({type: 'heartbeat-acknowledged', at: at + roundTripMs, session, roundTripMs});
		}
	};

	beats(-1000, diesAt, 1);
	for (const [index, at] of [diesAt, diesAt + 900, diesAt + 1700].entries()) {
		events.push({type: 'heartbeat-failed', at, session: 1, failures: index + 1, threshold: 3, reason});
	}

	let at = diesAt + 1700;
	for (const [index, delayMs] of [5000, 10_000, 20_000, 40_000].entries()) {
		const nextDelaysMs = [10_000, 20_000, 40_000, 60_000, 60_000].slice(index);
		events.push({
			type: 'retry-scheduled',
			at,
			master,
			attempt: index + 1,
			delayMs,
			retryAt: at + delayMs,
			nextDelaysMs,
			reason,
		});
		at += delayMs;
		events.push({type: 'connecting', at, master, attempt: index + 1});
		at += 4;
	}

	events.push({type: 'registered', at: at + 8, session: {number: 2, id: '9b1e'}, reportedAddress: 'web-eu-1:0'});
	beats(at + 20, at + 40_000, 2);
	return events;
}

/** The model of the agent at a moment of the story. */
export function storyAt(momentMs: number): AgentModel {
	const outage = (since: number, lastsMs: number, endedStreak: number) => ({
		since,
		until: since + lastsMs,
		reason: timeoutFailure('heartbeat', 5000, {address: master}),
		attempts: 3,
		endedStreak,
		wasConnected: true,
	});
	const model = createModel({
		facts: {
			name: 'web-eu-1',
			pid: 4711,
			version: '0.1.0',
			master: 'master.example:50050',
			reportedAddress: 'web-eu-1:0',
			log: '/var/log/sloth-agent.log',
			startedAt: -6 * 24 * hour,
			trust: 'plaintext',
		},
		directory: '/var/lib/sloth-agent',
		policy,
		suspectIntervalMs: 1000,
		history: {
			firstStartAt: storyBeginsAt - 40 * 24 * hour,
			bestStreak: 48_210,
			outages: [outage(storyBeginsAt - 14 * hour, 35_000, 9114), outage(storyBeginsAt - 5 * hour, 216_000, 6480)],
			runs: [{since: storyBeginsAt - 6 * 24 * hour, until: storyBeginsAt}],
		},
	});
	const events = storyEvents().filter(({at}) => at <= momentMs);
	return narrated(model, events, (at) => storyBeginsAt + at);
}
