import {closeSync, constants, existsSync, openSync, readFileSync, readSync, renameSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {status} from '@grpc/grpc-js';
import {describe, expect} from 'vitest';
import {AgentRegistryService} from '../../source/protocol/generated/agent.js';
import {answering, serve} from '../../source/protocol/server.js';
import {StatusError} from '../../source/protocol/status-error.js';
import {execute, isMissing} from '../helpers/facilities.js';
import {knowsListeningPorts, listeningPorts} from '../helpers/listening-ports.js';
import {isProcessRunning, waitForFact} from '../helpers/program.js';
import {type Sandbox, test} from '../helpers/sandbox.js';
import {mountTinyDisk, writeUntilRefused} from '../helpers/tiny-disk.js';

const limitMs = 60_000;

/** Nothing listens there: the agent keeps trying. */
const noMaster = ['--master', '127.0.0.1:1'];

test.skipIf(!knowsListeningPorts)(
	'an agent listens on no port unless it is told to',
	{timeout: limitMs},
	async ({sandbox}) => {
		const {address} = await sandbox.startMaster();
		const start = async (name: string, flags: readonly string[]) => {
			const agent = sandbox.start('sloth-agent', ['--name', name, '--master', address, ...flags]);
			await agent.waitForLine(/Agent active/u);
			return listeningPorts(agent.pid);
		};

		expect(await start('web-1', [])).toEqual([]);
		expect(await start('web-2', ['--port', '0'])).toEqual([expect.any(Number)]);
	},
);

describe('--daemon', {concurrent: true}, () => {
	test.concurrent('says its process id and its log, lets go of the terminal, and is stopped', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		const master = await sandbox.startMaster();
		const directory = join(sandbox.stateDirectory, 'web-1');
		// The run is over when nobody holds its output open any more.
		const started = await sandbox.run('sloth-agent', [
			...['--name', 'web-1', '--daemon', '--port', '0', '--master', master.address],
		]);
		const log = join(directory, 'agent.log');
		const {pid = ''} = /^Agent web-1 started with PID (?<pid>\d+)\. Log: /u.exec(started.stdout)?.groups ?? {};
		expect(started).toEqual({code: 0, stdout: `Agent web-1 started with PID ${pid}. Log: ${log}\n`, stderr: ''});
		expect(await isProcessRunning(Number(pid))).toBe(true);
		expect(readFileSync(join(directory, 'daemon.pid'), 'utf8')).toBe(`${pid}\n`);
		expect(statSync(log).mode & 0o777).toBe(0o600);
		await sandbox.waitForStatus('web-1', ({state}) => state === 'active');
		const told = readFileSync(log, 'utf8');
		expect(told).toMatch(/INFO {2}Serving the Agent service at 127\.0\.0\.1:\d+\n/u);
		expect(told).toMatch(/INFO {2}Agent registered with master at 127\.0\.0\.1:\d+, reporting address \S+:[1-9]\d*/u);

		const again = await sandbox.run('sloth-agent', ['--name', 'web-1', '--daemon', '--master', master.address]);
		const foreground = await sandbox.run('sloth-agent', ['--name', 'web-1', '--master', master.address]);
		const sentence =
			'An agent named "web-1" runs on this machine already. See it with: sloth-agent status --name web-1';
		expect(again).toEqual({code: 4, stdout: '', stderr: `sloth-agent: ${sentence}\n`});
		expect(foreground).toMatchObject({code: 4, stderr: `sloth-agent: ${sentence}\n`});

		expect(await sandbox.run('sloth-agent', ['stop'])).toEqual({
			code: 0,
			stdout: 'Agent web-1 stopped.\n',
			stderr: '',
		});
		await waitForFact('the daemon is gone', async () => !(await isProcessRunning(Number(pid))));
		expect(existsSync(join(directory, 'daemon.pid'))).toBe(false);
		expect(readFileSync(log, 'utf8')).toMatch(/INFO {2}Agent stopped: sloth-agent stop\n$/u);
	});

	test.concurrent('of eight that start at the same moment exactly one wins, and kill -9 of it leaves nothing in the way', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		const start = () => sandbox.run('sloth-agent', ['--name', 'web-1', '--daemon', ...noMaster]);
		const starts = await Promise.all(Array.from({length: 8}, start));
		expect(starts.map(({code}) => code).sort()).toEqual([0, 4, 4, 4, 4, 4, 4, 4]);
		const pid = pidOf(starts.find(({code}) => code === 0)?.stdout);
		process.kill(pid, 'SIGKILL');
		await waitForFact('the winner is gone', async () => !(await isProcessRunning(pid)));
		const next = await start();
		expect(next).toMatchObject({code: 0, stderr: ''});
		expect(pidOf(next.stdout)).not.toBe(pid);
		expect(await sandbox.status('web-1')).toMatchObject({pid: pidOf(next.stdout), state: 'reconnecting'});
	});

	test.concurrent('tells why it is not connected yet, and keeps trying', {timeout: limitMs}, async ({sandbox}) => {
		const {code, stdout} = await sandbox.run('sloth-agent', ['--name', 'web-1', '--daemon', ...noMaster]);
		expect(code).toBe(0);
		expect(stdout.split('\n')[1]).toBe(
			'Not connected yet: Nothing is listening at 127.0.0.1:1 (ECONNREFUSED). No master runs on this machine. It keeps trying.',
		);
	});

	test.concurrent('fails with the code of what stands in its way', {timeout: limitMs}, async ({sandbox}) => {
		const master = await sandbox.startMaster();
		const {code, stdout, stderr} = await sandbox.run('sloth-agent', [
			...['--name', 'web-1', '--daemon', '--port', String(master.port), ...noMaster],
		]);
		expect({code, stdout, stderr}).toEqual({
			code: 4,
			stdout: '',
			stderr: `sloth-agent: The port of 127.0.0.1:${master.port} is in use (EADDRINUSE). Find the program that holds it with: ss -ltnp 'sport = :${master.port}'. Or name another with --port.\n`,
		});
		// What failed holds no name.
		expect(await sandbox.run('sloth-agent', ['--name', 'web-1', '--daemon', ...noMaster])).toMatchObject({code: 0});
	});
});

