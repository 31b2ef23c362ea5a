import {EndReason, type SessionUp} from '../../protocol/generated/agent.js';
import {peerHost} from '../../protocol/server.js';
import {boundedRoundTripMs, boundedStreak} from '../../protocol/wire-numbers.js';
import type {AgentRecord} from '../registry/agent-record.js';
import type {MasterContext} from './master-context.js';
import type {SessionCall} from './session-streams.js';
import {traceStream} from './stream-trace.js';

/** A stream must say within this which session it carries. */
export const helloLimitMs = 10_000;

/** Takes a heartbeat. Returns false where this is not the agent's current session. */
export type TakeBeat = (
	name: string,
	sessionId: string,
	peerAddress: string,
	report: {
		readonly streak?: number;
		readonly roundTripMs?: number | undefined;
		readonly version?: string;
		readonly systemInfoJson?: string;
	},
) => boolean;

/** One `Session` stream, from its hello to its end. */
export function createSessionHandler(
	{registry, streams, fleet, log}: Pick<MasterContext, 'registry' | 'streams' | 'fleet' | 'log'>,
	beat: TakeBeat,
): (call: SessionCall) => void {
	return (call) => {
		const peerAddress = peerHost(call.getPeer());
		const trace = traceStream(log, peerAddress);
		const streamId = streams.add(call, trace.blame);
		let name = '';
		let sessionId = '';
		let hasEnded = false;
		const helloTimer = setTimeout(() => {
			streams.end(streamId, EndReason.UNSPECIFIED, 'This stream did not say which session it carries');
		}, helloLimitMs);
		const takeMessage = ({kind}: SessionUp) => {
			// What arrives after the end of a stream must not bring it back.
			if (!streams.isOpen(streamId)) {
				return;
			}

			streams.heard(streamId);
			switch (kind?.$case) {
				case 'hello': {
					if (sessionId !== '') {
						return;
					}

					clearTimeout(helloTimer);
					({agentName: name, sessionId} = kind.value);
					const traced = {agent: name, session: sessionId};
					const before = registry.get(name);
					const opened = registry.openStream(performance.now(), {name, sessionId, streamId});
					if (opened.type === 'unknown-session') {
						trace.refused(traced);
						streams.end(streamId, EndReason.UNKNOWN_SESSION, 'This master does not know this session');
						return;
					}

					trace.began(isResumed(before) ? 'resumed' : 'opened', traced);
					streams.end(opened.replacedStreamId, EndReason.UNSPECIFIED, 'The session goes on over another stream');
					if (opened.transition !== undefined) {
						void fleet.tell([opened.transition]);
					}

					return;
				}

				case 'beat': {
					const {sequence, streak, roundTripMs} = kind.value;
					const report = {streak: boundedStreak(streak), roundTripMs: boundedRoundTripMs(roundTripMs)};
					if (beat(name, sessionId, peerAddress, report)) {
						streams.acknowledge(streamId, sequence);
					} else {
						streams.end(streamId, EndReason.UNKNOWN_SESSION, 'This master does not know this session');
					}

					return;
				}

				default:
				// A probe's answer has been heard; what a newer agent says is not for us.
			}
		};

		const finish = (why: string) => {
			trace.ended(why);
			clearTimeout(helloTimer);
			streams.delete(streamId);
			const transition = registry.endStream(performance.now(), {name, streamId});
			void fleet.tell(transition === undefined ? [] : [transition]);
		};

		call.on('data', takeMessage);
		call.on('end', () => {
			// So it does where the connection breaks, which is told next.
			hasEnded = true;
			call.end();
		});
		call.on('error', (error: Error) => finish(error.message));
		call.on('cancelled', () =>
			finish(registry.get(name)?.liveness === 'stopped' ? 'it left on purpose' : 'its connection broke'),
		);
		call.on('close', () => finish(hasEnded ? 'the agent ended it' : 'it was closed'));
	};
}

/** An agent whose registration was just answered is active and has no stream: all others come back. */
function isResumed(before: AgentRecord | undefined): boolean {
	return before?.liveness !== 'active' || before.streamId !== undefined;
}
