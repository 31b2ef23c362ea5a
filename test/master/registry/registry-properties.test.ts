import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Transition} from '../../../source/master/registry/agent-record.js';
import type {Registration} from '../../../source/master/registry/contract.js';
import type {ProbeOutcome} from '../../../source/master/registry/name-claim.js';
import {createRegistry} from '../../../source/master/registry/registry.js';
import {goPeer, name, ours, policyWith, recordOf} from './registry-fixture.js';

// Two clones of one installation, a stranger, two Go peers.
const instances: readonly Registration[] = [
	ours('clone-1', ''),
	ours('clone-2', '', {peerAddress: '10.0.0.2'}),
	ours('stranger', '', {installId: 'other', peerAddress: '10.0.0.3'}),
	goPeer('10.0.0.8'),
	goPeer('10.0.0.9'),
];

const pick = fc.nat({max: 1000});
const result = fc.constantFrom('answered' as const, 'silent' as const);
const step = fc.record({
	waitMs: fc.oneof(fc.nat({max: 300}), fc.nat({max: 15_000}), fc.nat({max: 90_000})),
	action: fc.oneof(
		{weight: 4, arbitrary: fc.record({type: fc.constant('register' as const), pick})},
		{weight: 3, arbitrary: fc.record({type: fc.constant('finish-probe' as const), pick, result})},
		{weight: 4, arbitrary: fc.record({type: fc.constant('open-stream' as const), pick})},
		{weight: 3, arbitrary: fc.record({type: fc.constant('end-stream' as const), pick})},
		{weight: 4, arbitrary: fc.record({type: fc.constant('beat' as const), pick})},
		{weight: 1, arbitrary: fc.record({type: fc.constant('unregister' as const), pick})},
		{weight: 2, arbitrary: fc.record({type: fc.constant('sweep' as const)})},
	),
});

type Session = {readonly sessionId: string; readonly peerAddress: string};

/** Plays steps against a registry and against the plainest model of who holds the name. */
class Play {
	readonly registry = createRegistry();
	now = 0;
	readonly sessions: Session[] = [];
	readonly probes: {registration: Registration; probe: Omit<ProbeOutcome, 'result'>}[] = [];
	readonly streams: number[] = [];
	/** Streams that are open and that nobody was told to end. */
	readonly openStreams = new Set<number>();
	holder: Session | undefined;

	step({waitMs, action}: typeof step extends fc.Arbitrary<infer T> ? T : never) {
		this.now += waitMs;
		switch (action.type) {
			case 'register':
				this.register({...at(instances, action.pick), newSessionId: `s${this.sessions.length}`});
				break;
			case 'finish-probe':
				if (this.probes.length > 0) {
					const {registration, probe} = at(this.probes, action.pick);
					this.register({
						...registration,
						newSessionId: `s${this.sessions.length}`,
						probe: {...probe, result: action.result},
					});
				}

				break;
			case 'open-stream':
				this.withSession(action.pick, (session) => this.openStream(session));
				break;
			case 'end-stream':
				if (this.streams.length > 0) {
					this.endStream(at(this.streams, action.pick));
				}

				break;
			case 'beat':
				this.withSession(action.pick, (session) => this.beat(session));
				break;
			case 'unregister':
				this.withSession(action.pick, (session) => this.unregister(session));
				break;
			case 'sweep':
				this.registry.sweep(this.now);
				break;
		}
	}

	/** All who do not hold the name are unknown, whatever they try, and change nothing. */
	verify() {
		const before = this.registry.get(name);
		for (const session of this.sessions.filter((other) => !this.isHolder(other))) {
			expect(this.registry.heartbeat(this.now, {name, ...session}).type).toBe('unknown');
			expect(this.registry.openStream(this.now, {name, ...session, streamId: -1}).type).toBe('unknown-session');
		}

		expect(this.registry.get(name)).toBe(before);
		expect([...this.openStreams]).toEqual(before?.streamId === undefined ? [] : [before.streamId]);
		expect(this.registry.list().length).toBeLessThanOrEqual(1);
	}

	private register(registration: Registration) {
		const before = this.registry.get(name);
		const answer = this.registry.register(this.now, registration);
		if (answer.type === 'probe-holder') {
			this.probes.push({registration, probe: answer.probe});
		}

		if (answer.type !== 'accepted') {
			expect(this.registry.get(name)).toBe(before);
			return;
		}

		expect(answer.replaced?.record).toBe(before);
		if (answer.replaced?.record.streamId !== undefined) {
			this.openStreams.delete(answer.replaced.record.streamId);
		}

		this.holder = {sessionId: answer.record.sessionId, peerAddress: registration.peerAddress};
		this.sessions.push(this.holder);
	}

	private openStream(session: Session) {
		const streamId = this.streams.length;
		const answer = this.registry.openStream(this.now, {name, ...session, streamId});
		expect(answer.type === 'accepted').toBe(session.sessionId !== '' && this.isHolder(session));
		if (answer.type === 'accepted') {
			this.streams.push(streamId);
			this.openStreams.add(streamId);
			if (answer.replacedStreamId !== undefined) {
				this.openStreams.delete(answer.replacedStreamId);
			}
		}
	}

	/** Any stream that ever was may end now: streams end late, and more than once. */
	private endStream(streamId: number) {
		const before = this.registry.get(name);
		this.registry.endStream(this.now, {name, streamId});
		if (!this.openStreams.delete(streamId)) {
			expect(this.registry.get(name)).toBe(before);
		}
	}