function pidOf(stdout = ''): number {
	return Number(/PID (?<pid>\d+)/u.exec(stdout)?.groups?.['pid']);
}

describe('watch on a pipe', {concurrent: true}, () => {
	test.concurrent('tells that an agent is frozen, and how it is once it is not any more', {timeout: limitMs}, async ({
		sandbox,
	}) => {
		const agent = sandbox.start('sloth-agent', ['start', '--name', 'web-1', ...noMaster]);
		await agent.waitForLine(/Reconnecting/u);
		const watch = sandbox.start('sloth-agent', ['watch', '--name', 'web-1']);
		await watch.waitForLine(/RECONNECTING/u);
		agent.signal('SIGSTOP');
		await watch.waitForLine(/ Agent web-1 runs but does not answer: it is frozen or stuck\.$/u);
		const told = watch.lines.length;
		agent.signal('SIGCONT');
		await watch.waitForLine(/RECONNECTING|CONNECTING/u, {from: told});
		agent.signal('SIGTERM');
		expect(await watch.exit).toEqual({code: 0, signal: null});
	});

	test.concurrent('says that an agent is frozen where it is at the start, with code 1', {timeout: limitMs}, async ({
		sandbox,
	}) => {
		const agent = sandbox.start('sloth-agent', ['start', '--name', 'web-1', ...noMaster]);
		await agent.waitForLine(/Reconnecting/u);
		agent.signal('SIGSTOP');
		expect(await sandbox.run('sloth-agent', ['watch'])).toEqual({
			code: 1,
			stdout: '',
			stderr: 'sloth-agent: Agent web-1 runs but does not answer: it is frozen or stuck.\n',
		});
	});
});

