import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {type DaemonStart, daemonChild, startDaemon} from '../../source/program/daemon.js';
import {bundleFixture} from '../helpers/bundle-fixture.js';
import {isRunning, makeTemporaryDirectory, removeDirectory, waitUntil} from '../host/fixture-process.js';

let scripts: string;
let daemon: string;
let starter: string;
let directory: string;
let logFile: string;
let factsFile: string;
const started: number[] = [];

beforeAll(async () => {
	scripts = makeTemporaryDirectory();
	daemon = await bundleFixture(scripts, new URL('./fixtures/daemon.ts', import.meta.url));
	starter = await bundleFixture(scripts, new URL('./fixtures/daemon-starter.ts', import.meta.url));
});

afterAll(() => {
	removeDirectory(scripts);
});

beforeEach(() => {
	directory = makeTemporaryDirectory();
	logFile = join(directory, 'logs', 'agent.log');
	factsFile = join(directory, 'facts.json');
});

afterEach(async () => {
	for (const pid of started.splice(0)) {
		if (isRunning(pid)) {
			process.kill(pid, 'SIGKILL');
		}

		await waitUntil('the daemon is gone', () => !isAlive(pid));
	}

	removeDirectory(directory);
});

/** A daemon whose starter is gone may stay as a zombie where nobody reaps. */
function isAlive(pid: number): boolean {
	if (process.platform !== 'linux') {
		return isRunning(pid);
	}

	try {
		return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
	} catch {
		return false;
	}
}

function startStarter(how: string, timeoutMs = 20_000): ChildProcess {
	return spawn(process.execPath, [starter, daemon, logFile, String(timeoutMs), how, factsFile], {
		stdio: ['ignore', 'pipe', 'pipe'],
		cwd: scripts,
	});
}

/** Runs a starter to the end of its output: pipes that the daemon had inherited would never end. */
async function startBy(how: string, timeoutMs?: number): Promise<DaemonStart> {
	const child = startStarter(how, timeoutMs);
	const {stdout, stderr} = child;
	if (!stdout || !stderr) {
		throw new Error('The starter has no pipes');
	}

	const [output, errors] = await Promise.all([text(stdout), text(stderr)]);
	expect(errors).toBe('');
	const result: DaemonStart = JSON.parse(output);
	if (result.ok) {
		started.push(result.pid);
	}

	return result;
}

async function readFacts(): Promise<Record<string, unknown>> {
	await waitUntil('the daemon tells its facts', () => existsSync(factsFile));
	const facts: Record<string, unknown> = JSON.parse(readFileSync(factsFile, 'utf8'));
	started.push(Number(facts['pid']));
	return facts;
}

test('starts a daemon that outlives its starter, in the same directory, and prints to the log', async () => {
	const result = await startBy('start');
	expect(result).toEqual({ok: true, pid: expect.any(Number), message: 'listening'});
	const facts = await readFacts();
	expect(facts).toEqual({
		pid: result.ok && result.pid,
		variable: '1',
		inherited: 'undefined',
		isConnected: false,
		directory: scripts,
	});
	expect(isAlive(Number(facts['pid']))).toBe(true);
	expect(readFileSync(logFile, 'utf8')).toBe('printed by the daemon\n');
	expect(statSync(logFile).mode & 0o777).toBe(0o600);
});

test.runIf(process.platform === 'linux')('gives the daemon a session of its own', async () => {
	await startBy('start');
	const {pid} = await readFacts();
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
		.replace(/^.*\) /su, '')
		.split(' ');
	expect(fields[3]).toBe(String(pid));
});

test('leaves no channel that would keep a daemon alive after its report', async () => {
	expect((await startBy('start-and-end')).ok).toBe(true);
	expect(await readFacts()).toMatchObject({ended: true});
});

test('hands on why a daemon failed, also when it ends right after', async () => {
	for (let round = 0; round < 5; round++) {
		expect(await startBy('fail')).toEqual({ok: false, message: 'The port 50051 is taken', exitCode: 4});
	}
});

test('waits until a daemon that failed has ended, so that nothing of it is held any more', async () => {
	const failed = {ok: false, message: 'The port 50051 is taken', exitCode: 4};
	expect(await startBy('fail-and-linger')).toEqual(failed);
	expect(await readFacts()).toMatchObject({ended: true});
	expect(await startBy('fail-and-hang')).toEqual(failed);
	const {pid} = await readFacts();
	expect(isAlive(Number(pid))).toBe(false);
});

test('says where the log is when a daemon ends without a word', async () => {
	expect(await startBy('die')).toEqual({
		ok: false,
		message: `Agent web-1 ended before it had started (exit code 7). Log: ${logFile}`,
		exitCode: 1,
	});
	expect(readFileSync(logFile, 'utf8')).toBe('a stack trace\n');
});

test('ends a daemon that does not report in time, also one that heeds no SIGTERM', async () => {
	const starting = startBy('hang', 1500);
	const {pid} = await readFacts();
	expect(await starting).toEqual({
		ok: false,
		message: `Agent web-1 did not start within 1.5 s and was ended. Log: ${logFile}`,
		exitCode: 1,
	});
	expect(isAlive(Number(pid))).toBe(false);
});

test('lives on when its starter is killed before the report', async () => {
	const child = startStarter('orphan');
	const {pid} = await readFacts();
	child.kill('SIGKILL');
	await once(child, 'close');
	await waitUntil('the daemon has survived', () => readFileSync(factsFile, 'utf8').includes('survived'));
	expect(isAlive(Number(pid))).toBe(true);
});

test('says why a log file cannot be opened, and starts nothing', async () => {
	writeFileSync(join(directory, 'file'), '');
	logFile = join(directory, 'file', 'agent.log');
	expect(await startBy('start')).toEqual({
		ok: false,
		message: `The directory ${join(directory, 'file')} cannot be used: something that is not a directory has its name (EEXIST)`,
		exitCode: 2,
	});
	expect(existsSync(factsFile)).toBe(false);
});

test('is no daemon in a process that nobody started as one', async () => {
	expect(daemonChild()).toBeUndefined();
	const child = spawn(process.execPath, [daemon, 'ask', factsFile], {stdio: 'ignore'});
	await once(child, 'exit');
	expect(JSON.parse(readFileSync(factsFile, 'utf8'))).toMatchObject({isChild: false});
});

test('says why a daemon cannot be started at all', async () => {
	const result = await startDaemon({
		scriptPath: daemon,
		arguments: ['x'.repeat(8_000_000)],
		logFile,
		label: 'Agent web-1',
		timeoutMs: 5000,
	});
	expect(result).toMatchObject({
		ok: false,
		exitCode: 1,
		message: expect.stringContaining('Agent web-1 could not be started: '),
	});
});