	private beat(session: Session) {
		const isHolder = this.isHolder(session);
		const answer = this.registry.heartbeat(this.now, {name, ...session});
		expect(answer.type).toBe(isHolder ? 'acknowledged' : 'unknown');
		if (isHolder) {
			expect(recordOf(this.registry).liveness).toBe('active');
		}
	}

	private unregister(session: Session) {
		const before = this.registry.get(name);
		const isHolder = this.isHolder(session);
		// A Go peer has no session to end; another one's empty session id must not end that of the holder either.
		if (session.sessionId === '') {
			return;
		}

		const transition = this.registry.unregister(this.now, {name, ...session});
		expect(transition?.to).toBe(isHolder ? 'stopped' : undefined);
		if (isHolder) {
			this.holder = undefined;
		} else {
			expect(this.registry.get(name)).toBe(before);
		}
	}

	private isHolder({sessionId, peerAddress}: Session): boolean {
		return this.holder?.sessionId === sessionId && (sessionId !== '' || this.holder.peerAddress === peerAddress);
	}

	private withSession(index: number, use: (session: Session) => void) {
		if (this.sessions.length > 0) {
			// The latest sessions are the interesting ones.
			use(at(this.sessions.slice(-4), index));
		}
	}
}

function at<T>(list: readonly T[], index: number): T {
	const item = list[index % list.length];
	if (item === undefined) {
		throw new Error('Expected a list that is not empty');
	}

	return item;
}

test('no interleaving of registrations, streams, beats and probes leaves two holders of a name', () => {
	fc.assert(
		fc.property(fc.array(step, {maxLength: 60, size: 'max'}), (steps) => {
			const play = new Play();
			for (const next of steps) {
				play.step(next);
				play.verify();
			}
		}),
		{numRuns: 500},
	);
});

test('live clones swap a name at most once a minute, whatever becomes of their streams and probes', () => {
	const attempt = fc.record({
		waitMs: fc.oneof(fc.nat({max: 500}), fc.nat({max: 20_000})),
		isSecond: fc.boolean(),
		opensStream: fc.boolean(),
		streamBreaks: fc.boolean(),
		result,
		sweeps: fc.boolean(),
	});
	let swapsInAll = 0;
	fc.assert(
		fc.property(
			fc.constantFrom([0, 1] as const, [0, 3] as const, [3, 4] as const),
			fc.array(attempt, {minLength: 2, maxLength: 80, size: 'max'}),
			(pair, attempts) => {
				const registry = createRegistry();
				const swaps: number[] = [];
				let now = 0;
				for (const [index, {waitMs, isSecond, opensStream, streamBreaks, result, sweeps}] of attempts.entries()) {
					now += waitMs;
					const registration = {...at(instances, pair[isSecond ? 1 : 0]), newSessionId: `s${index}`};
					let answer = registry.register(now, registration);
					if (answer.type === 'probe-holder') {
						now += 1000;
						answer = registry.register(now, {...registration, probe: {...answer.probe, result}});
					}

					if (answer.type === 'accepted') {
						const {replaced, record} = answer;
						if (replaced !== undefined && !replaced.isSameInstance) {
							swaps.push(now);
						}

						if (opensStream) {
							registry.openStream(now, {name, sessionId: record.sessionId, streamId: index});
							registry.heartbeat(now, record);
						}
					}

					const {streamId} = recordOf(registry);
					if (streamBreaks && streamId !== undefined) {
						registry.endStream(now, {name, streamId});
					}

					if (sweeps) {
						registry.sweep(now);
					}
				}

				swapsInAll += swaps.length;
				for (const [index, swappedAt] of swaps.entries()) {
					// The first swap may follow upon anything.
					expect(swappedAt - (swaps[index - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(60_000);
				}
			},
		),
		{numRuns: 300},
	);
	expect(swapsInAll).toBeGreaterThan(50);
});

test('no stall of the master makes an agent late or lost that beats in time', () => {
	fc.assert(
		fc.property(
			fc.record({
				intervalMs: fc.constantFrom(500, 1000, 5000),
				phase: fc.double({min: 0, max: 1, noNaN: true}),
				gaps: fc.array(fc.oneof({weight: 5, arbitrary: fc.constant(250)}, fc.nat({max: 120_000})), {
					minLength: 1,
					maxLength: 200,
					size: 'max',
				}),
			}),
			({intervalMs, phase, gaps}) => {
				const registry = createRegistry();
				const policy = policyWith({heartbeatIntervalMs: intervalMs, heartbeatTimeoutMs: intervalMs});
				registry.sweep(0);
				registry.register(0, ours('first', 's1', {policy}));
				const transitions: Transition[] = [];
				let now = 0;
				let nextBeatAt = Math.floor(phase * intervalMs);
				for (const gap of gaps) {
					// What had reached the process when it swept last is read before it sweeps again; nothing that came since is.
					for (; nextBeatAt <= now; nextBeatAt += intervalMs) {
						registry.heartbeat(now, {name, sessionId: 's1', peerAddress: '10.0.0.1'});
					}

					now += gap;
					transitions.push(...registry.sweep(now).transitions);
				}

				expect(transitions).toEqual([]);
			},
		),
		{numRuns: 300},
	);
});

test('no stall of the master keeps a dead agent from being lost once its sweeps come in time', () => {
	fc.assert(
		fc.property(fc.array(fc.nat({max: 120_000}), {maxLength: 30}), (gaps) => {
			const registry = createRegistry();
			registry.register(0, ours('first', 's1'));
			let now = 0;
			for (const gap of gaps) {
				now += gap;
				registry.sweep(now);
			}

			for (const end = now + 85_500; now < end; now += 250) {
				registry.sweep(now + 250);
			}

			expect(recordOf(registry).liveness).toBe('lost');
		}),
	);
});
