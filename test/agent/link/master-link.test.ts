import {describe, expect, test} from 'vitest';
import type {MasterLink} from '../../../source/agent/link/master-link.js';
import {createOpenLink} from '../../../source/agent/link/open-link.js';
import {ConnectionFailure} from '../../../source/protocol/failures/connection-failure.js';
import type {Failure} from '../../../source/protocol/failures/failure.js';
import {failureInFull} from '../../../source/protocol/failures/failure-words.js';
import {EndReason, RegisterAgentRequest} from '../../../source/protocol/generated/agent.js';
import {closeAfterEach, waitFor} from '../../helpers/closing.js';
import {ScriptedMaster} from '../../helpers/scripted-master.js';

const closing = closeAfterEach();
const report = {streak: 1, roundTripMs: 0};

async function open(): Promise<{master: ScriptedMaster; link: MasterLink; ends: Failure[]}> {
	const master = closing(await ScriptedMaster.start(), (one) => one.close());
	const ends: Failure[] = [];
	const link = closing(
		await createOpenLink(RegisterAgentRequest.fromPartial({agentName: 'web-1', installId: 'install'}))(master.address, {
			limitMs: 5000,
			signal: new AbortController().signal,
			onEnd: ({failure}) => ends.push(failure),
		}),
		(one) => one.close(),
	);
	return {master, link, ends};
}

async function codeOf(work: Promise<unknown>): Promise<string> {
	const error = await work.then(
		() => 'no error',
		(thrown: unknown) => thrown,
	);
	return error instanceof ConnectionFailure ? error.failure.code : String(error);
}

describe('a stream of heartbeats', () => {
	test('takes an acknowledgement only for its own heartbeat: a late one does not pass for the next', async () => {
		const {master, link} = await open();
		await link.register(1000);
		const unanswered: (() => void)[] = [];
		master.onBeat = (sequence, call) => {
			unanswered.push(() => master.acknowledge(call, sequence));
		};
		expect(await codeOf(link.beat(report, 100))).toBe('TIMEOUT');
		const second = link.beat(report, 300);
		await waitFor(() => unanswered.length === 2);
		unanswered[0]?.();
		expect(await codeOf(second)).toBe('TIMEOUT');
		const third = link.beat(report, 5000);
		await waitFor(() => unanswered.length === 3);
		unanswered[2]?.();
		expect(await third).toBeGreaterThanOrEqual(0);
	});

	test('measures its round trip', async () => {
		const {master, link} = await open();
		await link.register(1000);
		master.onBeat = (sequence, call) => {
			setTimeout(() => master.acknowledge(call, sequence), 60);
		};
		expect(await link.beat(report, 5000)).toBeGreaterThanOrEqual(59);
	});

	test('takes what arrived while this process stood still, though its limit is over by then', async () => {
		const {master, link} = await open();
		await link.register(1000);
		const limitMs = 50;
		for (let times = 0; times < 5; times++) {
			master.onBeat = (sequence, call) => {
				master.acknowledge(call, sequence);
				const until = performance.now() + 3 * limitMs;
				while (performance.now() < until) {
					// Nothing else of this process runs, as after SIGSTOP.
				}
			};
			expect(await link.beat(report, limitMs)).toBeGreaterThan(2 * limitMs);
		}
	});

	test('that breaks fails the heartbeat that is out, and is told once', async () => {
		const {master, link, ends} = await open();
		await link.register(1000);
		master.onBeat = () => master.cut();
		expect(['ENDED', 'ECONNRESET']).toContain(await codeOf(link.beat(report, 10_000)));
		expect(ends).toHaveLength(1);
		expect(await codeOf(link.beat(report, 10_000))).toBe(ends[0]?.code);
		expect(ends).toHaveLength(1);
	});

	test.each([
		['SUPERSEDED', EndReason.SUPERSEDED, 'refused', 'Another agent has taken this name: web-2 did (SUPERSEDED).'],
		['REMOVED', EndReason.REMOVED, 'refused', 'Somebody removed this agent from the master (REMOVED).'],
		['STOP_REQUESTED', EndReason.STOP_REQUESTED, 'stop-requested', 'web-2 did'],
		[
			'UNKNOWN_SESSION',
			EndReason.UNKNOWN_SESSION,
			'unknown-session',
			'The master does not know this session (UNKNOWN_SESSION).',
		],
		['GOING_AWAY', EndReason.GOING_AWAY, 'unreachable', 'The master is shutting down (GOING_AWAY).'],
	] as const)('that the master ends as %s is told with that reason, once', async (code, reason, kind, message) => {
		const {master, link, ends} = await open();
		master.onHello = (call) => master.end(call, reason, 'web-2\n\u001B did');
		await link.register(1000);
		await waitFor(() => ends.length > 0);
		expect(ends).toEqual([{kind, code, address: master.address, said: 'web-2 did'}]);
		expect(ends.map(failureInFull)).toEqual([message]);
		await waitFor(() => master.streams.size === 0);
		expect(ends).toHaveLength(1);
	});

	test('does not stay open where the master only says that it ends', async () => {
		const {master, link, ends} = await open();
		master.onHello = (call) => {
			call.write({kind: {$case: 'end', value: {reason: EndReason.UNKNOWN_SESSION, message: ''}}});
		};
		await link.register(1000);
		await waitFor(() => ends.length > 0);
		expect(master.streams.size).toBe(1);
		master.onHello = () => undefined;
		await link.register(1000);
		await link.beat(report, 5000);
		expect(master.streams.size).toBe(1);
	});

	test('answers a probe by itself', async () => {
		const {master, link} = await open();
		let answers = 0;
		master.onHello = (call) => {
			call.on('data', ({kind}) => {
				answers += kind?.$case === 'probeAnswer' ? 1 : 0;
			});
			call.write({kind: {$case: 'probe', value: {}}});
		};
		await link.register(1000);
		await waitFor(() => answers === 1);
	});

	test('that is closed on this side is not told as an end', async () => {
		const {master, link, ends} = await open();
		await link.register(1000);
		await link.beat(report, 5000);
		link.close();
		await waitFor(() => master.streams.size === 0);
		expect(ends).toEqual([]);
	});
});

test('a link that has not registered does not beat', async () => {
	const {link} = await open();
	expect(() => link.beat(report, 100)).toThrow('only after it registered');
});

test('a master of ours that serves no sessions gets single heartbeats', async () => {
	const {master, link} = await open();
	master.servesSessions = false;
	expect(await link.register(1000)).toEqual({sessionId: 'session-1', beats: 'unary'});
	expect(await codeOf(link.beat(report, 1000))).toBe('UNIMPLEMENTED');
	expect(master.streams.size).toBe(0);
});
