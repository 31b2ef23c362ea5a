import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect} from 'vitest';
import {freePort} from '../helpers/ports.js';
import type {Sandbox} from '../helpers/sandbox.js';
import {type TerminalProgram, test} from './screen-program.js';

const limitMs = 60_000;

/** Half a second from beat to beat, and nothing but `r` ends an outage within the test. */
const policy = [
	...['--heartbeat-interval', '500ms', '--heartbeat-timeout', '2s', '--suspect-interval', '500ms'],
	...['--initial-delay', '40s', '--max-delay', '60s', '--jitter', '0'],
];

/** Nothing listens there: the agent keeps trying. */
const noMaster = ['--master', '127.0.0.1:1'];

function historyFile(sandbox: Sandbox): string {
	return join(sandbox.stateDirectory, 'web-1', 'history.json');
}

describe("the agent's screen", {concurrent: true}, () => {
	test.concurrent('goes through an outage with its master, is left by q and y, and remembers', {
		timeout: limitMs,
	}, async ({sandbox, terminals}) => {
		const port = String(await freePort());
		const master = await sandbox.startMaster(['--port', port]);
		const agent = terminals.startAgent([...policy, '--master', master.address]);
		await agent.shows(/● ACTIVE/u, 'All good.', /\[ACTIVE\]/u, /Streak +[1-9]\d* in a row/u);
		expect(agent.screenType).toBe('alternate');

		await master.kill();
		await agent.shows('Heartbeat failed (1/3)', '● ACTIVE');
		await agent.shows('▲ RECONNECTING', '[RECONNECTING]', 'Nothing is listening', /in \d+ s, at \d\d:\d\d:\d\d/u);
		const before = countdownOf(agent);
		await agent.waitFor('the countdown goes on', () => countdownOf(agent) < before);

		const next = await sandbox.startMaster(['--port', port]);
		agent.press('r');
		await agent.shows(/● ACTIVE/u, 'All good.', /Last outage \d\d:\d\d:\d\d, lasted/u);
		agent.press('o');
		await agent.shows(/Outages ─+ 1 /u, /▸\d\d:\d\d:\d\d .*nothing is listening/u);
		agent.press('\u001B');
		await agent.shows('All good.');

		agent.press('q');
		await agent.shows('Stop this agent? It unregisters. y/N');
		agent.press('n');
		await agent.waitFor('the question is withdrawn', (text) => !text.includes('y/N') && text.includes('ACTIVE'));
		agent.press('q');
		await agent.shows('It unregisters. y/N');
		agent.press('y');
		expect(await agent.waitForExit()).toEqual({exitCode: 0, signal: 0});
		expect(agent.screenType).toBe('normal');
		const [, best = ''] = /best ever ([\d,]+); 1 outage in this run/u.exec(agent.text) ?? [];
		expect(agent.text).toMatch(/^Agent web-1: stopped at \d\d:\d\d:\d\d/mu);
		expect(agent.text).toContain(`Log ${join(sandbox.stateDirectory, 'web-1')}`.slice(0, 60));
		expect(Number(best)).toBeGreaterThan(0);
		expect(await sandbox.list(next.address)).toMatchObject([{name: 'web-1', status: 'stopped'}]);
		expect(JSON.parse(readFileSync(historyFile(sandbox), 'utf8'))).toMatchObject({
			bestStreak: Number(best),
			outages: [{reason: {code: 'ECONNREFUSED'}, wasConnected: true}],
		});

		const again = terminals.startAgent(['--heartbeat-interval', '30s', '--master', next.address]);
		await again.shows('● ACTIVE', /Last outage \d\d:\d\d:\d\d, lasted/u, `best ever ${best}`);
		again.press('o');
		await again.shows(/Outages ─+ 1 /u, /▸\d\d:\d\d:\d\d .*nothing is listening/u);
		again.press('\r');
		await again.shows('Outage of', 'Attempts', 'ECONNREFUSED');
	});

	test.concurrent('leaves the log of grpc-js to its own log, where the environment asks for it', {
		timeout: limitMs,
	}, async ({sandbox, terminals}) => {
		const environment = {GRPC_TRACE: 'subchannel', GRPC_VERBOSITY: 'DEBUG'};
		const agent = terminals.startAgent([...policy, ...noMaster], {environment});
		await agent.shows('▲ RECONNECTING', 'No master runs on this machine.');
		const directory = join(sandbox.stateDirectory, 'web-1');
		const logs = readdirSync(directory).filter((name) => name.endsWith('.log'));
		const log = logs.map((name) => readFileSync(join(directory, name), 'utf8')).join('');
		expect(log).toMatch(/ D .* \| subchannel \| .*ECONNREFUSED/u);
		expect(agent.text).not.toMatch(/^D /mu);
	});

	test.concurrent('sets a damaged history aside and says so', {timeout: limitMs}, async ({sandbox, terminals}) => {
		const directory = join(sandbox.stateDirectory, 'web-1');
		mkdirSync(directory, {recursive: true});
		writeFileSync(historyFile(sandbox), '{"firstStartAt": 12');
		const {address} = await sandbox.startMaster();
		const agent = terminals.startAgent(['--master', address], {columns: 140, rows: 36});
		await agent.shows(/The history \S+\/history\.json is damaged/u, 'No outage since the first start');
		const [aside = ''] = readdirSync(directory).filter((file) => file.startsWith('history.json.corrupt-'));
		expect(readFileSync(join(directory, aside), 'utf8')).toBe('{"firstStartAt": 12');
		expect(readFileSync(join(directory, 'agent.log'), 'utf8')).toContain(`set aside as ${join(directory, aside)}`);
	});

	test.concurrent('shows its state and loses no row at any size', {timeout: limitMs}, async ({sandbox, terminals}) => {
		const master = await sandbox.startMaster();
		const agent = terminals.startAgent([...policy, '--master', master.address]);
		await goThroughSizes(agent, 'ACTIVE', ['All good.']);
		await master.kill();
		await agent.shows('RECONNECTING');
		await goThroughSizes(agent, 'RECONNECTING', ['Nothing is', 'Next', 'Then']);
	});

	test.concurrent('writes a report and shows where', {timeout: limitMs}, async ({sandbox, terminals}) => {
		const agent = terminals.startAgent(noMaster);
		await agent.shows('▲ RECONNECTING');
		agent.press('y');
		await agent.shows('Report:', '(and the clipboard)');
		const [path = ''] = /\/\S*report-[\d-]+\.txt/u.exec(agent.text.replaceAll(/\n {3}/gu, '')) ?? [];
		expect(path).toContain(join(sandbox.stateDirectory, 'web-1'));
		const report = readFileSync(path, 'utf8');
		expect(report.trimEnd().split('\n')).toHaveLength(10);
		expect(report).toMatch(/^State {6}RECONNECTING/mu);
		// The same is offered to the clipboard.
		expect(agent.written).toContain(`\u001B]52;c;${Buffer.from(report).toString('base64')}\u0007`);
	});

	test.concurrent('takes no paste for an answer, says why ctrl-z is off, and stops at once by two ctrl-c', {
		timeout: limitMs,
	}, async ({sandbox, terminals}) => {
		const master = await sandbox.startMaster();
		const agent = terminals.startAgent([...policy, '--master', master.address]);
		await agent.shows('● ACTIVE');
		agent.paste('sy');
		agent.paste('qy');
		agent.press('q');
		await agent.shows('Stop this agent?');
		agent.paste('sy');
		await agent.waitFor('the question is gone', (text) => !text.includes('Stop this agent?'));
		agent.press('\u001A');
		await agent.shows('ctrl-z is off: it would stop the heartbeat. Use --daemon and watch.');
		const {streak} = await sandbox.status('web-1');
		await sandbox.waitForStatus('web-1', (status) => status.streak > streak);

		agent.press('\u0003\u0003');
		expect(await agent.waitForExit()).toEqual({exitCode: 0, signal: 0});
		expect(agent.screenType).toBe('normal');
		expect(await sandbox.list(master.address)).toMatchObject([{name: 'web-1', status: 'stopped'}]);
	});
});

