import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect} from 'vitest';
import {formatAddress} from '../../source/base/address.js';
import {AgentInfo, AgentRegistryService, type UnregisterAgentRequest} from '../../source/protocol/generated/agent.js';
import {answering, serve} from '../../source/protocol/server.js';
import {execute, isMissing} from '../helpers/facilities.js';
import {GoAgent} from '../helpers/go-agent.js';
import {isProcessRunning, waitForFact} from '../helpers/program.js';
import {type Sandbox, test} from '../helpers/sandbox.js';
import {mountTinyDisk} from '../helpers/tiny-disk.js';

const limitMs = 60_000;

/** An agent in the foreground, once it is active. */
async function startAgent(sandbox: Sandbox, name: string, master: string, ...words: readonly string[]) {
	const agent = sandbox.start('sloth-agent', ['start', '--name', name, '--master', master, ...words]);
	await agent.waitForLine(/Agent active/u);
	return agent;
}

describe('--daemon', {concurrent: true}, () => {
	test.concurrent('a master killed with -9 and started again has all its agents back, and none was lost', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		const start = (port: string) => sandbox.run('sloth-master', ['--port', port, '--daemon']);
		const started = await start('0');
		const {pid, port} = readStart(started.stdout);
		expect(started).toEqual({
			code: 0,
			stdout: `Master started with PID ${pid}. Log: ${sandbox.dataDirectory}/master.log\nListening at 127.0.0.1:${port}\n`,
			stderr: '',
		});
		expect(readFileSync(join(sandbox.dataDirectory, 'daemon.pid'), 'utf8')).toBe(`${pid}\n`);
		const master = `127.0.0.1:${port}`;
		for (const words of [[], ['--port', '0']]) {
			const name = words.length === 0 ? 'web-1' : 'web-2';
			const agent = await sandbox.run('sloth-agent', [
				...['--name', name, '--daemon', '--master', master, '--jitter', '0', '--initial-delay', '500ms', ...words],
			]);
			expect(agent).toMatchObject({code: 0, stderr: ''});
			await sandbox.waitForStatus(name, ({state}) => state === 'active');
		}

		process.kill(pid, 'SIGKILL');
		const log = join(sandbox.stateDirectory, 'web-1', 'agent.log');
		await waitForFact('web-1 has lost its master', () => /Reconnecting/u.test(readFileSync(log, 'utf8')));
		expect(readStart((await start(String(port))).stdout).port).toBe(port);
		for (const name of ['web-1', 'web-2']) {
			await sandbox.waitForStatus(name, ({state, outage}) => state === 'active' && outage === null);
		}

		const list = await sandbox.list(master);
		expect(list).toMatchObject([
			{name: 'web-1', status: 'active', address: null},
			{name: 'web-2', status: 'active', address: expect.stringMatching(/:[1-9]\d*$/u)},
		]);
		expect((await sandbox.events(master)).map(({type}) => type)).not.toContain('agent.lost');
		expect(readFileSync(log, 'utf8')).toMatch(/registered[\s\S]*Lost[\s\S]*Reconnecting[\s\S]*registered/u);

		expect(await sandbox.run('sloth-master', ['stop'])).toEqual({code: 0, stdout: 'Master stopped.\n', stderr: ''});
		expect(existsSync(join(sandbox.dataDirectory, 'daemon.pid'))).toBe(false);
		// A master that says that it goes is noticed as one that dies.
		await sandbox.waitForStatus('web-1', ({state, failures}) => state !== 'active' || failures > 0);
	});

	test.concurrent('status tells in words and in JSON, whose keys stay', {timeout: limitMs}, async ({sandbox}) => {
		const nothing = `sloth-master: No master runs on ${sandbox.dataDirectory}.\n`;
		expect(await sandbox.run('sloth-master', ['status'])).toEqual({code: 1, stdout: '', stderr: nothing});
		expect(await sandbox.run('sloth-master', ['stop'])).toEqual({code: 1, stdout: '', stderr: nothing});
		const master = await sandbox.startMaster();
		await startAgent(sandbox, 'web-1', master.address);
		const {code, stdout} = await sandbox.run('sloth-master', ['status']);
		expect(code).toBe(0);
		expect(stdout).toContain(`  Address   ${master.address}, plaintext\n  Agents    1 active\n`);
		const status = JSON.parse((await sandbox.run('sloth-master', ['status', '--json'])).stdout);
		expect(Object.keys(status)).toEqual([
			...['log', 'dataDirectory', 'pid', 'version', 'address', 'uptimeMs', 'agents', 'streams', 'storeProblem'],
			'commits',
		]);
		expect(status).toMatchObject({
			pid: master.pid,
			address: master.address,
			agents: {active: 1, late: 0, lost: 0, awaited: 0, stopped: 0},
			streams: 1,
			storeProblem: null,
			dataDirectory: sandbox.dataDirectory,
		});
	});
});

