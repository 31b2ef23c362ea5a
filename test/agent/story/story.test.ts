import {existsSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Connection, createConnection} from '../../../source/agent/connection/connection.js';
import {readHistory} from '../../../source/agent/story/history-file.js';
import {createStory, type OwnStory, type Urgency} from '../../../source/agent/story/story.js';
import {waitFor} from '../../helpers/closing.js';
import {FakeMaster} from '../../helpers/fake-link.js';
import {shortPolicy} from '../../helpers/test-agent.js';
import {facts} from '../../stories/agent-scenes.js';

let directory = '';

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'sloth-story-'));
});

afterEach(() => {
	rmSync(directory, {recursive: true});
});

type Running = {
	readonly connection: Connection;
	readonly story: OwnStory;
	readonly master: FakeMaster;
	readonly problems: readonly string[];
	readonly stop: () => Promise<void>;
};

/** An agent's connection and its story, with a master that needs no network. */
function start(checkpointIntervalMs?: number): Running {
	const master = new FakeMaster();
	const connection = createConnection(
		{
			master: {host: 'master.example', port: 50_050},
			policy: shortPolicy,
			suspectIntervalMs: 20,
			reportedAddress: 'a:0',
		},
		{openLink: master.openLink},
	);
	const problems: string[] = [];
	const story = createStory({
		connection,
		facts,
		directory,
		policy: shortPolicy,
		suspectIntervalMs: 20,
		onProblem: (line) => problems.push(line),
		...(checkpointIntervalMs === undefined ? {} : {checkpointIntervalMs}),
	});
	const controller = new AbortController();
	const finished = connection.run(controller.signal);
	return {
		connection,
		story,
		master,
		problems,
		async stop() {
			controller.abort('the test ends');
			await finished;
			await story.close();
		},
	};
}

const reaches = ({story}: Running, type: string) =>
	waitFor(
		() => story.model().state.type === type,
		() => `${type}, now ${story.model().state.type}`,
	);

test('an outage, the record and both runs survive a restart of the agent', async () => {
	const first = start();
	await waitFor(
		() => first.story.model().lastStreak >= 3,
		() => 'a streak of three',
	);
	first.master.kill();
	await reaches(first, 'reconnecting');
	first.master.revive();
	await reaches(first, 'active');
	await first.stop();

	const second = start();
	const {history} = second.story.model();
	expect(history.outages).toMatchObject([{reason: {code: 'ECONNREFUSED'}, wasConnected: true}]);
	expect(history.outages[0]?.until).toBeTypeOf('number');
	expect(history.outages[0]?.endedStreak).toBeGreaterThanOrEqual(3);
	expect(history.bestStreak).toBeGreaterThanOrEqual(3);
	expect(history.runs).toHaveLength(2);
	await second.stop();
	expect([...first.problems, ...second.problems]).toEqual([]);
});

test('a streak that goes on is in the file from time to time, for an agent that is killed', async () => {
	const agent = start(20);
	await waitFor(
		() => (readHistory(directory, 0).history?.bestStreak ?? 0) >= 3,
		() => 'a streak of three in the file',
	);
	expect(agent.connection.state).toMatchObject({type: 'active', failures: 0});
	await agent.stop();
});

test('heartbeats and attempts write nothing', async () => {
	const agent = start();
	await reaches(agent, 'active');
	const file = join(directory, 'history.json');
	await waitFor(
		() => existsSync(file) && !existsSync(`${file}.new`),
		() => 'the first write',
	);
	// Each write makes a new file in the place of the old one.
	const {ino} = statSync(file);
	const {lastStreak} = agent.story.model();
	await waitFor(
		() => agent.story.model().lastStreak >= lastStreak + 3,
		() => 'three more heartbeats',
	);
	expect(statSync(file).ino).toBe(ino);
	agent.master.kill();
	await waitFor(
		() => readHistory(directory, 0).history?.outages.length === 1,
		() => 'the write of the loss',
	);
	const lost = statSync(file).ino;
	const {count} = agent.story.model().failedAttempts;
	await waitFor(
		() => agent.story.model().failedAttempts.count >= count + 2,
		() => 'two more failed attempts',
	);
	expect(statSync(file).ino).toBe(lost);
	await agent.stop();
});

test('a corrupt history is told of, and a new one begins', async () => {
	writeFileSync(join(directory, 'history.json'), 'not JSON');
	const agent = start();
	expect(agent.problems).toHaveLength(1);
	expect(agent.problems[0]).toMatch(/is damaged: set aside as .*history\.json\.corrupt-/u);
	await agent.stop();
	expect(readHistory(directory, 0).history?.runs).toHaveLength(1);
});

test('a change of state and a failed heartbeat are told at once, the rest soon', async () => {
	const agent = start();
	const told: Array<readonly [Urgency, string]> = [];
	agent.connection.subscribe(({event}) => {
		const urgency = latest;
		told.push([urgency, event.type]);
	});
	let latest: Urgency = 'soon';
	agent.story.subscribe((urgency) => {
		latest = urgency;
	});
	await waitFor(
		() => agent.story.model().lastStreak >= 2,
		() => 'two heartbeats',
	);
	agent.master.kill();
	await reaches(agent, 'reconnecting');
	await agent.stop();
	const kinds = (urgency: Urgency) => new Set(told.filter(([at]) => at === urgency).map(([, type]) => type));
	expect(kinds('now')).toContain('heartbeat-failed');
	expect(kinds('now')).toContain('retry-scheduled');
	expect(kinds('soon')).toContain('heartbeat-acknowledged');
	expect(kinds('soon')).not.toContain('heartbeat-failed');
});

test('lines of the log reach the model', async () => {
	const agent = start();
	agent.story.takeLine('warn', 'one line');
	expect(agent.story.model().log).toMatchObject([{level: 'warn', message: 'one line', count: 1}]);
	await agent.stop();
});

test('whoever looks only now sees the same as whoever looked all the time', async () => {
	const {connection, story: unwatched, stop} = start();
	const watched = createStory({
		connection,
		facts,
		directory: mkdtempSync(join(directory, 'watched-')),
		policy: shortPolicy,
		suspectIntervalMs: 20,
		onProblem: () => {},
	});
	const unsubscribe = watched.subscribe(() => {});
	await waitFor(() => connection.state.type === 'active' && connection.state.streak > 5);
	const {roundTrips, lastBeatAt, nextBeatAt, lastStreak, state} = unwatched.model();
	expect(lastStreak).toBeGreaterThan(5);
	expect(watched.model()).toMatchObject({roundTrips, lastBeatAt, nextBeatAt, lastStreak, state});
	unsubscribe();
	await watched.close();
	await stop();
});