describe('status, stop and retry', {concurrent: true}, () => {
	test.concurrent('say so where nothing runs, with code 1', {timeout: limitMs}, async ({sandbox}) => {
		const nothing = 'sloth-agent: No agent runs on this machine for this user. Start one with: sloth-agent --daemon\n';
		const nobody = 'sloth-agent: No agent named "web-1" runs on this machine for this user.\n';
		for (const command of ['status', 'stop', 'retry']) {
			expect(await sandbox.run('sloth-agent', [command])).toEqual({code: 1, stdout: '', stderr: nothing});
			expect(await sandbox.run('sloth-agent', [command, '--name', 'web-1'])).toEqual({
				code: 1,
				stdout: '',
				stderr: nobody,
			});
		}
	});

	test.concurrent('mean the only agent, and list the names where there are two', {timeout: limitMs}, async ({
		sandbox,
	}) => {
		const first = sandbox.start('sloth-agent', ['start', '--name', 'web-1', ...noMaster]);
		await first.waitForLine(/Reconnecting/u);
		expect((await sandbox.run('sloth-agent', ['status'])).stdout).toMatch(
			/^Agent web-1\n {2}State {7}reconnecting {2}for .*\n {2}Master {6}127\.0\.0\.1:1\n[\s\S]*\n {2}Why {9}Nothing is listening at 127\.0\.0\.1:1 \(ECONNREFUSED\)[\s\S]*\n {2}Next {8}attempt 2 in /u,
		);
		expect(await sandbox.run('sloth-agent', ['retry'])).toMatchObject({
			code: 0,
			stdout: 'Agent web-1 tries its master now.\n',
		});
		const second = sandbox.start('sloth-agent', ['start', '--name', 'db-1', ...noMaster]);
		await second.waitForLine(/Reconnecting/u);
		for (const command of ['status', 'stop', 'retry']) {
			expect(await sandbox.run('sloth-agent', [command])).toEqual({
				code: 2,
				stdout: '',
				stderr: 'sloth-agent: Expected `--name` to be one of the agents that run here: db-1, web-1\n',
			});
		}

		expect(await sandbox.run('sloth-agent', ['stop', '--name', 'db-1'])).toMatchObject({code: 0});
		expect(await second.exit).toEqual({code: 0, signal: null});
		expect(JSON.parse((await sandbox.run('sloth-agent', ['status', '--json'])).stdout)).toMatchObject({name: 'web-1'});
	});

	test.concurrent('the keys of status --json stay', {timeout: limitMs}, async ({sandbox}) => {
		const master = await sandbox.startMaster();
		const agent = sandbox.start('sloth-agent', ['start', '--name', 'web-1', '--master', master.address]);
		await agent.waitForLine(/Agent active/u);
		const active = await readStatus(sandbox);
		expect(Object.keys(active)).toEqual([
			...['name', 'pid', 'version', 'master', 'reportedAddress', 'log', 'uptimeMs', 'state', 'since', 'sinceMs'],
			...['reason', 'streak', 'failures', 'roundTripMs', 'session', 'nextAttempt', 'outage'],
		]);
		expect(active).toMatchObject({
			name: 'web-1',
			pid: agent.pid,
			master: master.address,
			state: 'active',
			since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u),
			reason: null,
			session: expect.stringMatching(/^[\da-f-]{36}$/u),
			nextAttempt: null,
			outage: null,
		});
		await master.kill();
		await agent.waitForLine(/Reconnecting/u);
		const waiting = await readStatus(sandbox);
		expect(Object.keys(waiting)).toEqual(Object.keys(active));
		expect(waiting).toMatchObject({
			state: 'reconnecting',
			reason: {code: 'ECONNREFUSED', message: expect.stringContaining('(ECONNREFUSED)')},
			session: null,
			nextAttempt: {attempt: expect.any(Number), at: expect.any(String), inMs: expect.any(Number)},
			outage: {
				since: expect.any(String),
				sinceMs: expect.any(Number),
				wasConnected: true,
				endedStreak: expect.any(Number),
			},
		});
	});
});

async function readStatus(sandbox: Sandbox): Promise<Record<string, unknown>> {
	return JSON.parse((await sandbox.run('sloth-agent', ['status', '--json'])).stdout);
}

describe('a wrong command line', {concurrent: true}, () => {
	test.concurrent.for(
		[
			['--name', 'a b'],
			['--heartbeat-interval', '5'],
			['--master', ':::'],
			['--jitter', '2'],
			['--max-delay', '1s'],
			['--log-level', 'loud'],
			['--port', '70000'],
			['--unknown'],
			['frobnicate'],
		].map((words) => ({words})),
	)('$words is one line that names it, and code 2', {timeout: limitMs}, async ({words}, {sandbox}) => {
		const {code, stdout, stderr} = await sandbox.run('sloth-agent', words);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr).toMatch(/^sloth-agent: [^\n]+\n$/u);
		for (const word of words) {
			expect(stderr).toContain(word);
		}

		expect(existsSync(sandbox.stateDirectory)).toBe(false);
	});
});

