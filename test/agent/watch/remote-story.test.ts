import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {type AgentModel, createModel} from '../../../source/agent/story/agent-model.js';
import {startRun} from '../../../source/agent/story/history.js';
import type {AgentStory, Urgency} from '../../../source/agent/story/story.js';
import {agentTarget} from '../../../source/agent/watch/agent-target.js';
import {openRemoteStory} from '../../../source/agent/watch/remote-story.js';
import {storyFormat, streamStory} from '../../../source/agent/watch/story-stream.js';
import {version} from '../../../source/base/version.js';
import {type ControlHandler, type ControlServer, serveControl} from '../../../source/control/server.js';
import {acquireLock} from '../../../source/host/lock.js';
import {defaultPolicy} from '../../../source/protocol/policy.js';
import {waitFor} from '../../helpers/closing.js';

const name = 'web-1';
let directory = '';
let server: ControlServer | undefined;
let abort = new AbortController();

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'sloth-watch-'));
	abort = new AbortController();
});

afterEach(async () => {
	abort.abort();
	await server?.close();
	server = undefined;
	rmSync(directory, {recursive: true});
});

const model: AgentModel = createModel({
	facts: {
		name,
		pid: 1,
		version: '1.0.0',
		master: 'localhost:50050',
		reportedAddress: 'web-1:0',
		log: null,
		startedAt: 0,
		trust: 'plaintext',
	},
	directory: '/tmp',
	policy: defaultPolicy,
	suspectIntervalMs: 1000,
	history: startRun(undefined, 0),
});

async function serve(watch: ControlHandler): Promise<void> {
	server = await serveControl({directory, name, handlers: {watch}});
}