function readStart(stdout: string): {readonly pid: number; readonly port: number} {
	const {pid, port} = /PID (?<pid>\d+)\.[\s\S]*Listening at \S+:(?<port>\d+)/u.exec(stdout)?.groups ?? {};
	return {pid: Number(pid), port: Number(port)};
}

describe('what stands in the way of a master', {concurrent: true}, () => {
	test.concurrent('another master on the directory is code 4', {timeout: limitMs}, async ({sandbox}) => {
		await sandbox.startMaster();
		const stderr = `sloth-master: Another master runs on ${sandbox.dataDirectory}. Name another directory with --data-dir.\n`;
		expect(await sandbox.run('sloth-master', ['--port', '0'])).toMatchObject({code: 4, stderr});
		expect(await sandbox.run('sloth-master', ['--port', '0', '--daemon'])).toEqual({code: 4, stdout: '', stderr});
		expect(await sandbox.run('sloth-master', ['status'])).toMatchObject({code: 0});
	});

	test.concurrent('another master on the directory writes nothing into the log of the one that runs', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		expect(await sandbox.run('sloth-master', ['--port', '0', '--daemon'])).toMatchObject({code: 0});
		const log = join(sandbox.dataDirectory, 'master.log');
		const before = readFileSync(log, 'utf8');
		expect(before).toContain('Master listens at');
		for (const words of [['--daemon'], ['--plain', '--log-file', log]]) {
			expect(await sandbox.run('sloth-master', ['--port', '0', ...words])).toMatchObject({
				code: 4,
				stderr: expect.stringContaining('Another master runs on'),
			});
		}

		expect(readFileSync(log, 'utf8')).toBe(before);
	});

	test.concurrent('a port in use is code 4', {timeout: limitMs}, async ({sandbox}) => {
		const {port} = await sandbox.startMaster();
		const words = ['--port', String(port), '--data-dir', join(sandbox.directory, 'another')];
		const stderr = `sloth-master: The port of 127.0.0.1:${port} is in use (EADDRINUSE). Find the program that holds it with: ss -ltnp 'sport = :${port}'. Or name another with --port.\n`;
		expect(await sandbox.run('sloth-master', words)).toMatchObject({code: 4, stderr});
		expect(await sandbox.run('sloth-master', [...words, '--daemon'])).toEqual({code: 4, stdout: '', stderr});
	});

	test.concurrent('a directory that cannot be written is code 2', {timeout: limitMs}, async ({sandbox}) => {
		const directory = join(sandbox.directory, 'read-only');
		mkdirSync(directory, {mode: 0o555});
		if (process.getuid?.() === 0) {
			// Permissions mean nothing to root.
			execute('mount', '-t', 'tmpfs', '-o', 'ro,size=64k', 'tmpfs', directory);
			sandbox.onDispose(() => {
				execute('umount', directory);
			});
		}

		const {code, stderr} = await sandbox.run('sloth-master', ['--port', '0', '--data-dir', directory]);
		expect(stderr).toMatch(/^sloth-master: [^\n]*\/read-only [^\n]*cannot be [^\n]*\n$/u);
		expect(code).toBe(2);
		expect(readdirSync(directory)).toEqual([]);
	});

	test.concurrent('a damaged database is code 1, and is left as it was', {timeout: limitMs}, async ({sandbox}) => {
		mkdirSync(sandbox.dataDirectory, {recursive: true});
		const file = join(sandbox.dataDirectory, 'registry.db');
		const damaged = Buffer.alloc(20_000, 'These are not the agents. ');
		writeFileSync(file, damaged);
		const {code, stderr} = await sandbox.run('sloth-master', ['--port', '0']);
		expect({code, stderr}).toEqual({
			code: 1,
			stderr: `sloth-master: ${file} is damaged or not a database of sloth-master, nothing in it was changed: move it away or restore a copy, or choose another directory with --data-dir\n`,
		});
		expect(readFileSync(file).equals(damaged)).toBe(true);
	});

	test.concurrent.for(
		[['--port', '70000'], ['--keep-events', '30'], ['list', '--status', 'sleeping'], ['info'], ['--bogus']].map(
			(words) => ({words}),
		),
	)('$words is one line, and code 2', {timeout: limitMs}, async ({words}, {sandbox}) => {
		const {code, stdout, stderr} = await sandbox.run('sloth-master', words);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr).toMatch(/^sloth-master: [^\n]+\n$/u);
		expect(existsSync(sandbox.dataDirectory)).toBe(false);
	});
});