describe('signals', {concurrent: true}, () => {
	test.concurrent('SIGUSR1 tries the master now', {timeout: limitMs}, async ({sandbox}) => {
		const earlier = await sandbox.startMaster();
		await earlier.kill();
		const agent = sandbox.start('sloth-agent', [
			...['start', '--name', 'web-1', '--master', earlier.address, '--initial-delay', '10m', '--max-delay', '10m'],
		]);
		await agent.waitForLine(/Reconnecting to master in (?:600|[45]\d\d)/u);
		await sandbox.startMaster(['--port', String(earlier.port)]);
		agent.signal('SIGUSR1');
		await agent.waitForLine(/Agent active/u);
		expect(agent.errors()).toBe('');
	});

	test.concurrent('SIGHUP opens the log file anew after it was rotated', {timeout: limitMs}, async ({sandbox}) => {
		const log = join(sandbox.directory, 'agent.log');
		const agent = sandbox.start('sloth-agent', ['start', '--name', 'web-1', '--log-file', log, ...noMaster]);
		await agent.waitForLine(/Reconnecting/u);
		renameSync(log, `${log}.1`);
		const before = readFileSync(`${log}.1`, 'utf8');
		agent.signal('SIGHUP');
		await agent.waitForLine(/Log file opened anew/u);
		agent.signal('SIGTERM');
		expect(await agent.exit).toEqual({code: 0, signal: null});
		expect(readFileSync(`${log}.1`, 'utf8')).toBe(before);
		expect(readFileSync(log, 'utf8')).toMatch(/Log file opened anew\n[\s\S]*Agent stopped: SIGTERM\n$/u);
	});
});

describe.skipIf(isMissing('a file system in memory'))('on a full disk', {concurrent: true}, () => {
	test.concurrent('a daemon lives, and its log says later how many lines were lost', {timeout: limitMs}, async ({
		sandbox,
	}) => {
		const disk = mountTinyDisk(sandbox, '64k');
		disk.fill();
		const log = join(disk.directory, 'agent.log');
		const master = await sandbox.startMaster();
		const words = ['--name', 'web-1', '--log-file', log, '--master', master.address];
		const started = await sandbox.run('sloth-agent', [...words, '--daemon']);
		expect(started).toMatchObject({code: 0, stderr: ''});
		await sandbox.waitForStatus('web-1', ({state}) => state === 'active');
		expect(statSync(log).size).toBe(0);
		disk.empty();
		process.kill(pidOf(started.stdout), 'SIGHUP');
		await waitForFact('the log is written again', () => readFileSync(log, 'utf8').includes('opened anew'));
		const [notice, line] = readFileSync(log, 'utf8').trim().split('\n');
		// It started, it registered, it was active.
		expect(notice).toMatch(/WARN {2}3 log lines were lost: the log could not be written dropped=3/u);
		expect(line).toMatch(/INFO {2}Log file opened anew/u);
		expect(await sandbox.status('web-1')).toMatchObject({state: 'active'});
	});

	test.concurrent('a daemon starts without its pid file, and can be asked and stopped', {timeout: limitMs}, async ({
		sandbox,
	}) => {
		const disk = mountTinyDisk(sandbox, '64k');
		disk.fill();
		const log = join(sandbox.directory, 'agent.log');
		const environment = {XDG_STATE_HOME: disk.directory};
		const master = await sandbox.startMaster();
		const words = ['--name', 'web-1', '--daemon', '--log-file', log, '--master', master.address];
		expect(await sandbox.run('sloth-agent', words, {environment})).toMatchObject({code: 0, stderr: ''});
		expect(readFileSync(log, 'utf8').match(/The pid file \S+ cannot be written: its disk is full/gu)).toHaveLength(1);
		expect((await sandbox.run('sloth-agent', ['status'], {environment})).stdout).toMatch(
			/State {7}(?:active|registered)/u,
		);
		expect(await sandbox.run('sloth-agent', ['stop'], {environment})).toMatchObject({code: 0, stderr: ''});
	});

	test.concurrent('an agent runs on a state directory that is read-only, and a person is told that it cannot be asked', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		const {directory} = mountTinyDisk(sandbox, '64k');
		execute('mount', '-o', 'remount,ro', directory);
		const environment = {XDG_STATE_HOME: directory};
		const master = await sandbox.startMaster();
		const agent = sandbox.start('sloth-agent', ['start', '--name', 'web-1', '--master', master.address], {environment});
		await agent.waitForLine(/WARN {2}The directory \S+web-1 cannot be used: its file system is read-only/u);
		await agent.waitForLine(/Agent active/u);
		expect(await sandbox.run('sloth-agent', ['status', '--name', 'web-1'], {environment})).toEqual({
			code: 1,
			stdout: '',
			stderr: 'sloth-agent: Agent web-1 runs but cannot be asked: it has no control socket.\n',
		});
		agent.signal('SIGTERM');
		expect(await agent.exit).toEqual({code: 0, signal: null});
	});

	test.concurrent('what the log file cannot take is on the standard output all the same', {timeout: limitMs}, async ({
		sandbox,
	}) => {
		const disk = mountTinyDisk(sandbox, '64k');
		disk.fill();
		const log = join(disk.directory, 'agent.log');
		const master = await sandbox.startMaster();
		const agent = sandbox.start('sloth-agent', [
			...['start', '--name', 'web-1', '--log-file', log, '--master', master.address],
		]);
		await agent.waitForLine(/Agent registered with master/u);
		await agent.waitForLine(/Agent active/u);
		expect(statSync(log).size).toBe(0);
	});
});