function countdownOf({text}: TerminalProgram): number {
	return Number(/in (?<seconds>\d+) s, at/u.exec(text)?.groups?.['seconds']);
}

/** Live, from size to size. `parts` stand in rows of their own, in this order, wherever there is room at all. */
async function goThroughSizes(agent: TerminalProgram, state: string, parts: readonly string[]): Promise<void> {
	for (const [columns, rows] of [
		[80, 24],
		[40, 12],
		[39, 9],
		[120, 36],
		[80, 23],
	] as const) {
		agent.resize(columns, rows);
		const isTooSmall = columns < 40;
		await agent.waitFor(`${state} at ${columns}x${rows}, every row at its place`, () => {
			const {lines} = agent;
			const [first = ''] = lines;
			if (isTooSmall) {
				return first.includes(state) && first.includes('too small') && lines.slice(1).every((line) => line === '');
			}

			const places = [state, ...parts].map((part) => lines.findIndex((line) => line.includes(part)));
			return (
				/web-1 .*\d\d:\d\d:\d\d/u.test(first) &&
				lines.at(-1)?.endsWith('q quit') === true &&
				places[0] === (columns < 80 ? 1 : 2) &&
				places.every((place, index) => place > (places[index - 1] ?? 0))
			);
		});
		const drawn = agent.lines.filter((line) => line !== '').length;
		expect(drawn).toBeGreaterThanOrEqual(isTooSmall ? 1 : Math.min(9, rows - 3));
	}
}

test.concurrent('the clock of a watching screen goes on while its agent is gone, which stands still', {
	timeout: limitMs,
}, async ({sandbox, terminals}) => {
	const agent = sandbox.start('sloth-agent', ['start', '--plain', '--name', 'web-1', ...policy, ...noMaster]);
	await agent.waitForLine(/Reconnecting/u);
	const watch = terminals.start('sloth-agent', ['watch']);
	await watch.shows('▲ RECONNECTING');
	await agent.kill();
	await watch.shows('× NOT RUNNING');
	const tick = async () => {
		const [head] = watch.lines;
		await watch.waitFor('the clock goes on', () => watch.lines[0] !== head);
		return watch.lines.slice(1);
	};

	const before = await tick();
	expect(await tick()).toEqual(before);
});
