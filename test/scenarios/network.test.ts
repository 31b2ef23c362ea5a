import {readdirSync} from 'node:fs';
import {describe, expect} from 'vitest';
import {bundleFixture} from '../helpers/bundle-fixture.js';
import {isMissing} from '../helpers/facilities.js';
import {announcedDelays, timeOfLine} from '../helpers/log-lines.js';
import {addresses, createNamespace, joinNamespaces} from '../helpers/namespaces.js';
import {waitForFact} from '../helpers/program.js';
import {test} from '../helpers/sandbox.js';

const limitMs = 120_000;

/** The server's keepalive: a ping after 30 s, 10 s for its answer. */
const keepaliveMs = 40_000;

/** In a namespace of its own a master has the port that it likes. */
const port = 50_050;

describe.skipIf(isMissing('network namespaces with iptables'))('in networks of their own', {concurrent: true}, () => {
	test.concurrent('both sides of a network that went silent notice it by themselves, and no socket stays behind', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		const [here, there] = [createNamespace(sandbox), createNamespace(sandbox)];
		joinNamespaces(here, there);
		const master = await sandbox.startMaster(['--host', addresses.right.v4, '--port', String(port)], there);
		const agent = sandbox.start(
			'sloth-agent',
			['start', '--name', 'web-1', '--master', addresses.right.v4, '--jitter', '0'],
			here,
		);
		await agent.waitForLine(/Agent active/u);
		expect(here.sockets()).toHaveLength(1);

		const cutAt = Date.now();
		here.drop(4);
		there.drop(4);
		const [left, lost] = await Promise.all([
			agent.waitForLine(/ERROR Lost connection to master after 3 failed heartbeats/u, {limitMs: 40_000}),
			master.waitForLine(/ERROR Agent web-1 is lost: no heartbeat for /u, {limitMs: 40_000}),
		]);
		expect(timeOfLine(left) - cutAt).toBeLessThan(30_000);
		// Silent for three intervals and a timeout, counted from the last heartbeat before the cut.
		expect(timeOfLine(lost) - cutAt).toBeGreaterThan(14_000);
		expect(timeOfLine(lost) - cutAt).toBeLessThan(22_000);
		expect(agent.lines.join('\n')).toMatch(/Heartbeat failed \(1\/3\): No answer from .* within 5 s \(TIMEOUT\)/u);

		await agent.waitForLine(/Reconnecting to master in 5s\.\.\./u);
		here.passAll();
		there.passAll();
		const from = agent.lines.length;
		const {code, stdout} = await sandbox.run('sloth-agent', ['retry', '--name', 'web-1'], here);
		expect({code, stdout}).toEqual({code: 0, stdout: 'Agent web-1 tries its master now.\n'});
		await agent.waitForLine(/Agent registered with master/u, {from});
		expect(agent.lines.slice(from).join('\n')).not.toContain('Failed to connect');
		await sandbox.waitForStatus('web-1', ({state}) => state === 'active');

		await waitForFact(
			'one connection is left at each side',
			() => [here, there].every((side) => side.sockets().length === 1 && side.sockets()[0]?.startsWith('ESTAB')),
			{limitMs: keepaliveMs, pauseMs: 250},
		);
		const [view] = await sandbox.list(`${addresses.right.v4}:${port}`, there);
		expect(view).toMatchObject({name: 'web-1', status: 'active'});
	});

	test.concurrent('a name that moved to another address is followed within one delay', {timeout: limitMs}, async ({
		sandbox,
	}) => {
		const net = createNamespace(sandbox);
		net.setEtc('hosts', '127.0.0.2 master.test\n');
		const dataB = `${sandbox.directory}/b`;
		const [a, b] = await Promise.all([
			sandbox.startMaster(['--host', '127.0.0.2', '--port', String(port)], net),
			sandbox.startMaster(['--host', '127.0.0.3', '--port', String(port), '--data-dir', dataB], net),
		]);
		const agent = sandbox.start(
			'sloth-agent',
			[
				...['start', '--name', 'web-1', '--master', 'master.test', '--jitter', '0', '--initial-delay', '1s'],
				...['--suspect-interval', '200ms'],
			],
			net,
		);
		await a.waitForLine(/Agent web-1 registered/u);
		await agent.waitForLine(/Agent active/u);
		await a.kill();
		await agent.waitForLine(/Heartbeat failed \(1\/3\)/u);
		net.setEtc('hosts', '127.0.0.3 master.test\n');
		// A suspect heartbeat may have reached B already, which does not know the session: registered again at once.
		await b.waitForLine(/Agent web-1 registered/u, {limitMs: 5000});
		await sandbox.waitForStatus('web-1', ({state}) => state === 'active');
		expect(announcedDelays(agent.lines).length).toBeLessThanOrEqual(1);
		expect(agent.lines.join('\n')).not.toContain('Failed to connect');
		expect(await sandbox.list(`127.0.0.3:${port}`, net)).toMatchObject([{name: 'web-1', status: 'active'}]);
	});

	test.concurrent('a black-holed IPv6 address before a good IPv4 address does not hold an agent up', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		const [here, there] = [createNamespace(sandbox), createNamespace(sandbox)];
		joinNamespaces(here, there);
		here.setEtc('hosts', `${addresses.right.v6} master.test\n${addresses.right.v4} master.test\n`);
		there.drop(6, '-p', 'tcp');
		await sandbox.startMaster(['--host', addresses.right.v4, '--port', String(port)], there);
		const agent = sandbox.start('sloth-agent', ['start', '--name', 'web-1', '--master', 'master.test'], here);
		const starts = await agent.waitForLine(/Agent web-1 starts/u);
		const active = await agent.waitForLine(/Agent active/u);
		const tookMs = timeOfLine(active) - timeOfLine(starts);
		expect(there.dropped(6), 'the dead address was tried').toBeGreaterThan(0);
		// 1.5 s and a second for a machine that others use too.
		expect(tookMs).toBeLessThan(2500);
		console.info(`Active ${tookMs} ms after the start, with a dead IPv6 address first`);
	});

	test.concurrent('SIGTERM ends an agent within two seconds while it waits for a silent DNS server', {
		timeout: limitMs,
		retry: 1,
	}, async ({sandbox}) => {
		const [here, there] = [createNamespace(sandbox), createNamespace(sandbox)];
		joinNamespaces(here, there);
		here.setEtc('resolv.conf', `nameserver ${addresses.right.v4}\n`);
		there.drop(4, '-p', 'udp');
		const agent = sandbox.start('sloth-agent', ['start', '--name', 'web-1', '--master', 'master.test'], here);
		await waitForFact('the DNS server was asked', () => there.dropped(4) > 0, {pauseMs: 5});
		expect(await sandbox.status('web-1')).toMatchObject({state: 'connecting'});
		const startedAt = performance.now();
		agent.signal('SIGTERM');
		expect(await agent.exit).toEqual({code: 0, signal: null});
		expect(performance.now() - startedAt).toBeLessThan(2000);
	});
});

describe.skipIf(process.platform !== 'linux')('at the master', {concurrent: true}, () => {
	test.concurrent('a hundred frozen agents leave no descriptor once the keepalive has found them dead', {
		timeout: limitMs,
	}, async ({sandbox}) => {
		const script = await bundleFixture(sandbox.directory, new URL('../fixtures/many-agents.ts', import.meta.url));
		const master = await sandbox.startMaster();
		const descriptors = () => readdirSync(`/proc/${master.pid}/fd`).length;
		await sandbox.list(master.address);
		const baseline = descriptors();
		const agents = sandbox.startCommand([process.execPath, script, master.address, '100', '500']);
		await agents.waitForLine(/^ready$/u);
		expect(descriptors()).toBeGreaterThanOrEqual(baseline + 100);
		agents.signal('SIGSTOP');
		await waitForFact('the descriptors are back at the baseline', () => descriptors() <= baseline, {
			limitMs: keepaliveMs + 10_000,
			pauseMs: 250,
		});
		const list = await sandbox.list(master.address);
		expect(list).toHaveLength(100);
		expect(list.every(({status}) => status === 'lost')).toBe(true);
	});
});