describe.skipIf(isMissing('a file system in memory'))('on a disk that fills up', {concurrent: true}, () => {
	test.concurrent('its agents stay connected, known ones may come back, and all is written once there is room', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		const disk = mountTinyDisk(sandbox, '1m');
		const master = await sandbox.startMaster(['--data-dir', join(disk.directory, 'data')]);
		const short = ['--heartbeat-interval', '200ms', '--initial-delay', '200ms', '--max-delay', '200ms'];
		await startAgent(sandbox, 'steady', master.address, ...short);
		const crashing = await startAgent(sandbox, 'crashing', master.address, ...short);
		const {session} = await sandbox.status('steady');

		disk.fill();
		await master.waitForLine(
			/ERROR The registry cannot be written: No space is left for the database in .*device\. Known agents stay connected/u,
		);
		await crashing.kill();
		await startAgent(sandbox, 'crashing', master.address, ...short);
		const newcomer = sandbox.start('sloth-agent', [
			...['start', '--name', 'newcomer', '--master', master.address, ...short],
		]);
		await newcomer.waitForLine(
			/WARN {2}Failed to connect to master .*This master cannot take new agents now: No space is left .*\(UNAVAILABLE\)/u,
		);
		// The newcomer, which tries again and again, is not among them.
		expect(await sandbox.list(master.address)).toMatchObject([
			{name: 'crashing', status: 'active', durable: false},
			{name: 'steady', status: 'active'},
		]);
		const table = await sandbox.run('sloth-master', ['list', '--master', master.address]);
		expect(table.stdout).toMatch(/crashing .*Active \(not durable\)/u);
		const status = await sandbox.run('sloth-master', ['status', '--data-dir', join(disk.directory, 'data')]);
		expect(status.stdout).toContain('NOT WRITTEN: No space is left');
		expect(await sandbox.status('steady')).toMatchObject({state: 'active', session, failures: 0});

		disk.empty();
		await master.waitForLine(/INFO {2}The registry is written again/u);
		await newcomer.waitForLine(/Agent active/u);
		await waitForFact(
			'every record is durable',
			async () => {
				const list = await sandbox.list(master.address);
				return list.length === 3 && list.every(({status, durable}) => status === 'active' && durable);
			},
			{pauseMs: 300},
		);
		expect(await sandbox.status('steady')).toMatchObject({state: 'active', session, failures: 0});
		const registered = (await sandbox.events(master.address)).filter(({type}) => type === 'agent.registered');
		expect(registered.map(({agent}) => agent).sort()).toEqual(['crashing', 'crashing', 'newcomer', 'steady']);
	});
});

describe.skipIf(isMissing('a file system in memory'))('on a disk that is full', {concurrent: true}, () => {
	test.concurrent.for([
		{how: 'in the foreground', words: []},
		{how: 'as a daemon', words: ['--daemon']},
	])(
		'a master killed with -9 goes on $how, and all is written once there is room',
		{
			timeout: limitMs,
		},
		async ({words}, {sandbox}) => {
			const disk = mountTinyDisk(sandbox, '1m');
			const data = ['--data-dir', join(disk.directory, 'data')];
			const first = await sandbox.startMaster(data);
			const short = ['--heartbeat-interval', '200ms', '--initial-delay', '200ms', '--max-delay', '200ms'];
			const agent = await startAgent(sandbox, 'web-1', first.address, ...short);
			const told = agent.lines.length;
			await first.kill();
			await agent.waitForLine(/Reconnecting to master/u);
			disk.fill();
			const again = ['--port', String(first.port), ...data];
			if (words.length === 0) {
				await sandbox.startMaster(again);
			} else {
				expect(await sandbox.run('sloth-master', [...again, ...words])).toMatchObject({code: 0, stderr: ''});
			}

			await agent.waitForLine(/Agent active/u, {from: told});
			expect(await sandbox.list(first.address)).toMatchObject([{name: 'web-1', status: 'active', durable: false}]);
			expect((await sandbox.run('sloth-master', ['status', ...data])).stdout).toContain(
				'NOT WRITTEN: No space is left',
			);
			disk.empty();
			await waitForFact('the record is durable', async () => {
				const [record] = await sandbox.list(first.address);
				return record?.durable;
			});
			expect((await sandbox.events(first.address)).map(({type}) => type)).toEqual([
				'agent.registered',
				'agent.registered',
			]);
		},
	);
});

