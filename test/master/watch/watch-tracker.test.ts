import {status} from '@grpc/grpc-js';
import {expect, test, vi} from 'vitest';
import {createFleetModel} from '../../../source/fleet/model/fleet-model.js';
import type {EventBus} from '../../../source/master/events/event-bus.js';
import {watchInProcess} from '../../../source/master/on-screen.js';
import type {RegistryEvent} from '../../../source/master/registry/event.js';
import {createRegistry} from '../../../source/master/registry/registry.js';
import {createWatchService} from '../../../source/master/watch/watch-service.js';
import {createWatchTracker, type WatchTracker} from '../../../source/master/watch/watch-tracker.js';
import type {WatchSink} from '../../../source/master/watch/watcher.js';
import {dial} from '../../../source/protocol/channel.js';
import {AgentRegistryService, type FleetUpdate} from '../../../source/protocol/generated/agent.js';
import {serve} from '../../../source/protocol/server.js';
import {closeAfterEach, waitFor} from '../../helpers/closing.js';
import {connect, ours, sweepThrough} from '../registry/registry-fixture.js';

const close = closeAfterEach();
const agents = 10_000;

/** A registry of ten thousand agents and its tracker. The registry's clock is the test's. */
function trackFleet() {
	const registry = createRegistry();
	for (let index = 0; index < agents; index++) {
		registry.register(0, ours(`instance-${index}`, `session-${index}`, {name: `agent-${index}`}));
	}

	const listeners = new Set<(event: RegistryEvent) => void>();
	const bus: EventBus = {
		publish(event) {
			for (const listener of listeners) {
				listener(event);
			}
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
	let monotonicMs = 0;
	let told = 0;
	const readStored = vi.fn(async () => []);
	const tracker = close(
		createWatchTracker({
			registry,
			ledger: {isDurable: () => true, problem: () => undefined, subscribe: () => () => {}},
			bus,
			readEvents: readStored,
			startedAt: 0,
			now: () => ({monotonicMs, wallMs: 1e12 + monotonicMs}),
		}),
		(one) => one.close(),
	);
	const tell = (count: number, message: string) => {
		for (let index = 0; index < count; index++) {
			bus.publish({
				id: `event-${told++}`,
				agentName: `agent-${index}`,
				type: 'agent.late',
				atWallMs: 1e12 + monotonicMs,
				severity: 'warning',
				message,
				data: {from: 'active', reason: message},
			});
		}
	};

	return {
		tracker,
		registry,
		listeners,
		readStored,
		tell,
		/** All agents become late in one sweep. */
		sweep() {
			const before = monotonicMs;
			for (; registry.get('agent-0')?.liveness === 'active'; monotonicMs += 250) {
				sweepThrough(registry, monotonicMs, monotonicMs + 250);
			}

			expect(monotonicMs).toBeGreaterThan(before);
			tell(agents, 'no heartbeat for 10 s');
		},
	};
}

/** Counts what is watched and who is cut. Whoever begins again and again fails. */
function counted(tracker: WatchTracker) {
	const counts = {watches: 0, drops: 0};
	return {
		counts,
		tracker: {
			...tracker,
			watch(sink: WatchSink) {
				counts.watches++;
				if (counts.watches > 10) {
					throw new Error('It was watched more than ten times');
				}

				return tracker.watch({
					...sink,
					drop() {
						counts.drops++;
						sink.drop();
					},
				});
			},
		} satisfies WatchTracker,
	};
}

async function serveWatch(tracker: WatchTracker) {
	const {watchFleet} = AgentRegistryService;
	const server = close(
		await serve(
			{host: '127.0.0.1', port: 0},
			[{definition: {watchFleet}, handlers: {...createWatchService(tracker)}}],
			{host: 'host', port: 'port'},
		),
		(one) => one.close(0),
	);
	const channel = close(await dial(server.address, 5000, new AbortController().signal), (one) => one.close());
	const model = createFleetModel({type: 'connected', since: 0});
	const stream = close(channel.client.watchFleet({}), (one) => one.cancel());
	const failed = new Promise<{code?: number; details?: string}>((resolve) => {
		stream.on('error', resolve);
	});
	stream.on('data', (update: FleetUpdate) => model.apply(0, update));
	return {model, stream, failed};
}

test('ten thousand agents that are late in one sweep neither hang the screen in this process nor cut it', async () => {
	const {tracker, sweep, tell} = trackFleet();
	const {tracker: watched, counts} = counted(tracker);
	const model = createFleetModel({type: 'in-process'});
	close(
		watchInProcess(watched, (update) => model.apply(0, update)),
		(unwatch) => unwatch(),
	);
	await waitFor(() => model.isKnown());
	expect(model.counts().active).toBe(agents);
	sweep();
	await waitFor(() => model.counts().late === agents && model.events().length === 500);
	tell(1, 'the last one');
	await waitFor(() => model.events().some(({message}) => message === 'the last one'));
	expect(counts).toEqual({watches: 1, drops: 0});
});

test('ten thousand agents that are late in one sweep do not cut a watcher elsewhere that reads', async () => {
	const {tracker, sweep, tell} = trackFleet();
	const {tracker: watched, counts} = counted(tracker);
	const {model} = await serveWatch(watched);
	await waitFor(() => model.isKnown());
	sweep();
	await waitFor(() => model.counts().late === agents && model.events().length === 500);
	tell(1, 'the last one');
	await waitFor(() => model.events().some(({message}) => message === 'the last one'));
	expect(counts).toEqual({watches: 1, drops: 0});
});

test('a watcher elsewhere that does not read is cut, costs nothing then, and is told so when it reads again', async () => {
	const {tracker, tell, listeners} = trackFleet();
	const {tracker: watched, counts} = counted(tracker);
	const {model, stream, failed} = await serveWatch(watched);
	await waitFor(() => model.isKnown());
	stream.pause();
	const telling = setInterval(() => tell(300, 'x'.repeat(2000)), 100);
	await waitFor(
		() => counts.drops === 1,
		() => 'the watcher is cut',
		25_000,
	).finally(() => clearInterval(telling));
	// It was the only one: nobody listens any more.
	expect(listeners.size).toBe(0);
	stream.resume();
	expect(await failed).toMatchObject({
		code: status.RESOURCE_EXHAUSTED,
		details: 'This watcher has fallen too far behind: watch again.',
	});
	expect(counts).toEqual({watches: 1, drops: 1});
});

test('whoever is cut may watch again at once, and is not told the same change for ever', async () => {
	vi.useFakeTimers();
	const {tracker, tell, listeners} = trackFleet();
	const {tracker: watched, counts} = counted(tracker);
	const stalled: WatchSink = {
		write: () => undefined,
		drop: () => {
			watched.watch(stalled);
		},
		end: () => undefined,
	};
	watched.watch(stalled);
	await vi.advanceTimersByTimeAsync(100);
	tell(agents, 'no heartbeat for 10 s');
	await vi.advanceTimersByTimeAsync(8000);
	expect(counts).toEqual({watches: 2, drops: 1});
	expect(listeners.size).toBe(1);
});

test('a screen in this process that is cut begins again, once, and not after it has left', async () => {
	vi.useFakeTimers();
	const sinks: WatchSink[] = [];
	let ends = 0;
	const tracker: WatchTracker = {
		watch(sink) {
			sinks.push(sink);
			return () => {
				ends++;
			};
		},
		close: () => undefined,
	};
	const unwatch = watchInProcess(tracker, () => undefined);
	sinks[0]?.drop();
	expect([sinks.length, ends]).toEqual([1, 1]);
	await vi.advanceTimersByTimeAsync(1);
	expect([sinks.length, ends]).toEqual([2, 1]);
	sinks[1]?.drop();
	unwatch();
	await vi.advanceTimersByTimeAsync(1000);
	expect(sinks).toHaveLength(2);
});

test('a tracker that has closed ends whoever comes, and starts nothing', () => {
	const {tracker, listeners, readStored} = trackFleet();
	tracker.close();
	const end = vi.fn();
	tracker.watch({write: () => undefined, drop: () => undefined, end})();
	expect(end).toHaveBeenCalledOnce();
	expect(listeners.size).toBe(0);
	expect(readStored).not.toHaveBeenCalled();
});

test('an agent that was removed and comes again has another handle', async () => {
	const {tracker, registry} = trackFleet();
	const updates: FleetUpdate[] = [];
	close(
		tracker.watch({
			write(update, done) {
				updates.push(update);
				done();
			},
			drop: () => undefined,
			end: () => undefined,
		}),
		(unwatch) => unwatch(),
	);
	const handles = () =>
		updates
			.flatMap(({agents: told}) => told)
			.filter(({info}) => info?.agentName === 'agent-7')
			.map(({handle}) => handle);
	await waitFor(() => updates.some(({endsSnapshot}) => endsSnapshot));
	registry.remove('agent-7');
	await waitFor(() => updates.some(({removed}) => removed.includes('agent-7')));
	connect(registry, 0, ours('another', 'another', {name: 'agent-7'}), 7);
	await waitFor(() => handles().length === 2);
	// By the old one a watcher would take its heartbeats for those of the agent that is gone.
	expect(handles()[1]).not.toBe(handles()[0]);
});

test('once nobody watches, the handles of agents are forgotten', async () => {
	const {tracker, registry} = trackFleet();
	const handlesOf = async () => {
		const updates: FleetUpdate[] = [];
		const unwatch = tracker.watch({
			write(update, done) {
				updates.push(update);
				done();
			},
			drop: () => undefined,
			end: () => undefined,
		});
		await waitFor(() => updates.some(({endsSnapshot}) => endsSnapshot));
		unwatch();
		return updates.flatMap(({agents: told}) => told.map(({handle}) => handle));
	};

	const before = new Set(await handlesOf());
	registry.remove('agent-7');
	const after = await handlesOf();
	expect(after).toHaveLength(agents - 1);
	// A handle of the first watch could mean another agent by now.
	expect(after.filter((handle) => before.has(handle))).toEqual([]);
});