function fakeAgent() {
	const listeners = new Set<(urgency: Urgency) => void>();
	let current = model;
	const story: AgentStory = {
		model: () => current,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
	return {
		watch: (_request: unknown, signal: AbortSignal) => streamStory(story, signal),
		change(next: AgentModel) {
			current = next;
			for (const listener of listeners) {
				listener('now');
			}
		},
		listeners,
	};
}

const open = async (limitMs?: number) => {
	const story = await openRemoteStory(agentTarget(directory, name), abort.signal, {limitMs});
	return story ?? expect.fail('The watch was ended');
};

const greeting = {version, format: storyFormat};

/** Answers with these, then with nothing. */
function tellOnly(...messages: readonly unknown[]): ControlHandler {
	return async function* (_request, signal) {
		yield* messages;
		await new Promise((resolve) => signal.addEventListener('abort', resolve, {once: true}));
	};
}

test('shows what the agent tells, as it changes', async () => {
	const agent = fakeAgent();
	await serve(agent.watch);
	const story = await open();
	expect(story.model()).toEqual(JSON.parse(JSON.stringify(model)));
	const told: Urgency[] = [];
	story.subscribe((urgency) => told.push(urgency));
	agent.change({...model, state: {type: 'stopped', since: 1, reason: {type: 'asked', by: 'a test'}}});
	await story.ended;
	expect(story.model().state.type).toBe('stopped');
	expect(told).toContain('now');
});

test("tells the time by the agent's clock", async () => {
	await serve(tellOnly(greeting, {now: performance.now() + 1_000_000, model}));
	const story = await open();
	const ahead = story.now().monotonicMs - performance.now();
	expect(ahead).toBeGreaterThan(990_000);
	expect(ahead).toBeLessThanOrEqual(1_000_001);
});

test('knows since when the agent is gone, and finds it again', async () => {
	const agent = fakeAgent();
	await serve(agent.watch);
	const story = await open();
	expect(story.goneSinceWall()).toBeUndefined();
	const following = story.follow();
	await server?.close();
	await waitFor(
		() => story.goneSinceWall() !== undefined,
		() => 'the agent is gone',
	);
	await serve(fakeAgent().watch);
	await waitFor(
		() => story.goneSinceWall() === undefined,
		() => 'the agent is back',
	);
	abort.abort();
	await following;
});

test('stands still while the agent is gone, also where the wall clock is set meanwhile', async () => {
	await serve(async function* () {
		yield greeting;
		yield {now: performance.now() + 1_000_000, model};
	});
	const before = Date.now();
	const story = await open();
	await story.ended;
	const gone = story.now();
	expect(story.goneSinceWall()).toBe(gone.wallMs);
	expect(gone.wallMs).toBeGreaterThanOrEqual(before);
	expect(gone.monotonicMs - performance.now()).toBeGreaterThan(900_000);
	const hourLater = Date.now() + 3_600_000;
	vi.spyOn(Date, 'now').mockReturnValue(hourLater);
	expect(story.now()).toEqual(gone);
	expect(story.goneSinceWall()).toBe(gone.wallMs);
});

test('leaves nobody listening', async () => {
	const agent = fakeAgent();
	await serve(agent.watch);
	const story = await open();
	expect(agent.listeners.size).toBe(1);
	abort.abort();
	await story.ended;
	await waitFor(
		() => agent.listeners.size === 0,
		() => 'the stream is closed',
	);
});

test('says that no such agent runs', async () => {
	await expect(open()).rejects.toThrow('No agent named "web-1" runs on this machine for this user.');
});

test('says that it runs but cannot be asked where it has no control socket', async () => {
	const lock = await acquireLock({directory, name});
	await expect(open()).rejects.toThrow('Agent web-1 runs but cannot be asked: it has no control socket.');
	await lock?.release();
});

const how = `which this sloth-agent (${version}) cannot show. Ask it with: sloth-agent status --name web-1`;

test.each([
	['a format of tomorrow', [{version: '9.9.9', format: storyFormat + 1}], `version 9.9.9, ${how}`],
	['no greeting', [{now: 0, model}], `another version, ${how}`],
	['something else', [{name, state: 'active'}], `another version, ${how}`],
	[
		'a state that is not known',
		[
			{version: '9.9.9', format: storyFormat},
			{now: 0, model: {...model, state: {type: 'draining', since: 0}}},
		],
		`version 9.9.9, ${how}`,
	],
	['a model without its parts', [greeting, {now: 0, model: {state: model.state}}], `version ${version}, ${how}`],
])('says which version it cannot show where it is told %s', async (_what, messages, words) => {
	await serve(tellOnly(...messages));
	await expect(open()).rejects.toEqual(expect.objectContaining({message: `Agent web-1 is of ${words}`, exitCode: 1}));
});

test('follows no agent that came back in a version that it cannot show', async () => {
	await serve(fakeAgent().watch);
	const story = await open();
	const following = story.follow();
	await server?.close();
	await serve(tellOnly({version: '9.9.9', format: storyFormat + 1}));
	await expect(following).rejects.toThrow('Agent web-1 is of version 9.9.9');
});

test('says that an agent runs but does not answer where it says nothing', async () => {
	await serve(tellOnly());
	await expect(open(50)).rejects.toEqual(
		expect.objectContaining({
			message: 'Agent web-1 runs but does not answer: it is frozen or stuck.',
			exitCode: 1,
		}),
	);
});

test('ends in order where it is ended before it heard anything', async () => {
	await serve(tellOnly());
	const opening = openRemoteStory(agentTarget(directory, name), abort.signal);
	abort.abort();
	expect(await opening).toBeUndefined();
});

test('knows that the agent has fallen silent, and since when, until it speaks again', async () => {
	let speak = () => {};
	await serve(async function* () {
		yield greeting;
		yield {now: performance.now(), model};
		await new Promise<void>((resolve) => {
			speak = resolve;
		});
		yield greeting;
		await new Promise((resolve) => abort.signal.addEventListener('abort', resolve, {once: true}));
	});
	const before = Date.now();
	const story = await open(500);
	const heardBy = Date.now();
	const told: Urgency[] = [];
	story.subscribe((urgency) => told.push(urgency));
	expect(story.isSilent()).toBe(false);
	await waitFor(
		() => story.isSilent(),
		() => 'the agent is silent',
	);
	expect(told).toEqual(['now']);
	expect(story.goneSinceWall()).toBeGreaterThanOrEqual(before);
	expect(story.goneSinceWall()).toBeLessThanOrEqual(heardBy);
	speak();
	await waitFor(
		() => !story.isSilent(),
		() => 'the agent speaks',
	);
	expect(story.goneSinceWall()).toBeUndefined();
});

test('tells what the agent answers where it refuses', async () => {
	await serve(() => {
		throw new Error('not now');
	});
	await expect(open()).rejects.toThrow('Agent web-1 answers: not now');
});