/** A master that fills only the fields that every kind has, and whose events never end. */
async function startOtherMaster() {
	const removed: string[] = [];
	const agentInfo = () =>
		AgentInfo.fromPartial({
			agentName: 'web-1',
			agentAddress: '10.0.0.7:50051',
			status: 'Active',
			lastHeartbeat: Math.floor(Date.now() / 1000) - 5,
		});
	const {listAgents, getAgentInfo, unregisterAgent, streamAgentEvents} = AgentRegistryService;
	const server = await serve(
		{host: '127.0.0.1', port: 0},
		[
			{
				definition: {listAgents, getAgentInfo, unregisterAgent, streamAgentEvents},
				handlers: {
					listAgents: answering(() => ({agents: [agentInfo()], master: undefined})),
					getAgentInfo: answering(() => ({success: true, message: '', agentInfo: agentInfo()})),
					unregisterAgent: answering(({agentName}: UnregisterAgentRequest) => {
						removed.push(agentName);
						return {success: true, message: 'Agent unregistered'};
					}),
					streamAgentEvents: () => undefined,
				},
			},
		],
		{host: 'host', port: 'port'},
	);
	return {address: formatAddress(server.address), removed, close: () => server.close(0)};
}

describe('queries', {concurrent: true}, () => {
	test.concurrent('a master that is not there is code 1, in words', {timeout: limitMs}, async ({sandbox}) => {
		const stderr =
			'sloth-master: Nothing is listening at 127.0.0.1:1 (ECONNREFUSED). No master runs on this machine.\n';
		for (const words of [['list'], ['list', '--json'], ['info', 'web-1'], ['remove', 'web-1'], ['events']]) {
			const finished = await sandbox.run('sloth-master', [...words, '--master', '127.0.0.1:1']);
			expect(finished).toEqual({code: 1, stdout: '', stderr});
		}
	});

	test.concurrent('an empty list is no error', {timeout: limitMs}, async ({sandbox}) => {
		const {address} = await sandbox.startMaster();
		const list = (...words: readonly string[]) => sandbox.run('sloth-master', ['list', '--master', address, ...words]);
		expect(await list()).toEqual({code: 0, stdout: 'No agent has registered yet.\n', stderr: ''});
		expect(await list('--status', 'lost,late')).toMatchObject({code: 0, stdout: 'No agent is lost or late.\n'});
		expect(await list('--json')).toEqual({code: 0, stdout: '[]\n', stderr: ''});
		expect(await sandbox.run('sloth-master', ['events', '--json', '--master', address])).toMatchObject({
			code: 0,
			stdout: '[]\n',
		});
	});

	test.concurrent('list and info tell the same in words and in JSON', {timeout: limitMs}, async ({sandbox}) => {
		const {address} = await sandbox.startMaster();
		const ask = async (...words: readonly string[]) => {
			const {code, stdout, stderr} = await sandbox.run('sloth-master', [...words, '--master', address]);
			expect({code, stderr}).toEqual({code: 0, stderr: ''});
			return stdout;
		};
		await startAgent(sandbox, 'web-1', address, '--port', '0', '--report-address', '10.1.2.3:700');
		const gone = await startAgent(sandbox, 'db-1', address);
		gone.signal('SIGTERM');
		await gone.exit;

		const lines = (await ask('list')).split('\n');
		expect(lines[0]).toMatch(/^NAME +ADDRESS +STATUS +LAST HEARTBEAT +STREAK +ROUND TRIP +VERSION$/u);
		expect(lines[1]).toMatch(/^db-1 +\(no port\) +Stopped +\d+ s ago +\d+ +(?:-|\d+ ms) +\S+$/u);
		expect(lines[2]).toMatch(/^web-1 +10\.1\.2\.3:700 +Active +\d+ s ago +\d+ +(?:-|\d+ ms) +\S+$/u);
		expect(lines.slice(3)).toEqual(['']);
		expect(await ask('list', '--status', 'stopped')).not.toContain('web-1');

		const list = JSON.parse(await ask('list', '--json'));
		const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
		expect(list.map(({name, status, reason}: Record<string, unknown>) => ({name, status, reason}))).toEqual([
			{name: 'db-1', status: 'stopped', reason: 'it left on purpose'},
			{name: 'web-1', status: 'active', reason: null},
		]);
		expect(list[1]).toEqual({
			name: 'web-1',
			address: '10.1.2.3:700',
			peer: '127.0.0.1',
			status: 'active',
			statusSince: iso,
			statusSinceMs: expect.any(Number),
			reason: null,
			lastHeartbeat: iso,
			lastHeartbeatAgeMs: expect.any(Number),
			streak: expect.any(Number),
			roundTripMs: list[1].roundTripMs === null ? null : expect.any(Number),
			version: expect.stringMatching(/^\d+\.\d+\.\d+/u),
			registeredAt: iso,
			registeredAgeMs: expect.any(Number),
			durable: true,
			speaksExtensions: true,
		});

		expect(await ask('info', 'web-1')).toMatch(/^Agent web-1\n {2}Status {10}Active for /u);
		const detail = JSON.parse(await ask('info', 'web-1', '--json'));
		expect(Object.keys(detail)).toEqual([...Object.keys(list[1]), 'system', 'systemToldAt']);
		expect(detail).toMatchObject({system: null, systemToldAt: null});
		expect(await sandbox.run('sloth-master', ['info', 'nobody', '--master', address])).toEqual({
			code: 1,
			stdout: '',
			stderr: 'sloth-master: This master knows no agent named "nobody". See all of them with: sloth-master list\n',
		});
	});

	test.concurrent('info tells what a Go agent says of its machine, and the list does not', {timeout: limitMs}, async ({
		sandbox,
	}) => {
		const {address, port} = await sandbox.startMaster();
		const systemInfoJson = '{"hostname": "go-1", "memory": {"total": 8}}';
		const agent = await GoAgent.start({
			masterPort: port,
			name: 'go-1',
			heartbeatIntervalMs: 100,
			says: {systemInfoJson, version: 'v1.2.3'},
		});
		sandbox.onDispose(() => agent.stop());
		await agent.hasBeaten(1);
		const {stdout} = await sandbox.run('sloth-master', ['info', 'go-1', '--master', address]);
		expect(stdout).toMatch(/\n {2}System {10}told \d s ago\n {4}hostname: go-1\n {4}memory\.total: 8\n$/u);
		expect(stdout).toMatch(/\n {2}Version {9}v1\.2\.3\n/u);
		const {stdout: json} = await sandbox.run('sloth-master', ['info', 'go-1', '--json', '--master', address]);
		expect(JSON.parse(json)).toMatchObject({
			system: JSON.parse(systemInfoJson),
			systemToldAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/u),
		});
		const [listed] = await sandbox.list(address);
		expect(listed).toMatchObject({name: 'go-1', version: 'v1.2.3'});
		expect(listed).not.toHaveProperty('system');
	});

	test.concurrent('remove spares an active agent unless it is forced', {timeout: limitMs}, async ({sandbox}) => {
		const {address} = await sandbox.startMaster();
		const remove = (...words: readonly string[]) =>
			sandbox.run('sloth-master', ['remove', ...words, '--master', address]);
		const agent = await startAgent(sandbox, 'web-1', address);
		expect(await remove('web-1')).toEqual({
			code: 1,
			stdout: '',
			stderr:
				'sloth-master: Agent web-1 is active: not removed. Stop it first, or remove it all the same with --force.\n',
		});
		expect(await sandbox.list(address)).toHaveLength(1);
		expect(await remove('web-1', '--force')).toMatchObject({
			code: 0,
			stdout: expect.stringMatching(/^Agent web-1 removed\.\n/u),
		});
		await agent.waitForLine(/Somebody removed this agent from the master \(REMOVED\)/u);
		expect(await sandbox.list(address)).toEqual([]);
		expect(await remove('web-1')).toMatchObject({
			code: 1,
			stderr: expect.stringContaining('This master knows no agent named "web-1"'),
		});

		const stopped = await startAgent(sandbox, 'db-1', address);
		stopped.signal('SIGTERM');
		await stopped.exit;
		expect(await remove('db-1')).toEqual({code: 0, stdout: 'Agent db-1 removed.\n', stderr: ''});
	});

	test.concurrent('of a master of another kind nothing is made up, and nothing is asked that it does not do', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		const master = await startOtherMaster();
		sandbox.onDispose(master.close);
		const ask = (...words: readonly string[]) => sandbox.run('sloth-master', [...words, '--master', master.address]);
		const list = await ask('list');
		expect(list).toMatchObject({code: 0, stderr: ''});
		expect(list.stdout).toMatch(/\nweb-1 +10\.0\.0\.7:50051 +Active +\d+ s ago +- +- +-\n$/u);
		const info = await ask('info', 'web-1');
		expect(info).toMatchObject({code: 0, stderr: ''});
		const rows = info.stdout.split('\n').map((row) => row.trim().replace(/ {2,}/u, ': '));
		expect(rows).toEqual([
			'Agent web-1',
			'Status: Active',
			'Address: 10.0.0.7:50051',
			'Peer: not told',
			expect.stringMatching(/^Last heartbeat: \d+ s ago$/u),
			'Streak: not told',
			'Round trip: -',
			'Registered: not told',
			'Version: -',
			'Kind: not told',
			'Stored: not told',
			'',
		]);
		expect(JSON.parse((await ask('info', 'web-1', '--json')).stdout)).toMatchObject({
			status: 'active',
			statusSince: null,
			registeredAt: null,
			durable: null,
		});
		expect(await ask('remove', 'web-1')).toEqual({
			code: 1,
			stdout: '',
			stderr:
				'sloth-master: This master is of another kind: it cannot spare an agent that is active. Remove web-1 all the same with --force.\n',
		});
		expect(master.removed).toEqual([]);
		expect(await ask('remove', 'web-1', '--force')).toMatchObject({code: 0});
		expect(master.removed).toEqual(['web-1']);
		for (const words of [['events'], ['events', '--json']]) {
			expect(await ask(...words)).toEqual({
				code: 1,
				stdout: '',
				stderr:
					'sloth-master: This master is of another kind: it tells no past events. Wait for new ones with --follow.\n',
			});
		}
	});

	test.concurrent('events tell what happened, of one agent or all, and go on until ctrl-c', {timeout: limitMs}, async ({
		sandbox,
	}) => {
		const {address} = await sandbox.startMaster();
		const agent = await startAgent(sandbox, 'web-1', address);
		await startAgent(sandbox, 'db-1', address);
		const all = await sandbox.events(address);
		expect(all.map(({type, agent: name}) => `${type} ${name}`)).toEqual([
			'agent.registered web-1',
			'agent.registered db-1',
		]);
		expect(Object.keys(all[0] ?? {})).toEqual(['id', 'time', 'agent', 'type', 'severity', 'message', 'data']);
		const one = await sandbox.run('sloth-master', ['events', '--agent', 'db-1', '--master', address]);
		expect(one.stdout).toMatch(
			/^\S+ INFO {5}agent\.registered db-1 registered from 127\.0\.0\.1, reporting address \S+\n$/u,
		);

		const words = ['events', '--follow', '--agent', 'web-1', '--master', address];
		const followers = [words, [...words, '--json']].map((line) => sandbox.start('sloth-master', line));
		await Promise.all(followers.map((follower) => follower.waitForLine(/agent\.registered/u)));
		agent.signal('SIGTERM');
		await Promise.all(followers.map((follower) => follower.waitForLine(/agent\.stopped/u)));
		expect(JSON.parse(followers[1]?.lines[1] ?? '')).toMatchObject({agent: 'web-1', type: 'agent.stopped'});
		for (const follower of followers) {
			follower.signal('SIGINT');
			expect(await follower.exit).toEqual({code: 0, signal: null});
			expect(follower.lines).toHaveLength(2);
			expect(follower.errors()).toBe('');
			expect(await isProcessRunning(follower.pid)).toBe(false);
		}
	});
});