test.concurrent('heartbeats go on while the reader of the output stands still', {timeout: limitMs}, async ({
	sandbox,
}) => {
	const pipe = join(sandbox.directory, 'pipe');
	execute('mkfifo', pipe);
	// Open for both, so that neither side waits for the other.
	const reader = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
	const output = openSync(pipe, constants.O_RDWR);
	sandbox.onDispose(() => {
		closeSync(reader);
	});
	const filled = fillPipe(reader);
	const master = await sandbox.startMaster();
	const agent = sandbox.start(
		'sloth-agent',
		['start', '--name', 'web-1', '--master', master.address, '--heartbeat-interval', '100ms'],
		{stdio: ['ignore', output, 'pipe']},
	);
	closeSync(output);
	await sandbox.waitForStatus('web-1', ({streak}) => streak >= 10);
	expect(await sandbox.list(master.address)).toMatchObject([{name: 'web-1', status: 'active'}]);
	// Once it is read again it hears all of it.
	let text = '';
	await waitForFact('the lines arrive', () => {
		text += drainPipe(reader);
		return text.includes('Agent active');
	});
	expect(text.slice(filled)).toMatch(/^\S+ INFO {2}Agent web-1 starts[\s\S]*Agent registered[\s\S]*Agent active/u);
	fillPipe(reader);
	const startedAt = performance.now();
	agent.signal('SIGTERM');
	expect(await agent.exit).toEqual({code: 0, signal: null});
	expect(performance.now() - startedAt).toBeLessThan(2000);
	expect(agent.errors()).toBe('');
});

/** Returns how many bytes it took. */
function fillPipe(descriptor: number): number {
	return writeUntilRefused(descriptor, Buffer.alloc(4096, '.')) + writeUntilRefused(descriptor, Buffer.from('.'));
}

function drainPipe(descriptor: number): string {
	const bytes = Buffer.alloc(65_536);
	let text = '';
	for (;;) {
		try {
			text += bytes.toString('utf8', 0, readSync(descriptor, bytes));
		} catch {
			return text;
		}
	}
}

describe('refused before it was ever registered', {concurrent: true}, () => {
	test.concurrent('an agent ends with code 3 and says why', {timeout: limitMs}, async ({sandbox}) => {
		const refuse = answering(() => {
			throw new StatusError(status.PERMISSION_DENIED, 'web-1 is not on the list');
		});
		const server = await serve(
			{host: '127.0.0.1', port: 0},
			[{definition: AgentRegistryService, handlers: {registerAgent: refuse}}],
			{host: '--host', port: '--port'},
		);
		sandbox.onDispose(() => server.close(0));
		const words = ['--name', 'web-1', '--master', `127.0.0.1:${server.address.port}`];
		const why = 'The master does not permit it: web-1 is not on the list (PERMISSION_DENIED).';
		const foreground = await sandbox.run('sloth-agent', words);
		expect(foreground.code).toBe(3);
		expect(foreground.stdout).toContain(`ERROR Agent not registered: ${why}\n`);
		const daemon = await sandbox.run('sloth-agent', [...words, '--daemon']);
		expect(daemon).toEqual({code: 3, stdout: '', stderr: `sloth-agent: ${why}\n`});
	});

	test.concurrent('a second living agent of a name keeps trying for a while, and says who holds it', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		const master = await sandbox.startMaster();
		const words = ['start', '--name', 'web-1', '--master', master.address, '--initial-delay', '200ms'];
		const first = sandbox.start('sloth-agent', words);
		await first.waitForLine(/Agent active/u);
		const second = sandbox.start('sloth-agent', [...words, '--log-level', 'debug'], {
			environment: {XDG_STATE_HOME: join(sandbox.directory, 'another')},
		});
		await second.waitForLine(
			/WARN {2}Failed to connect to master at .*The name "web-1" has been held for .* by another agent at 127\.0\.0\.1 \(reporting address .*\(ALREADY_EXISTS\)\./u,
		);
		await second.waitForLine(/Connecting to master at .* attempt=3$/u);
		expect(await sandbox.status('web-1')).toMatchObject({state: 'active', pid: first.pid, failures: 0});
		const events = (await sandbox.events(master.address)).map(({type}) => type);
		expect(events.filter((type) => type === 'agent.registered')).toHaveLength(1);
	});
});
