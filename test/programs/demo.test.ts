import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {expect} from 'vitest';
import {breakingEnd} from '../helpers/breaking-end.js';
import {waitForFact} from '../helpers/program.js';
import {findProcessesOf, scriptOf, test} from '../helpers/sandbox.js';

test.concurrent('the demo plays one outage without a terminal, and leaves no process and no file', {
	timeout: 90_000,
}, async ({sandbox}) => {
	const {code, stdout, stderr} = await sandbox.run('sloth-agent', ['demo']);
	expect({code, stderr}).toEqual({code: 0, stderr: ''});
	const story = [
		/A master runs on this machine, port \d+, PID \d+/u,
		/Agent registered with master at 127\.0\.0\.1:/u,
		/Agent active/u,
		/The master is killed: kill -9 \d+/u,
		/Heartbeat failed \(1\/3\)/u,
		/Heartbeat failed \(2\/3\)/u,
		/Heartbeat failed \(3\/3\)/u,
		/Lost connection to master after 3 failed heartbeats/u,
		/Reconnecting to master in 500ms\.\.\./u,
		/Reconnecting to master in 1s\.\.\./u,
		/Reconnecting to master in 2s\.\.\./u,
		/Reconnecting to master in 4s\.\.\./u,
		/The master is back on the same port/u,
		/Agent registered with master at 127\.0\.0\.1:/u,
		/Heartbeat recovered, connection stable/u,
		/time to detect/u,
		/attempts/u,
		/time to recover/u,
	];
	let from = 0;
	for (const pattern of story) {
		const found = stdout.slice(from).search(pattern);
		expect(found, `${pattern} after:\n${stdout.slice(0, from)}\nin:\n${stdout.slice(from)}`).toBeGreaterThanOrEqual(0);
		from += found + 1;
	}

	expect(findProcessesOf(sandbox.directory)).toEqual([]);
	expect(readdirSync(sandbox.environment['TMPDIR'] ?? '')).toEqual([]);
});

test.concurrent('SIGTERM ends the demo while its master is being started again, and nothing is left', {
	timeout: 90_000,
}, async ({sandbox}) => {
	const masters = () =>
		findProcessesOf(sandbox.directory).filter(({command}) => command.includes('sloth-master.js start'));
	const demo = sandbox.start('sloth-agent', ['demo']);
	const line = await demo.waitForLine(/The master is killed: kill -9 \d+/u, {limitMs: 60_000});
	const killed = Number(/kill -9 (?<pid>\d+)/u.exec(line)?.groups?.['pid']);
	await waitForFact('the master is being started again', () => masters().some(({pid}) => pid !== killed), {
		limitMs: 60_000,
		pauseMs: 5,
	});
	demo.signal('SIGTERM');
	await waitForFact('the demo has ended', () => demo.child.exitCode !== null || demo.child.signalCode !== null);
	expect(await demo.exit).toEqual({code: 0, signal: null});
	expect(demo.errors()).toBe('');
	await waitForFact('its master is gone', () => masters().length === 0);
	expect(readdirSync(sandbox.environment['TMPDIR'] ?? '')).toEqual([]);
});

test.concurrent('a demo whose agent fails leaves no process and no file, and says why', {
	timeout: 90_000,
	skip: process.platform !== 'linux',
}, async ({sandbox}) => {
	const {code, stderr} = await sandbox.run('sloth-agent', ['demo'], {environment: breakingEnd(sandbox.directory)});
	expect({code, stderr}).toEqual({code: 1, stderr: 'sloth-agent: Unexpected error: the end is broken\n'});
	expect(findProcessesOf(sandbox.directory)).toEqual([]);
	expect(readdirSync(sandbox.environment['TMPDIR'] ?? '')).toEqual([]);
});

test.concurrent('a demo whose end never comes ends all the same, and takes its master and its files with it', {
	timeout: 90_000,
	skip: process.platform !== 'linux',
}, async ({sandbox}) => {
	const demo = sandbox.start('sloth-agent', ['demo'], {environment: breakingEnd(sandbox.directory, 'hangs')});
	await demo.waitForLine(/Agent active/u);
	demo.signal('SIGTERM');
	await waitForFact('the demo has ended', () => demo.child.exitCode !== null || demo.child.signalCode !== null);
	expect(await demo.exit).toEqual({code: 0, signal: null});
	await waitForFact('its master is gone', () => findProcessesOf(sandbox.directory).length === 0);
	expect(readdirSync(sandbox.environment['TMPDIR'] ?? '')).toEqual([]);
});

/** What only Ink and React say, minified or not. */
const screenMarks = [/Symbol\.for\(["']react\./u, /ink-(?:box|text|root|virtual-text)/u];

/** Every file that a program had loaded by its end, as V8 counts it for coverage. */
function loadedFiles(directory: string): readonly string[] {
	const urls = readdirSync(directory).flatMap((file) => {
		const {result}: {readonly result: ReadonlyArray<{readonly url: string}>} = JSON.parse(
			readFileSync(join(directory, file), 'utf8'),
		);
		return result.map(({url}) => url);
	});
	return urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
}

function screenFiles(files: readonly string[]): readonly string[] {
	return files.filter((file) => {
		const text = readFileSync(file, 'utf8');
		return screenMarks.some((mark) => mark.test(text));
	});
}

test.concurrent('a headless agent has loaded neither ink nor react, nor anything outside its own bundle', {
	timeout: 60_000,
}, async ({sandbox}) => {
	const coverage = join(sandbox.directory, 'coverage');
	const environment = {NODE_V8_COVERAGE: coverage};
	const master = await sandbox.startMaster();
	const agent = sandbox.start('sloth-agent', ['start', '--plain', '--name', 'web-1', '--master', master.address], {
		environment,
	});
	await agent.waitForLine(/Agent active/u);
	agent.signal('SIGTERM');
	expect(await agent.exit).toEqual({code: 0, signal: null});
	const files = loadedFiles(coverage);
	expect(files).toContain(scriptOf('sloth-agent'));
	expect(files.some((file) => /chunks\/run-\w+\.js$/u.test(file))).toBe(true);
	expect(files.filter((file) => !file.startsWith(join(scriptOf('sloth-agent'), '..')))).toEqual([]);
	expect(screenFiles(files)).toEqual([]);
});

test.concurrent('that check sees what a program loads on its way', {timeout: 60_000}, async ({sandbox}) => {
	const coverage = join(sandbox.directory, 'coverage');
	const screen = join(sandbox.directory, 'screen.mjs');
	const program = join(sandbox.directory, 'program.mjs');
	writeFileSync(screen, 'export const type = Symbol.for("react.transitional.element");');
	writeFileSync(program, `await import(${JSON.stringify(pathToFileURL(screen).href)}); process.exit(0);`);
	const {exit} = sandbox.startCommand([process.execPath, program], {environment: {NODE_V8_COVERAGE: coverage}});
	expect(await exit).toEqual({code: 0, signal: null});
	expect(screenFiles(loadedFiles(coverage))).toEqual([screen]);
});
